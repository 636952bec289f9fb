/* The watch over one reporter: asks each rule in turn, and keeps the earliest instant at which one may answer
 * otherwise. */
#include "programme/veille.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "programme/veille_state.h"

void veille_wake(struct veille *v, int64_t us)
{
    if (us > v->now_us && us < v->out->next_us)
        v->out->next_us = us;
}

bool veille_known(struct veille *v, int64_t connu_us, int64_t jusqua_us)
{
    veille_wake(v, connu_us);
    if (connu_us > v->now_us)
        return false;
    veille_wake(v, jusqua_us);
    return v->now_us < jusqua_us;
}

int64_t veille_midnight(int32_t day)
{
    return cal_paris_instant(day * VEILLE_DAY_US);
}

bool veille_reached(struct veille *v, int32_t day)
{
    veille_wake(v, veille_midnight(day));
    return v->today >= day;
}

const struct veille_ouverte *veille_open(const struct veille *v, enum alerte_regle regle, const char *sujet)
{
    for (size_t i = 0; i < v->open_n; i++)
        if (v->open[i].regle == regle && strcmp(v->open[i].sujet, sujet) == 0)
            return &v->open[i];
    return NULL;
}

void veille_copy(char out[VEILLE_TEXTE_LEN], const char *kind, const char *name)
{
    struct buf b = {0};
    buf_adds(&b, kind);
    buf_adds(&b, name);
    size_t len = text_cut(buf_text(&b), VEILLE_TEXTE_LEN - 1);
    memcpy(out, buf_text(&b), len);
    out[len] = 0;
    buf_deinit(&b);
}

struct veille_alerte *veille_add(struct veille *v, enum alerte_regle regle, enum alerte_situation situation, int palier,
                                 const char *sujet, int64_t depuis_us)
{
    struct veille_liste *l = v->out;
    l->items = mem_room(l->items, l->n, &l->cap, sizeof *l->items);
    struct veille_alerte *a = &l->items[l->n++];
    *a = (struct veille_alerte){.regle = regle,
                                .situation = situation,
                                .palier = palier,
                                .depuis_us = depuis_us,
                                .n = VEILLE_INCONNU,
                                .total = VEILLE_INCONNU,
                                .valeur = VEILLE_INCONNU,
                                .seuil = VEILLE_INCONNU,
                                .jour = VEILLE_INCONNU};
    veille_copy(a->sujet, "", sujet);
    return a;
}

/* ---- a chantier ---- */

static bool member(struct veille *v)
{
    bool in = false;
    const struct remontee_chantier *c = &v->r->remontee;
    for (size_t i = 0; i < c->lignes_n; i++) {
        const struct remontee_ligne *l = &c->lignes[i];
        in = in || (l->depuis <= v->today && v->today <= l->jusqua);
        if (l->depuis > v->today)
            veille_wake(v, veille_midnight(l->depuis));
        else if (l->jusqua >= v->today && l->jusqua < INT32_MAX)
            veille_wake(v, veille_midnight(l->jusqua + 1));
    }
    return in;
}

/* What became known last of a date counts. An export of an older date is taken as what was known then. */
static void place(struct veille *v, const struct veille_situation *s)
{
    size_t i = v->dates_n;
    while (i > 0 && v->dates[i - 1]->date > s->date)
        i--;
    if (i > 0 && v->dates[i - 1]->date == s->date) {
        v->dates[i - 1] = s;
        return;
    }
    memmove(&v->dates[i + 1], &v->dates[i], (v->dates_n - i) * sizeof(const struct veille_situation *));
    v->dates[i] = s;
    v->dates_n++;
}

static void chantier(struct veille *v)
{
    const struct veille_reporter *r = v->r;
    if (!member(v))
        return;
    v->dates = mem_new_n(r->situations_n + 1, sizeof(const struct veille_situation *));
    for (size_t i = 0; i < r->situations_n; i++)
        if (veille_known(v, r->situations[i].connu_us, VEILLE_JAMAIS))
            place(v, &r->situations[i]);
    veille_remontee(v);
    veille_envois(v);
    veille_charge(v);
    veille_objectif(v);
    veille_qualite(v);
    veille_echeances(v);
    free(v->dates);
}

/* ---- any ---- */

void veille_desired(const struct veille_reporter *r, const struct veille_ouverte *open, size_t open_n, int64_t now_us,
                    struct veille_liste *out)
{
    struct veille v = {.r = r,
                       .seuils = r->seuils,
                       .open = open,
                       .open_n = open_n,
                       .now_us = now_us,
                       .today = cal_paris_day(now_us),
                       .out = out};
    out->n = 0;
    out->next_us = VEILLE_JAMAIS;
    out->nuit = VEILLE_INCONNU;
    out->etat = REMONTEE_HORS;
    switch (r->porteur) {
    case VEILLE_CHANTIER:
        chantier(&v);
        break;
    case VEILLE_TERRITOIRE:
        veille_coordination(&v);
        veille_trimestre(&v);
        break;
    case VEILLE_NATION:
        veille_trimestre(&v);
        veille_pannes(&v);
        break;
    }
}

void veille_liste_deinit(struct veille_liste *l)
{
    mem_free(&l->items);
    l->n = l->cap = 0;
}
