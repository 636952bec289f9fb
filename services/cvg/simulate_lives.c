/* The lives of one chantier: places that are filled, left and filled again. */
#include "cvg/simulate_lives.h"

#include <stdlib.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_random.h"

/* The history begins here: six years and more before the first date that may be asked for, longer than the longest
 * parcours. */
#define ORIGIN_YEAR 2014
/* An exit so near to the limit of 24 months is told the same day: told late, the row would seem to outlast the limit.
 */
#define LIMIT_NEAR_DAYS 690
#define LIMIT_DAYS 730

/* What makes a chantier of this many places hold the wished number of people: a place stands empty for some weeks. */
#define PLACES_PERCENT 104

/* People begin on a Monday, on the first of a month, or on any working day. */
static int32_t draw_entry(struct simulate_random *r, int32_t day)
{
    int x = simulate_random_below(r, 100);
    if (x < 45)
        return simulate_workday(day + (8 - cal_weekday(day)) % 7);
    if (x < 65) {
        int y, m, d;
        cal_date(day, &y, &m, &d);
        int32_t first = cal_add_months(cal_day(y, m, 1), 1);
        if (first - day < 10)
            return simulate_workday(first);
    }
    return simulate_workday(day);
}

static int year_of(int32_t day)
{
    int y, m, d;
    cal_date(day, &y, &m, &d);
    return y;
}

/* When the chantier writes down what happened: mostly the same day, never on a day off. */
static void draw_knowledge(const struct simulate_chantier *c, struct simulate_parcours *p)
{
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_SEJOUR, p->cle);
    int x = simulate_random_below(&r, 100);
    int late = x < 72 ? 0 : x < 95 ? 1 + simulate_random_below(&r, 3) : 4 + simulate_random_below(&r, 6);
    p->entree_connue = simulate_workday(p->entree + late);
    x = simulate_random_below(&r, 100);
    late = x < 55 ? 0 : x < 88 ? 1 + simulate_random_below(&r, 4) : 5 + simulate_random_below(&r, 8);
    int wrong = simulate_random_permille(&r, 80) ? 1 + simulate_random_below(&r, 9) : 0;
    if (simulate_random_permille(&r, 500))
        wrong = -wrong;
    int later = 2 + simulate_random_below(&r, 25);
    int32_t days = p->sortie - p->entree;
    p->sortie_dite = p->sortie + wrong;
    /* a correction never leads over a limit that would change what kind of row it is: the window, the 24 months, the
     * entry */
    if (p->sortie_dite <= p->entree || year_of(p->sortie_dite) != year_of(p->sortie) ||
        (days > LIMIT_NEAR_DAYS && days < LIMIT_DAYS + 30))
        p->sortie_dite = p->sortie;
    int32_t last = p->sortie_dite > p->sortie ? p->sortie_dite : p->sortie;
    bool near = days > LIMIT_NEAR_DAYS && days <= LIMIT_DAYS;
    p->sortie_connue = near ? last : simulate_workday(last + late);
    if (p->sortie_connue < p->entree_connue)
        p->sortie_connue = p->entree_connue;
    p->sortie_corrigee = simulate_workday(p->sortie_connue + later);
}

static struct simulate_parcours *add_parcours(struct simulate_lives *l)
{
    l->parcours = mem_room(l->parcours, l->n, &l->cap, sizeof *l->parcours);
    struct simulate_parcours *p = &l->parcours[l->n++];
    *p = (struct simulate_parcours){.retire = SIMULATE_NEVER};
    return p;
}

/* One place of the chantier, from the origin on: a parcours, some weeks empty, the next one. */
static void fill_place(struct simulate_lives *l, int place, bool phc, int32_t last)
{
    const struct simulate_chantier *c = l->chantier;
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_PLACE, (uint64_t)place);
    int32_t day = cal_day(ORIGIN_YEAR, 1, 1) - simulate_random_below(&r, 500);
    for (uint32_t rank = 0; rank < 4096; rank++) {
        int32_t entree = draw_entry(&r, day);
        if (entree > last)
            return;
        struct simulate_fin f = simulate_exit_fin(&r, phc, entree);
        struct simulate_parcours *p = add_parcours(l);
        p->entree = entree;
        p->sortie = f.sortie;
        p->motif = f.motif;
        p->mois = f.mois;
        p->phc = phc;
        p->cle = (uint32_t)place << 12 | rank;
        draw_knowledge(c, p);
        int gap = 3 + simulate_random_below(&r, 12) + simulate_random_below(&r, 12);
        if (simulate_random_permille(&r, 120))
            gap += simulate_random_below(&r, 60);
        day = f.sortie + 1 + gap;
    }
}

/* Now and then a row is entered by mistake, and taken out some days later. */
static void add_mistakes(struct simulate_lives *l, int place, int32_t last)
{
    const struct simulate_chantier *c = l->chantier;
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_MEPRISE, 0);
    int32_t day = cal_day(ORIGIN_YEAR, 1, 1);
    for (uint32_t rank = 0; rank < 4096; rank++) {
        day = simulate_workday(day + 40 + simulate_random_below(&r, 420));
        int stays = 1 + simulate_random_below(&r, 6);
        if (day > last)
            return;
        struct simulate_parcours *p = add_parcours(l);
        p->entree = p->entree_connue = day;
        struct simulate_fin f = simulate_exit_fin(&r, false, day);
        p->motif = f.motif;
        p->mois = f.mois;
        p->sortie = p->sortie_dite = day + 400;
        p->sortie_connue = p->sortie_corrigee = SIMULATE_NEVER;
        p->retire = simulate_workday(day + stays);
        p->cle = (uint32_t)place << 12 | rank;
    }
}

static int by_entry(const void *x, const void *y)
{
    const struct simulate_parcours *a = x, *b = y;
    if (a->entree != b->entree)
        return a->entree < b->entree ? -1 : 1;
    return a->cle < b->cle ? -1 : a->cle > b->cle;
}

/* Somebody who left for good reasons some months to two and a half years before, and has not come back yet. */
static struct simulate_parcours *find_former(struct simulate_lives *l, size_t i, struct simulate_random *r)
{
    const struct simulate_parcours *p = &l->parcours[i];
    int want_phc = p->phc || (l->chantier->taille_phc > 0 && simulate_random_permille(r, 600));
    size_t far = i < 400 ? i : 400;
    for (int attempt = 0; attempt < 12; attempt++) {
        struct simulate_parcours *q = &l->parcours[i - 1 - (size_t)simulate_random_below(r, (int)far)];
        int32_t told = q->sortie_corrigee;
        if (told == SIMULATE_NEVER || q->suivi || !q->motif->retour || q->phc != (want_phc != 0))
            continue;
        if (told + 40 < p->entree && q->sortie > p->entree - 900)
            return q;
    }
    return NULL;
}

/* Numbers the people in order of their first entry, and lets some come back. */
static void name_people(struct simulate_lives *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct simulate_parcours *p = &l->parcours[i];
        p->personne = p->cle;
        p->numero_personne = (uint32_t)i + 1;
        p->premiere_entree = p->entree;
        if (i == 0 || p->retire != SIMULATE_NEVER || p->motif->asp == SIMULATE_ASP_RETRAITE)
            continue;
        struct simulate_random r;
        simulate_random_init(&r, l->chantier->seed, (uint64_t)l->chantier->rang, SIMULATE_MATTER_PERSONNE,
                             ~(uint64_t)p->cle);
        if (!simulate_random_permille(&r, l->chantier->taille_phc > 0 ? 150 : 60))
            continue;
        struct simulate_parcours *q = find_former(l, i, &r);
        if (!q)
            continue;
        q->suivi = true;
        p->personne = q->personne;
        p->numero_personne = q->numero_personne;
        p->premiere_entree = q->premiere_entree;
        p->issu_phc = q->phc && !p->phc;
    }
}

static int by_begin(const void *x, const void *y)
{
    const struct simulate_poste *a = x, *b = y;
    if (a->debut != b->debut)
        return a->debut < b->debut ? -1 : 1;
    return a->chaine < b->chaine ? -1 : a->chaine > b->chaine;
}

/* A post of accompaniment changes hands after some years, at the end of a month. The next one begins the day after:
 * with a gap, or with both in post for a while, the ETP of a small team would halve from one night to the next, which
 * is held. */
static void fill_post(struct simulate_lives *l, int chaine, int etp, int32_t last)
{
    static const struct simulate_share fonctions[] = {{"CIP", 74}, {"ASP", 16}, {"ESP", 6}, {"MONITEUR_EDUCATEUR", 4}};
    const struct simulate_chantier *c = l->chantier;
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_CIP, (uint64_t)chaine);
    const char *fonction = simulate_pick(&r, fonctions);
    bool renfort = simulate_random_permille(&r, 350);
    int32_t debut = cal_add_months(cal_day(ORIGIN_YEAR - 3, 1, 1), simulate_random_below(&r, 24));
    while (debut <= last) {
        l->postes = mem_room(l->postes, l->postes_n, &l->postes_cap, sizeof *l->postes);
        int32_t next = cal_add_months(debut, 8 + simulate_random_below(&r, 28) + simulate_random_below(&r, 28));
        l->postes[l->postes_n++] = (struct simulate_poste){chaine, 0, etp, fonction, renfort, debut, next - 1};
        debut = next;
    }
}

static void fill_posts(struct simulate_lives *l, int32_t last)
{
    int whole = l->chantier->etp_centiemes;
    l->chaines_n = (whole + 99) / 100;
    for (int i = 0, given = 0; i < l->chaines_n; i++) {
        int upto = i + 1 == l->chaines_n ? whole : whole * (i + 1) / l->chaines_n / 5 * 5;
        fill_post(l, i, upto - given, last);
        given = upto;
    }
    qsort(l->postes, l->postes_n, sizeof *l->postes, by_begin);
    for (size_t i = 0; i < l->postes_n; i++)
        l->postes[i].numero = (int)i + 1;
}

struct simulate_lives *simulate_lives_new(const struct simulate_chantier *c, int32_t first, int32_t last)
{
    struct simulate_lives *l = mem_new(sizeof *l);
    l->chantier = c;
    int cvg = (c->taille * PLACES_PERCENT + 50) / 100, phc = (c->taille_phc * (PLACES_PERCENT + 3) + 50) / 100;
    int places = cvg + phc;
    for (int place = 0; place < places; place++)
        fill_place(l, place, place >= cvg, last);
    add_mistakes(l, places, last);
    qsort(l->parcours, l->n, sizeof *l->parcours, by_entry);
    name_people(l);
    fill_posts(l, last);
    int32_t window = simulate_window(first);
    for (size_t i = 0; i < l->n; i++) {
        struct simulate_parcours *p = &l->parcours[i];
        p->chaine = (int)(p->cle >> 12) * l->chaines_n / (places + 1);
        bool seen = p->sortie >= window || p->sortie_dite >= window || p->sortie_corrigee > first;
        if (seen && p->retire > first)
            p->portrait = simulate_portrait_new(c, p);
    }
    return l;
}

void simulate_lives_free(struct simulate_lives **l)
{
    if (!*l)
        return;
    for (size_t i = 0; i < (*l)->n; i++)
        mem_free(&(*l)->parcours[i].portrait);
    free((*l)->parcours);
    free((*l)->postes);
    mem_free(l);
}

const struct simulate_poste *simulate_lives_poste(const struct simulate_lives *l, int chaine, int32_t day)
{
    for (size_t i = 0; i < l->postes_n; i++)
        if (l->postes[i].chaine == chaine && l->postes[i].debut <= day && day <= l->postes[i].fin)
            return &l->postes[i];
    return NULL;
}
