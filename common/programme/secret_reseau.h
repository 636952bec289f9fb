/* The linear programmes of the figures that hang together: their solutions are witnesses of what an attacker cannot
 * tell from the truth. */
#ifndef CVG_PROGRAMME_SECRET_RESEAU_H
#define CVG_PROGRAMME_SECRET_RESEAU_H

#include "programme/lp.h"
#include "programme/secret_temoins.h"

enum secret_mode {
    SECRET_DITS_FIXES, /* only what is withheld moves */
    SECRET_COUT,       /* what is told moves too, at a cost */
    SECRET_LIBRE       /* … free: as if all were withheld */
};

struct secret_reseau {
    struct secret_modele *m;
    unsigned profondeur;          /* deeper tableaux are not looked at yet */
    const bool *dedans;           /* [tableaux_n] */
    const bool *gele;             /* [tableaux_n] what is told of it stays told */
    bool serre;                   /* what is told has no column */
    size_t *colonne;              /* [perimetres_n * atomes_n] of y+, y- is the next; SECRET_SANS: never moves */
    size_t *cellules, cellules_n; /* those with a column */
    double *poids;                /* [perimetres_n * atomes_n] cost of moving it by its scale, while it is told */
    struct lp *lp;
    size_t resolus;                 /* programmes solved */
    double *y;                      /* [perimetres_n * atomes_n] of the last solution */
    struct secret_temoins *temoins; /* where its solutions are kept */
};

/* What is given outlives it. */
void secret_reseau_init(struct secret_reseau *n, struct secret_temoins *temoins, struct secret_modele *m,
                        unsigned profondeur, const bool *dedans, const bool *gele);
void secret_reseau_deinit(struct secret_reseau *n);
/* From now on nothing is asked but with SECRET_DITS_FIXES, and nothing more will be withheld: a smaller programme. */
void secret_reseau_serrer(struct secret_reseau *n);
/* Moves a cell by `de` exactly, as cheaply as can be; false: it cannot be. The solution is in n->y. */
bool secret_reseau_viser(struct secret_reseau *n, size_t attaquant, struct secret_cellule c, double de,
                         enum secret_mode mode);
/* How far a cell can move up (signe 1) or down (-1), at most `limite`; the solution is in n->y. -1: no solution. */
double secret_reseau_etendre(struct secret_reseau *n, size_t attaquant, struct secret_cellule c, int signe,
                             double limite, enum secret_mode mode);
/* Keeps the last solution, as a witness. */
void secret_reseau_garder(struct secret_reseau *n);

#endif
