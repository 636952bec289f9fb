/* A report put together. Whether a figure has a value at all is decided here, and nothing else of its state. */
#include "programme/rapport_faire.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "programme/secret_liens.h"

static const char COORDINATION[] = "Coordination";

static const char *keep(struct rapport *r, const char *s)
{
    return s ? arena_text(&r->memoire, s, strlen(s)) : "";
}

/* ---- indicators ---- */

static void add_indicateur(struct rapport *r, const struct indicator *i, struct rapport_indicateur *out)
{
    char text[256];
    out->forme = (struct indicator){.code = mem_unconst(keep(r, i->code)),
                                    .label = mem_unconst(keep(r, i->label)),
                                    .unit = mem_unconst(keep(r, i->unit)),
                                    .section = mem_unconst(keep(r, i->section)),
                                    .kind = i->kind,
                                    .divisor = i->divisor,
                                    .decimal = i->decimal,
                                    .den_decimal = i->den_decimal,
                                    .sensitive = i->sensitive,
                                    .nullable = i->nullable,
                                    .keys_n = i->keys_n,
                                    .slots_n = i->slots_n};
    out->population = keep(r, i->population_text);
    out->expression = keep(r, i->expression_text);
    out->cles = arena_new(&r->memoire, i->keys_n * sizeof *out->cles + 1);
    for (size_t k = 0; k < i->keys_n; k++) {
        indicator_key(i, k, text, sizeof text);
        out->cles[k].cle = keep(r, text);
        indicator_key_label(i, k, text, sizeof text);
        out->cles[k].libelle = keep(r, text);
    }
}

struct rapport *rapport_begin(const struct definitions *d, const char *programme, const struct period *p)
{
    struct rapport *r = rapport_new();
    const struct catalogue *c = d->catalogue;
    r->definitions = keep(r, d->digest);
    r->programme = keep(r, programme);
    r->motif = "";
    r->periodes[0] = *p;
    r->periodes_n = period_year_before(p, &r->periodes[1]) ? 2 : 1;
    r->secret_k = d->numbers.secret_k_others;
    r->secret_k_sensible = d->numbers.secret_k;
    r->secret_chantiers = d->numbers.secret_chantiers;
    r->secret_dominance = d->numbers.secret_dominance;
    r->indicateurs = arena_new(&r->memoire, c->indicators_n * sizeof *r->indicateurs);
    r->indicateurs_n = c->indicators_n;
    for (size_t i = 0; i < c->indicators_n; i++)
        add_indicateur(r, &c->indicators[i], &r->indicateurs[i]);
    secret_liens_poser(d, r);
    return r;
}

/* ---- perimeters ---- */

static struct rapport_perimetre *add(struct rapport *r, enum scope_kind kind, const char *code, const char *nom)
{
    struct rapport_perimetre *p = &r->perimetres[r->perimetres_n++];
    *p = (struct rapport_perimetre){.scope = {.kind = kind}, .nom = keep(r, nom), .objectif = -1};
    for (size_t q = 0; q < RAPPORT_PERIODES_MAX; q++)
        p->territoire[q] = RAPPORT_SANS;
    must(strlen(code) < sizeof p->scope.code);
    snprintf(p->scope.code, sizeof p->scope.code, "%s", code);
    return p;
}

/* Has it a member in one of the periods? */
static bool has_member(const struct rapport *r, const struct reference *ref, size_t territoire)
{
    for (size_t i = 0; i < ref->chantiers.n; i++)
        for (size_t q = 0; q < r->periodes_n; q++) {
            const struct period *p = &r->periodes[q];
            struct membership m = reference_membership(ref, ref->chantiers.entries[i].key, p->debut, p->fin);
            if (m.counts && m.territoire == territoire)
                return true;
        }
    return false;
}

static void add_territoire(struct rapport *r, const struct territoire *t)
{
    struct rapport_perimetre *p = add(r, SCOPE_TERRITOIRE, t->code, t->nom);
    for (size_t q = 0; q < r->periodes_n; q++)
        p->operationnel[q] = t->lancement != CELL_NULL && t->lancement <= r->periodes[q].debut;
}

/* A chantier, once it counts in one of the periods. */
static void add_chantier(struct rapport *r, const struct reference *ref, const char *id)
{
    struct rapport_perimetre *added = NULL;
    for (size_t q = 0; q < r->periodes_n; q++) {
        struct membership m = reference_membership(ref, id, r->periodes[q].debut, r->periodes[q].fin);
        struct scope s = {.kind = SCOPE_TERRITOIRE};
        if (!m.counts)
            continue;
        snprintf(s.code, sizeof s.code, "%s", ref->territoires[m.territoire].code);
        if (!added)
            added = add(r, SCOPE_CHANTIER, id, id);
        added->territoire[q] = rapport_find_perimetre(r, &s);
    }
}

void rapport_add_perimetres(struct rapport *r, const struct reference *ref)
{
    r->perimetres = arena_new(&r->memoire, (2 + ref->territoires_n + ref->chantiers.n) * sizeof *r->perimetres);
    add(r, SCOPE_NATION, "", "Nation");
    add(r, SCOPE_OPERATIONNELS, "", "Territoires opérationnels");
    for (size_t i = 0; i < ref->territoires_n; i++)
        if (has_member(r, ref, i))
            add_territoire(r, &ref->territoires[i]);
    for (size_t i = 0; i < ref->chantiers.n; i++)
        add_chantier(r, ref, ref->chantiers.entries[i].key);
    r->remontees = arena_new(&r->memoire, r->perimetres_n * sizeof *r->remontees);
    r->courbes = arena_new(&r->memoire, r->perimetres_n * sizeof *r->courbes);
}

/* ---- who reported ---- */

static void add_remontee(struct rapport *r, const char *reporter, const char *nom, const char *territoire,
                         const struct reporter_facts *f)
{
    must(r->remontees_n < r->perimetres_n);
    r->remontees[r->remontees_n++] = (struct rapport_remontee){.reporter = keep(r, reporter),
                                                               .nom = keep(r, nom),
                                                               .territoire = keep(r, territoire),
                                                               .situation = f->situation,
                                                               .lues = f->rows_read,
                                                               .ecartees = f->rows_set_aside,
                                                               .retenu = CELL_NULL,
                                                               .retenu_etat = ""};
}

void rapport_add_remontee(struct rapport *r, const char *chantier, const char *territoire,
                          const struct reporter_facts *f)
{
    add_remontee(r, chantier, chantier, territoire, f);
}

void rapport_add_coordination(struct rapport *r, const char *territoire, const struct reporter_facts *f)
{
    add_remontee(r, territoire, COORDINATION, territoire, f);
}

void rapport_avant_fin(struct rapport *r, const struct reference *ref)
{
    const struct period *p = &r->periodes[0];
    for (size_t i = 0; i < r->remontees_n; i++) {
        struct rapport_remontee *x = &r->remontees[i];
        struct membership m = reference_membership(ref, x->reporter, p->debut, p->fin);
        x->avant_fin = cal_paris_day(r->connu_us) > p->fin && x->situation != CELL_NULL && x->situation < p->fin &&
                       m.at_end && !m.coordination;
    }
}

static struct rapport_remontee *find_remontee(struct rapport *r, const char *chantier)
{
    for (size_t i = 0; i < r->remontees_n; i++)
        if (strcmp(r->remontees[i].reporter, chantier) == 0)
            return &r->remontees[i];
    return NULL;
}

void rapport_nom_du_chantier(struct rapport *r, const char *chantier, const char *nom)
{
    struct scope s = {.kind = SCOPE_CHANTIER};
    snprintf(s.code, sizeof s.code, "%s", chantier);
    size_t at = rapport_find_perimetre(r, &s);
    struct rapport_remontee *x = find_remontee(r, chantier);
    if (at == RAPPORT_SANS)
        return;
    r->perimetres[at].nom = keep(r, nom);
    if (x)
        x->nom = r->perimetres[at].nom;
}

void rapport_en_attente(struct rapport *r, const char *chantier, int32_t situation, const char *etat)
{
    struct rapport_remontee *x = find_remontee(r, chantier);
    if (!x)
        return;
    x->retenu = situation;
    x->retenu_etat = keep(r, etat);
}

/* ---- figures ---- */

static bool has_value(const struct indicator *i, const int64_t *slots)
{
    switch (i->kind) {
    case KIND_REPARTITION:
        return slots[0] > 0;
    case KIND_TAUX:
    case KIND_MOYENNE:
    case KIND_RATIO:
        return slots[1] > 0;
    default:
        return true;
    }
}

static void add_chiffre(struct rapport *r, const char *programme, size_t periode, size_t perimetre, size_t indicateur,
                        const int64_t *slots)
{
    const struct indicator *i = &r->indicateurs[indicateur].forme;
    struct rapport_chiffre *x = &r->chiffres[r->chiffres_n++];
    *x = (struct rapport_chiffre){
        .programme = programme, .periode = periode, .perimetre = perimetre, .indicateur = indicateur};
    x->slots = arena_new(&r->memoire, i->slots_n * sizeof *slots);
    memcpy(x->slots, slots, i->slots_n * sizeof *slots);
    size_t n = rapport_lignes_n(r, x);
    x->etats = arena_new(&r->memoire, n + 1);
    memset(x->etats, has_value(i, slots) ? RAPPORT_PUBLIE : RAPPORT_INCONNU, n);
}

/* Room for those of one more period. */
static void room(struct rapport *r, const struct definitions *d)
{
    size_t more = r->perimetres_n * d->catalogue->indicators_n * programmes_count(d);
    struct rapport_chiffre *list = arena_new(&r->memoire, (r->chiffres_n + more) * sizeof *list);
    if (r->chiffres_n)
        memcpy(list, r->chiffres, r->chiffres_n * sizeof *list);
    r->chiffres = list;
}

void rapport_add_chiffres(struct rapport *r, const struct definitions *d, size_t periode, const int64_t *sums,
                          const struct coverage *coverage)
{
    const struct catalogue *c = d->catalogue;
    size_t objectif = rapport_find_indicateur(r, "effectif.objectif");
    room(r, d);
    for (size_t p = 0; p < r->perimetres_n; p++) {
        bool chantier = r->perimetres[p].scope.kind == SCOPE_CHANTIER;
        for (size_t g = 0; g < programmes_count(d); g++) {
            const char *programme = keep(r, programme_name(d, g));
            const int64_t *slots = sums + p * contribution_len(d) + g * c->slots_n;
            bool main = strcmp(programme, r->programme) == 0;
            for (size_t i = 0; i < c->indicators_n; i++)
                if ((main || rapport_est_effectif(&c->indicators[i])) && !(chantier && c->indicators[i].territory_only))
                    add_chiffre(r, programme, periode, p, i, slots + c->indicators[i].slot);
            if (main && periode == 0 && objectif != RAPPORT_SANS && slots[c->indicators[objectif].slot + 1] > 0)
                r->perimetres[p].objectif = slots[c->indicators[objectif].slot + 1];
        }
        if (periode == 0)
            r->perimetres[p].couverture = coverage[p];
    }
}

/* Has a coordination of the perimeter sent anything? */
static bool has_sent(const struct rapport *r, size_t periode, size_t perimetre, const bool *remis)
{
    enum scope_kind kind = r->perimetres[perimetre].scope.kind;
    if (kind == SCOPE_TERRITOIRE)
        return remis[perimetre];
    for (size_t i = 0; i < r->perimetres_n; i++)
        if (r->perimetres[i].scope.kind == SCOPE_TERRITOIRE && remis[i] &&
            (kind != SCOPE_OPERATIONNELS || r->perimetres[i].operationnel[periode]))
            return true;
    return false;
}

void rapport_coordination_inconnue(struct rapport *r, size_t periode, const bool *remis)
{
    for (size_t i = 0; i < r->chiffres_n; i++) {
        struct rapport_chiffre *x = &r->chiffres[i];
        if (x->periode == periode && text_starts(r->indicateurs[x->indicateur].forme.code, "coordination.") &&
            !has_sent(r, periode, x->perimetre, remis))
            memset(x->etats, RAPPORT_INCONNU, rapport_lignes_n(r, x));
    }
}

/* Keeps the perimeters of the first period. Gives where each of them is now; RAPPORT_SANS: it is not. */
static size_t *keep_perimetres(struct rapport *r)
{
    size_t *now = arena_new(&r->memoire, (r->perimetres_n + 1) * sizeof *now), n = 0;
    for (size_t i = 0; i < r->perimetres_n; i++)
        now[i] = rapport_en_est(r, i, 0) ? n++ : RAPPORT_SANS;
    for (size_t i = 0; i < r->perimetres_n; i++) {
        struct rapport_perimetre *p = &r->perimetres[i];
        if (now[i] == RAPPORT_SANS)
            continue;
        p->territoire[0] = p->territoire[0] == RAPPORT_SANS ? RAPPORT_SANS : now[p->territoire[0]];
        p->territoire[1] = RAPPORT_SANS;
        p->operationnel[1] = false;
        r->perimetres[now[i]] = *p;
    }
    r->perimetres_n = n;
    return now;
}

void rapport_drop_empty_year(struct rapport *r)
{
    const struct rapport_chiffre *x = rapport_find(r, r->programme, 1, 0, "effectif.accompagnes");
    if (r->periodes_n < 2 || (x && x->slots[0] > 0))
        return;
    must(r->courbes_n == 0 && r->ponts_n == 0); /* they would have to move with their perimeters */
    const size_t *now = keep_perimetres(r);
    size_t n = 0;
    for (size_t i = 0; i < r->chiffres_n; i++) {
        if (r->chiffres[i].periode != 0 || now[r->chiffres[i].perimetre] == RAPPORT_SANS)
            continue;
        r->chiffres[n] = r->chiffres[i];
        r->chiffres[n].perimetre = now[r->chiffres[n].perimetre];
        n++;
    }
    r->chiffres_n = n;
    r->periodes_n = 1;
}

void rapport_add_courbe(struct rapport *r, size_t perimetre, const int32_t *jours, const int64_t *values, size_t n)
{
    struct rapport_courbe *x = &r->courbes[r->courbes_n++];
    *x = (struct rapport_courbe){.perimetre = perimetre, .n = n};
    x->jours = arena_new(&r->memoire, n * sizeof *x->jours);
    x->file_active = arena_new(&r->memoire, n * sizeof *x->file_active);
    memcpy(x->jours, jours, n * sizeof *x->jours);
    memcpy(x->file_active, values, n * sizeof *x->file_active);
}
