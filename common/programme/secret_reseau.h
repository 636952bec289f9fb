/* The linear programmes of the figures that hang together: what an attacker cannot tell from the truth.
 *
 * A solution y is a change of the unknowns that leaves all that the attacker knows as it is; the truth plus y is as
 * likely to him. So the interval in which he can bound a cell is at least as wide as the y's of that cell are far
 * apart. Solutions that were found are kept: each speaks for many cells, and for every attacker who knows nothing that
 * it moves. */
#ifndef CVG_PROGRAMME_SECRET_RESEAU_H
#define CVG_PROGRAMME_SECRET_RESEAU_H

#include "programme/lp.h"
#include "programme/secret_modele.h"

#define SECRET_EPS 1e-6

enum secret_mode {
    SECRET_DITS_FIXES, /* only what is withheld moves */
    SECRET_COUT,       /* what is told moves too, at a cost */
    SECRET_LIBRE       /* … free: as if all were withheld */
};

struct secret_cellule {
    size_t perimetre, atome;
};

struct secret_temoin { /* a solution: the cells that it moves */
    size_t *cellules;  /* perimetre * atomes_n + atome */
    double *de;
    size_t n;
};

struct secret_reseau {
    struct secret_modele *m;
    unsigned profondeur;          /* deeper tableaux are not looked at yet */
    const bool *dedans;           /* [tableaux_n] */
    const bool *gele;             /* [tableaux_n] what is told of it stays told */
    size_t *colonne;              /* [perimetres_n * atomes_n] of y+, y- is the next; SECRET_SANS: never moves */
    size_t *cellules, cellules_n; /* those with a column */
    double *poids;                /* [perimetres_n * atomes_n] cost of moving it by its scale, while it is told */
    struct lp *lp;
    size_t resolus; /* programmes solved */
    double *y;      /* [perimetres_n * atomes_n] of the last solution */
    struct secret_temoin *temoins;
    size_t temoins_n, temoins_cap;
    double *haut, *bas; /* [attackers * perimetres_n * atomes_n] how far the témoins move each cell */
    double *besoin;     /* the same shape: how wide it must be */
};

/* Attackers: a coordination by the position of its territory, and the public, territoires_n. */
static inline size_t secret_attaquants_n(const struct secret_modele *m)
{
    return m->territoires_n + 1;
}
static inline size_t secret_place(const struct secret_modele *m, size_t attaquant, struct secret_cellule c)
{
    return (attaquant * m->perimetres_n + c.perimetre) * m->atomes_n + c.atome;
}

/* `dedans` and `gele` outlive it. */
void secret_reseau_init(struct secret_reseau *n, struct secret_modele *m, unsigned profondeur, const bool *dedans,
                        const bool *gele);
void secret_reseau_deinit(struct secret_reseau *n);
/* Moves a cell by `de` exactly, as cheaply as can be; false: it cannot be. The solution is in n->y. */
bool secret_reseau_viser(struct secret_reseau *n, size_t attaquant, struct secret_cellule c, double de,
                         enum secret_mode mode);
/* How far a cell can move up (signe 1) or down (-1), at most `limite`; the solution is in n->y. -1: no solution. */
double secret_reseau_etendre(struct secret_reseau *n, size_t attaquant, struct secret_cellule c, int signe,
                             double limite, enum secret_mode mode);
/* Keeps the last solution. */
void secret_reseau_garder(struct secret_reseau *n);
/* Counts anew what the solutions say, without those that move what is told now. */
void secret_reseau_revoir(struct secret_reseau *n);

#endif
