/* The watch over one reporter: asks each rule in turn, and keeps the earliest instant at which one may answer
 * otherwise. */
#include "programme/veille.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/veille_state.h"

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

static void chantier(struct veille *v)
{
    const struct veille_reporter *r = v->r;
    if (!member(v))
        return;
    /* one that is older than what was known already says nothing of now */
    v->known = mem_new_n(r->situations_n + 1, sizeof(const struct veille_situation *));
    for (size_t i = 0; i < r->situations_n; i++)
        if (veille_known(v, r->situations[i].connu_us, VEILLE_JAMAIS) &&
            (!v->known_n || v->known[v->known_n - 1]->date <= r->situations[i].date))
            v->known[v->known_n++] = &r->situations[i];
    veille_remontee(v);
    veille_envois(v);
    veille_charge(v);
    veille_objectif(v);
    veille_qualite(v);
    veille_echeances(v);
    free(v->known);
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
