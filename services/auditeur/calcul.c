/* One linear programme by GLPK for the unknowns that hang together. */
#include "auditeur/calcul.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define EPS 1e-6

static size_t root(size_t *up, size_t i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

static void find_groups(struct calcul *c)
{
    c->inconnues_n = c->s.territoires_n * c->s.nombres_n;
    c->groupe = mem_new_n(c->inconnues_n + 1, sizeof *c->groupe);
    c->colonne = mem_new_n(c->inconnues_n + 1, sizeof *c->colonne);
    c->reseaux = mem_new_n(c->inconnues_n + 1, sizeof *c->reseaux);
    for (size_t i = 0; i < c->inconnues_n; i++)
        c->groupe[i] = i;
    for (size_t i = 0; i < c->s.equations_n; i++)
        for (size_t k = 1; k < c->s.equations[i].n; k++)
            c->groupe[root(c->groupe, c->s.equations[i].inconnues[k])] =
                root(c->groupe, c->s.equations[i].inconnues[0]);
    for (size_t i = 0; i < c->inconnues_n; i++)
        c->groupe[i] = root(c->groupe, i);
    for (size_t i = 0; i < c->inconnues_n; i++) {
        struct reseau *n = &c->reseaux[c->groupe[i]];
        if (c->s.connu[i])
            continue;
        if (!n->lp)
            n->lp = glp_create_prob();
        c->colonne[i] = glp_add_cols(n->lp, 1);
        glp_set_col_bnds(n->lp, c->colonne[i], GLP_LO, 0, 0);
    }
}

static void add_row(const struct calcul *c, glp_prob *lp, const struct equation *l)
{
    int *columns = mem_new_n(l->n + 1, sizeof *columns), row = glp_add_rows(lp, 1);
    double *factors = mem_new_n(l->n + 1, sizeof *factors);
    for (size_t k = 0; k < l->n; k++) {
        columns[k + 1] = c->colonne[l->inconnues[k]];
        factors[k + 1] = l->facteurs[k];
    }
    glp_set_row_bnds(lp, row, l->egal ? GLP_FX : GLP_LO, l->droite, l->droite);
    glp_set_mat_row(lp, row, (int)l->n, columns, factors);
    free(columns);
    free(factors);
}

int calcul_resoudre(glp_prob *lp)
{
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    for (int again = 0; again < 2; again++) {
        if (glp_simplex(lp, &how) == 0 && glp_get_status(lp) != GLP_UNDEF && glp_get_status(lp) != GLP_INFEAS)
            return glp_get_status(lp) == GLP_FEAS ? GLP_OPT : glp_get_status(lp);
        glp_std_basis(lp);
    }
    return GLP_UNDEF;
}

static glp_prob *programme_of(const struct calcul *c, const struct equation *l)
{
    return c->reseaux[c->groupe[l->inconnues[0]]].lp;
}

/* What an earlier release told of one figure, equations [first, last): all of it, or nothing. Something in it was
 * corrected where not all of it can be true, and nobody knows what. */
static void add_group(struct calcul *c, size_t first, size_t last)
{
    bool possible = true;
    for (size_t i = first; i < last; i++)
        add_row(c, programme_of(c, &c->s.equations[i]), &c->s.equations[i]);
    for (size_t i = first; i < last && possible; i++)
        possible = calcul_resoudre(programme_of(c, &c->s.equations[i])) != GLP_NOFEAS;
    c->tenu[c->s.equations[first].groupe] = possible;
    for (size_t i = last; !possible && i-- > first;) {
        glp_prob *lp = programme_of(c, &c->s.equations[i]);
        int row[] = {0, glp_get_num_rows(lp)};
        glp_del_rows(lp, 1, row);
        glp_std_basis(lp);
    }
    for (size_t i = first; i < last && !possible; i++)
        (void)calcul_resoudre(programme_of(c, &c->s.equations[i]));
}

static bool add_rows(struct calcul *c)
{
    const struct equation *all = c->s.equations;
    bool possible = true;
    c->tenu = mem_new_n(c->s.groupes_n + 1, sizeof *c->tenu);
    for (size_t i = 0; i < c->s.equations_n; i++) {
        if (!all[i].groupe && all[i].n)
            add_row(c, programme_of(c, &all[i]), &all[i]);
        if (!all[i].groupe && !all[i].n)
            possible &= all[i].egal ? fabs(all[i].droite) < EPS : all[i].droite < EPS;
    }
    for (size_t i = 0; i < c->inconnues_n; i++)
        if (c->reseaux[i].lp)
            possible &= calcul_resoudre(c->reseaux[i].lp) != GLP_NOFEAS;
    for (size_t i = 0, next; possible && i < c->s.equations_n; i = next) {
        for (next = i + 1; next < c->s.equations_n && all[next].groupe == all[i].groupe;)
            next++;
        if (all[i].groupe)
            add_group(c, i, next);
    }
    return possible;
}

bool calcul_init(struct calcul *c, const struct audit *a, size_t periode, bool nu)
{
    *c = (struct calcul){0};
    bool any = systeme_init(&c->s, a, periode, nu);
    if (any)
        systeme_anciens(&c->s);
    find_groups(c);
    return !any || add_rows(c);
}

void calcul_deinit(struct calcul *c)
{
    for (size_t i = 0; i < c->inconnues_n; i++)
        if (c->reseaux[i].lp)
            glp_delete_prob(c->reseaux[i].lp);
    free(c->reseaux);
    free(c->tenu);
    free(c->groupe);
    free(c->colonne);
    systeme_deinit(&c->s);
}
