/* Makes a cell wide: a linear programme moves it by k as cheaply as can be, told rows costing; those that move are
 * withheld. */
#include "programme/secret_travail.h"

#include <math.h>

#include "programme/secret_echange.h"

#define RETENIR_TOUT 8000000 /* programmes solved, times the cells of each, before a network is withheld whole */

/* The rows that the last solution moves, for the sake of a cell. */
static void withhold_moved(struct secret_reseau *n, struct secret_cellule of)
{
    struct secret_modele *m = n->m;
    size_t cellule = of.perimetre * m->atomes_n + of.atome;
    for (size_t i = 0; i < n->cellules_n; i++) {
        size_t p = n->cellules[i] / m->atomes_n, a = n->cellules[i] % m->atomes_n;
        const struct secret_tableau *t = &m->tableaux[m->tableau_de[a]];
        if (fabs(n->y[n->cellules[i]]) <= SECRET_EPS || a == t->total)
            continue;
        size_t ligne = secret_ligne_de(m, a);
        for (size_t l = 0; ligne == SECRET_SANS && l < t->lignes_n; l++)
            secret_retenir(m, p, t->ligne + l, cellule);
        if (ligne != SECRET_SANS)
            secret_retenir(m, p, ligne, cellule);
    }
}

/* The amount of a moyenne is no count of people. */
static bool amount(const struct secret_modele *m, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    return t->genre == KIND_MOYENNE && atome == t->atome;
}

static bool aim(struct secret_travail *w, size_t a, struct secret_cellule c, double de)
{
    if (!secret_reseau_viser(&w->n, a, c, de, SECRET_COUT))
        return false;
    withhold_moved(&w->n, c);
    secret_echanges_apprendre(&w->n);
    secret_reseau_garder(&w->n);
    return true;
}

/* The most people that the cell can be about, as others tell it: its population, or that which this is a part of, where
 * its own is withheld. HUGE_VAL: nobody tells it. */
static double population(const struct secret_modele *m, size_t attaquant, struct secret_cellule c)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[c.atome]];
    size_t up = t->orphelin ? t->dont : t->parent;
    while (up != SECRET_SANS && (t->orphelin || !secret_dit(m, c.perimetre, m->tableaux[up].atome))) {
        t = &m->tableaux[up];
        up = t->orphelin ? t->dont : t->parent;
    }
    if (t->orphelin)
        return HUGE_VAL;
    int64_t n = secret_population(m, c.perimetre, t);
    if (attaquant < m->territoires_n && secret_comprend(m, c.perimetre, attaquant))
        n -= secret_population(m, attaquant, t);
    return (double)n;
}

/* How far the cell could be moved if all were withheld. */
static bool extent(struct secret_travail *w, size_t a, struct secret_cellule c, double wanted, double *up, double *down)
{
    *up = secret_reseau_etendre(&w->n, a, c, 1, wanted, SECRET_LIBRE);
    *down = *up < 0 ? -1 : secret_reseau_etendre(&w->n, a, c, -1, wanted - *up, SECRET_LIBRE);
    w->failed |= *up < 0 || *down < 0;
    return !w->failed;
}

/* Of fewer than k people: none, or all of them. */
static bool fill(struct secret_travail *w, size_t a, struct secret_cellule c, double wanted)
{
    const struct secret_modele *m = w->n.m;
    double *besoin = &w->n.temoins->besoin[secret_place(m, a, c)];
    double most = population(m, a, c), value = (double)secret_valeur(m, c.perimetre, c.atome);
    if (most >= wanted || amount(m, c.atome) || c.perimetre >= m->territoires_n || value > most)
        return false;
    *besoin = most;
    if (secret_essayer(w, a, c) ||
        ((most - value < SECRET_EPS || aim(w, a, c, most - value)) && (value < SECRET_EPS || aim(w, a, c, -value))))
        return true;
    *besoin = wanted;
    return false;
}

/* It cannot be moved by k. As far as it can when all is withheld, then: nobody could ask for more. */
static bool stretch(struct secret_travail *w, size_t a, struct secret_cellule c, double wanted)
{
    struct secret_reseau *n = &w->n;
    double up, down;
    if (fill(w, a, c, wanted))
        return true;
    if (!extent(w, a, c, wanted, &up, &down))
        return false;
    if (up + down < SECRET_EPS && a < n->m->territoires_n) { /* of a number that cannot be another, ask once */
        double for_all_up, for_all_down;
        if (!extent(w, n->m->territoires_n, c, wanted, &for_all_up, &for_all_down))
            return false;
        for (size_t x = 0; for_all_up + for_all_down < SECRET_EPS && x < secret_attaquants_n(n->m); x++)
            n->temoins->besoin[secret_place(n->m, x, c)] = 0;
    }
    if (up + down < fmin(wanted, population(n->m, a, c)) - SECRET_EPS && w->gele) {
        w->stuck = true;
        return false;
    }
    n->temoins->besoin[secret_place(n->m, a, c)] = up + down;
    w->failed |= (up > SECRET_EPS && !aim(w, a, c, up)) || (down > SECRET_EPS && !aim(w, a, c, -down));
    return !w->failed;
}

bool secret_elargir(struct secret_travail *w, size_t a, struct secret_cellule c)
{
    struct secret_reseau *n = &w->n;
    size_t at = secret_place(n->m, a, c);
    if (secret_essayer(w, a, c))
        return true;
    if (n->resolus * n->cellules_n > RETENIR_TOUT) {
        w->failed = true;
        return false;
    }
    if (!amount(n->m, c.atome) && population(n->m, a, c) < n->temoins->besoin[at])
        return stretch(w, a, c, n->temoins->besoin[at]);
    return aim(w, a, c, n->temoins->besoin[at] - n->temoins->bas[at]) ||
           aim(w, a, c, -(n->temoins->besoin[at] - n->temoins->haut[at])) || stretch(w, a, c, n->temoins->besoin[at]);
}
