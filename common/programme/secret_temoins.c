/* Keeps the witnesses of a network, and how far they move each cell. */
#include "programme/secret_temoins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct mention { /* a cell that a witness moves */
    size_t temoin, at;
};

struct secret_liste {
    struct mention *mentions;
    size_t n, cap;
};

static size_t cells_n(const struct secret_modele *m)
{
    return m->perimetres_n * m->atomes_n;
}

void secret_temoins_init(struct secret_temoins *t, const struct secret_modele *m)
{
    size_t all = cells_n(m) * secret_attaquants_n(m);
    *t = (struct secret_temoins){.m = m};
    t->de_cellule = mem_new_n(cells_n(m) + 1, sizeof *t->de_cellule);
    t->a_compter = mem_new_n(cells_n(m) + 1, sizeof *t->a_compter);
    t->file = mem_new_n(cells_n(m) + 1, sizeof *t->file);
    t->haut = mem_new_n(all + 1, sizeof *t->haut);
    t->bas = mem_new_n(all + 1, sizeof *t->bas);
    t->besoin = mem_new_n(all + 1, sizeof *t->besoin);
}

void secret_temoins_deinit(struct secret_temoins *t)
{
    for (size_t i = 0; i < cells_n(t->m); i++)
        free(t->de_cellule[i].mentions);
    free(t->de_cellule);
    free(t->tous);
    free(t->a_compter);
    free(t->file);
    free(t->haut);
    free(t->bas);
    free(t->besoin);
    arena_deinit(&t->memoire);
}

/* A witness that moves a territory tells its coordination nothing. */
static void count(struct secret_temoins *t, const struct secret_temoin *x, size_t i)
{
    size_t at = x->cellules[i] * secret_attaquants_n(t->m);
    double *far = x->de[i] > 0 ? &t->haut[at] : &t->bas[at], de = fabs(x->de[i]);
    for (size_t a = 0; a < secret_attaquants_n(t->m); a++)
        if (!x->territoires[a] && far[a] < de)
            far[a] = de;
}

static void mention(struct secret_liste *l, size_t temoin, size_t at)
{
    l->mentions = mem_room(l->mentions, l->n, &l->cap, sizeof *l->mentions);
    l->mentions[l->n++] = (struct mention){temoin, at};
}

void secret_temoins_garder(struct secret_temoins *t, const double *y, const size_t *cellules, size_t cellules_n)
{
    struct secret_temoin x = {.vit = true};
    size_t moved = 0;
    for (size_t i = 0; i < cellules_n; i++)
        moved += fabs(y[cellules[i]]) > SECRET_EPS;
    x.cellules = arena_new(&t->memoire, (moved + 1) * sizeof *x.cellules);
    x.de = arena_new(&t->memoire, (moved + 1) * sizeof *x.de);
    x.territoires = arena_new(&t->memoire, secret_attaquants_n(t->m));
    for (size_t i = 0; i < cellules_n; i++) {
        size_t p = cellules[i] / t->m->atomes_n;
        if (fabs(y[cellules[i]]) <= SECRET_EPS)
            continue;
        mention(&t->de_cellule[cellules[i]], t->n, x.n);
        x.cellules[x.n] = cellules[i];
        x.de[x.n++] = y[cellules[i]];
        if (p < t->m->territoires_n)
            x.territoires[p] = true;
    }
    t->tous = mem_room(t->tous, t->n, &t->cap, sizeof *t->tous);
    t->tous[t->n++] = x;
    for (size_t i = 0; i < x.n; i++)
        count(t, &x, i);
}

static bool moves_told(const struct secret_modele *m, const struct secret_temoin *x)
{
    for (size_t i = 0; i < x->n; i++) {
        size_t p = x->cellules[i] / m->atomes_n, a = x->cellules[i] % m->atomes_n;
        if (a != m->tableaux[m->tableau_de[a]].total && secret_dit(m, p, a))
            return true;
    }
    return false;
}

static void count_anew(struct secret_temoins *t, size_t cellule)
{
    const struct secret_liste *l = &t->de_cellule[cellule];
    size_t at = cellule * secret_attaquants_n(t->m);
    memset(&t->haut[at], 0, secret_attaquants_n(t->m) * sizeof *t->haut);
    memset(&t->bas[at], 0, secret_attaquants_n(t->m) * sizeof *t->bas);
    for (size_t i = 0; i < l->n; i++)
        if (t->tous[l->mentions[i].temoin].vit)
            count(t, &t->tous[l->mentions[i].temoin], l->mentions[i].at);
}

/* Is there an attacker whom no other witness tells as much? */
static bool farthest(const struct secret_temoins *t, const struct secret_temoin *x, size_t i)
{
    size_t at = x->cellules[i] * secret_attaquants_n(t->m);
    const double *far = x->de[i] > 0 ? &t->haut[at] : &t->bas[at], de = fabs(x->de[i]);
    for (size_t a = 0; a < secret_attaquants_n(t->m); a++)
        if (!x->territoires[a] && far[a] <= de)
            return true;
    return false;
}

static void to_count(struct secret_temoins *t, size_t cellule)
{
    if (t->a_compter[cellule])
        return;
    t->a_compter[cellule] = true;
    t->file[t->file_n++] = cellule;
}

/* Those that no longer stand, or stand again. */
static void review_cell(struct secret_temoins *t, size_t cellule)
{
    const struct secret_liste *l = &t->de_cellule[cellule];
    for (size_t i = 0; i < l->n; i++) {
        struct secret_temoin *x = &t->tous[l->mentions[i].temoin];
        bool vit = !moves_told(t->m, x);
        for (size_t k = 0; vit != x->vit && k < x->n; k++)
            if (vit)
                count(t, x, k);
            else if (farthest(t, x, k))
                to_count(t, x->cellules[k]);
        x->vit = vit;
    }
}

void secret_temoins_revoir(struct secret_temoins *t, size_t perimetre, const struct secret_tableau *tableau)
{
    for (size_t a = 0; a < tableau->atomes_n; a++)
        review_cell(t, perimetre * t->m->atomes_n + tableau->atome + a);
    if (tableau->den != SECRET_SANS)
        review_cell(t, perimetre * t->m->atomes_n + tableau->den);
    while (t->file_n > 0) {
        size_t cellule = t->file[--t->file_n];
        t->a_compter[cellule] = false;
        count_anew(t, cellule);
    }
}
