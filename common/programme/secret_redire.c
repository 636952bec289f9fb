/* Tells again: what was withheld on the way to a solution, and is not needed for the whole of it. */
#include "programme/secret_travail.h"

#include <stdlib.h>

#define ESSAYER_SEULEMENT 60000000 /* programmes × their cells², before only what is cheap is tried */

/* Is the cell wide enough, when only what is withheld moves? */
static bool holds(struct secret_travail *w, size_t a, struct secret_cellule c)
{
    w->serree = c;
    return secret_essayer(w, a, c) || (w->n.resolus < w->most && secret_chercher(w, a, c));
}

struct rang {
    const struct secret_tableau *tableau;
    size_t perimetre, ligne;
    double value;
};

static int by_value(const void *x, const void *y)
{
    const struct rang *a = x, *b = y;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    if (a->perimetre != b->perimetre)
        return a->perimetre < b->perimetre ? -1 : 1;
    return a->ligne < b->ligne ? -1 : a->ligne > b->ligne;
}

/* What was withheld for others' sake, the most telling first. */
static struct rang *list_second(const struct secret_reseau *n, size_t *n_out)
{
    const struct secret_modele *m = n->m;
    struct rang *list = mem_new_n(m->perimetres_n * m->lignes_n + 1, sizeof *list);
    *n_out = 0;
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t i = 0; i < m->tableaux_n; i++) {
            const struct secret_tableau *t = &m->tableaux[i];
            for (size_t l = 0; n->dedans[i] && !n->gele[i] && l < t->lignes_n; l++)
                if (m->etats[p * m->lignes_n + t->ligne + l] == SECRET_SECOND)
                    list[(*n_out)++] =
                        (struct rang){t, p, t->ligne + l,
                                      (p < m->territoires_n ? 0 : 1e9) + (double)secret_valeur(m, p, t->atome + l)};
        }
    if (*n_out)
        qsort(list, *n_out, sizeof *list, by_value);
    return list;
}

static void try(struct secret_travail *w, const struct rang *x)
{
    struct secret_modele *m = w->n.m;
    size_t at = x->perimetre * m->lignes_n + x->ligne;
    m->etats[at] = SECRET_DIT;
    secret_temoins_revoir(w->n.temoins, x->perimetre, x->tableau);
    /* where it would show first, first */
    if (secret_visiter_tableau(w, x->tableau, holds) && secret_visiter(w, holds))
        return;
    m->etats[at] = SECRET_SECOND;
    m->raisons[at].cellule = w->serree.perimetre * m->atomes_n + w->serree.atome;
    secret_temoins_revoir(w->n.temoins, x->perimetre, x->tableau);
}

/* Was what it protected told since? */
static bool outlived(const struct secret_modele *m, const struct rang *x)
{
    size_t at = x->perimetre * m->lignes_n + x->ligne, c = m->raisons[at].cellule;
    return m->etats[at] == SECRET_SECOND && secret_ligne_de(m, c % m->atomes_n) != SECRET_SANS &&
           secret_dit(m, c / m->atomes_n, c % m->atomes_n);
}

void secret_redire(struct secret_travail *w)
{
    size_t n;
    struct rang *list = list_second(&w->n, &n);
    secret_reseau_serrer(&w->n);
    w->most = w->n.resolus + ESSAYER_SEULEMENT / (w->n.cellules_n * w->n.cellules_n + 1);
    for (size_t i = 0; i < n; i++)
        try(w, &list[i]);
    for (size_t i = 0; i < n; i++)
        if (outlived(w->n.m, &list[i]))
            try(w, &list[i]);
    free(list);
}
