/* What a reader can reckon out: the equations of systeme.h as linear programmes, one for the unknowns that hang
 * together. */
#ifndef CVG_AUDITEUR_CALCUL_H
#define CVG_AUDITEUR_CALCUL_H

#include <glpk.h>

#include "auditeur/systeme.h"

struct reseau {
    glp_prob *lp;
};

struct calcul {
    struct systeme s;
    size_t inconnues_n;
    size_t *groupe;         /* [territoires_n * nombres_n] root of each unknown */
    int *colonne;           /* its column in the programme of its group, from 1 */
    struct reseau *reseaux; /* [territoires_n * nombres_n] by root; lp NULL where none */
    bool *tenu;             /* [groupes_n + 1] what an earlier release told of a figure is believed */
};

/* false: no numbers can be what was told. To be freed by calcul_deinit() in any case. */
bool calcul_init(struct calcul *c, const struct audit *a, size_t periode, bool nu);
void calcul_deinit(struct calcul *c);
/* GLP_OPT, GLP_UNBND, GLP_NOFEAS; GLP_UNDEF: the solver gave up. */
int calcul_resoudre(glp_prob *lp);

#endif
