/* Witnesses: changes of the unknowns that leave all that an attacker knows as it is, so that the truth plus such a
 * change is as likely to him. The interval in which he can bound a cell is at least as wide as the witnesses are far
 * apart there. Each speaks for many cells, and for every attacker who knows nothing that it moves. */
#ifndef CVG_PROGRAMME_SECRET_TEMOINS_H
#define CVG_PROGRAMME_SECRET_TEMOINS_H

#include "programme/secret_modele.h"

#define SECRET_EPS 1e-6

struct secret_cellule {
    size_t perimetre, atome;
};

struct secret_temoin {
    size_t *cellules; /* perimetre * atomes_n + atome, those that it moves */
    double *de;
    size_t n;
    bool *territoires; /* [attackers] in which it moves something: of the public none */
    bool vit;          /* it moves nothing that is told */
};

struct secret_temoins {
    const struct secret_modele *m;
    struct arena memoire;
    struct secret_temoin *tous;
    size_t n, cap;
    struct secret_liste *de_cellule; /* [perimetres_n * atomes_n] those that move it */
    bool *a_compter;                 /* the same shape: those in the queue */
    size_t *file, file_n;
    double *haut, *bas; /* [secret_place()] how far they move each cell */
    double *besoin;     /* the same shape: how wide it must be */
};

/* Attackers: a coordination by the position of its territory, and the public, territoires_n. */
static inline size_t secret_attaquants_n(const struct secret_modele *m)
{
    return m->territoires_n + 1;
}
static inline size_t secret_place(const struct secret_modele *m, size_t attaquant, struct secret_cellule c)
{
    return (c.perimetre * m->atomes_n + c.atome) * secret_attaquants_n(m) + attaquant;
}
/* Every number of its own territory, of a coordination. */
static inline bool secret_sait(const struct secret_modele *m, size_t attaquant, size_t perimetre)
{
    return attaquant < m->territoires_n && attaquant == perimetre;
}

void secret_temoins_init(struct secret_temoins *t, const struct secret_modele *m);
void secret_temoins_deinit(struct secret_temoins *t);
/* `y` [perimetres_n * atomes_n] moves some of `cellules`, and nothing that is told. */
void secret_temoins_garder(struct secret_temoins *t, const double *y, const size_t *cellules, size_t cellules_n);
/* What of a tableau is told in a perimeter has changed: which witnesses still stand? */
void secret_temoins_revoir(struct secret_temoins *t, size_t perimetre, const struct secret_tableau *tableau);
/* What is missing of the width that a cell must have, SECRET_EPS or less: nothing. */
static inline double secret_manque(const struct secret_temoins *t, size_t place)
{
    return t->besoin[place] - t->haut[place] - t->bas[place];
}

#endif
