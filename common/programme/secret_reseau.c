/* Builds the linear programme of a network of figures, and asks it. */
#include "programme/secret_reseau.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POIDS_NATION 40.0
#define POIDS_OPERATIONNELS 20.0
#define POIDS_DEJA_SECRET 0.3 /* withheld in an earlier release: again, then */
#define DEJA_RETENU 1e-4      /* of what a told row would cost: a solution moves no more than it must */

/* ---- weights: which rows to withhold rather than others ---- */

/* Equal costs would leave the choice to the solver. */
static double pli(size_t perimetre, size_t ligne)
{
    uint32_t h = 2166136261u;
    h = (h ^ (uint32_t)perimetre) * 16777619u;
    h = (h ^ (uint32_t)ligne) * 16777619u;
    return (double)(h >> 8 & 1023) / 1024 / 100;
}

static double poids_ligne(const struct secret_modele *m, size_t p, size_t tableau, size_t ligne)
{
    double w = p == m->nation ? POIDS_NATION : p == m->operationnels ? POIDS_OPERATIONNELS : 1;
    w *= (double)(1 + m->tableaux[tableau].derriere);
    if (m->avant_secret[p * m->lignes_n + ligne])
        w *= POIDS_DEJA_SECRET;
    return w * (1 + pli(p, ligne));
}

static double poids_atome(const struct secret_modele *m, size_t p, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    size_t ligne = secret_ligne_de(m, atome);
    double w = 0;
    if (atome == t->total)
        return 0;
    if (ligne != SECRET_SANS)
        w = poids_ligne(m, p, m->tableau_de[atome], ligne);
    else
        for (size_t l = 0; l < t->lignes_n; l++)
            w += poids_ligne(m, p, m->tableau_de[atome], t->ligne + l);
    return w / (atome == t->atome ? t->echelle : 1) / t->k;
}

/* ---- the programme ---- */

static bool moves(const struct secret_reseau *n, size_t p, size_t atome)
{
    const struct secret_modele *m = n->m;
    size_t t = m->tableau_de[atome];
    if (!n->dedans[t] || m->fixe[p * m->atomes_n + atome])
        return false;
    return atome == m->tableaux[t].total || !(n->gele[t] || n->serre) || !secret_dit(m, p, atome);
}

static void add_columns(struct secret_reseau *n)
{
    const struct secret_modele *m = n->m;
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t a = 0; a < m->atomes_n; a++) {
            size_t i = p * m->atomes_n + a;
            n->colonne[i] = SECRET_SANS;
            if (!moves(n, p, a))
                continue;
            n->colonne[i] = lp_add_column(n->lp, 0, LP_SANS_BORNE);
            lp_add_column(n->lp, 0, LP_SANS_BORNE);
            n->cellules[n->cellules_n++] = i;
            n->poids[i] = poids_atome(m, p, a);
        }
}

static bool add_term(struct secret_reseau *n, size_t row, size_t p, size_t atome, double factor)
{
    size_t c = n->colonne[p * n->m->atomes_n + atome];
    if (c == SECRET_SANS)
        return false;
    lp_add_entry(n->lp, row, c, factor);
    lp_add_entry(n->lp, row, c + 1, -factor);
    return true;
}

static void add_relation(struct secret_reseau *n, size_t p, const struct secret_relation *x)
{
    const struct secret_modele *m = n->m;
    bool any = false;
    double slack = 0;
    for (size_t i = 0; i < x->n; i++) {
        if (m->tableaux[m->tableau_de[x->atomes[i]]].profondeur > n->profondeur)
            return;
        any |= n->colonne[p * m->atomes_n + x->atomes[i]] != SECRET_SANS;
        slack += (double)x->facteurs[i] * (double)secret_valeur(m, p, x->atomes[i]);
    }
    /* a link that does not hold tells nobody anything */
    if (!any || slack < 0 || (x->egal && slack > 0))
        return;
    size_t row = lp_add_row(n->lp, -slack, x->egal ? -slack : LP_SANS_BORNE);
    for (size_t i = 0; i < x->n; i++)
        add_term(n, row, p, x->atomes[i], x->facteurs[i]);
}

/* The nation and the operationnels are sums. */
static void add_somme(struct secret_reseau *n, size_t whole, size_t atome)
{
    const struct secret_modele *m = n->m;
    bool any = n->colonne[whole * m->atomes_n + atome] != SECRET_SANS;
    for (size_t p = 0; p < m->territoires_n; p++)
        any |= n->colonne[p * m->atomes_n + atome] != SECRET_SANS;
    if (!any)
        return;
    size_t row = lp_add_row(n->lp, 0, 0);
    for (size_t p = 0; p < m->territoires_n; p++)
        if (whole == m->nation || m->operationnel[p])
            add_term(n, row, p, atome, 1);
    add_term(n, row, whole, atome, -1);
}

static void add_equation(struct secret_reseau *n, const struct secret_equation *x)
{
    bool any = false;
    for (size_t i = 0; i < x->n; i++)
        any |= n->colonne[x->perimetres[i] * n->m->atomes_n + x->atomes[i]] != SECRET_SANS;
    if (!any)
        return;
    size_t row = lp_add_row(n->lp, 0, 0);
    for (size_t i = 0; i < x->n; i++)
        add_term(n, row, x->perimetres[i], x->atomes[i], 1);
}

static void add_rows(struct secret_reseau *n)
{
    const struct secret_modele *m = n->m;
    for (size_t p = 0; p < m->territoires_n; p++)
        for (size_t i = 0; i < m->relations_n; i++)
            add_relation(n, p, &m->relations[i]);
    for (size_t a = 0; a < m->atomes_n; a++) {
        add_somme(n, m->nation, a);
        if (m->operationnels != SECRET_SANS)
            add_somme(n, m->operationnels, a);
    }
    for (size_t i = 0; i < m->equations_n; i++)
        add_equation(n, &m->equations[i]);
}

void secret_reseau_init(struct secret_reseau *n, struct secret_temoins *temoins, struct secret_modele *m,
                        unsigned profondeur, const bool *dedans, const bool *gele)
{
    size_t cells = m->perimetres_n * m->atomes_n;
    *n = (struct secret_reseau){
        .m = m, .temoins = temoins, .profondeur = profondeur, .dedans = dedans, .gele = gele, .lp = lp_new()};
    n->colonne = mem_new_n(cells + 1, sizeof *n->colonne);
    n->cellules = mem_new_n(cells + 1, sizeof *n->cellules);
    n->poids = mem_new_n(cells + 1, sizeof *n->poids);
    n->y = mem_new_n(cells + 1, sizeof *n->y);
    add_columns(n);
    add_rows(n);
}

void secret_reseau_serrer(struct secret_reseau *n)
{
    lp_free(&n->lp);
    n->lp = lp_new();
    n->serre = true;
    n->cellules_n = 0;
    memset(n->y, 0, n->m->perimetres_n * n->m->atomes_n * sizeof *n->y);
    add_columns(n);
    add_rows(n);
}

void secret_reseau_deinit(struct secret_reseau *n)
{
    free(n->colonne);
    free(n->cellules);
    free(n->poids);
    free(n->y);
    lp_free(&n->lp);
}

/* ---- asking it ---- */

static double how_far_down(const struct secret_modele *m, size_t cell)
{
    return (double)(m->valeurs[cell] - m->plancher[cell]);
}

static void set_cell(struct secret_reseau *n, size_t cell, size_t attaquant, enum secret_mode mode)
{
    const struct secret_modele *m = n->m;
    size_t p = cell / m->atomes_n, a = cell % m->atomes_n, c = n->colonne[cell];
    bool told = a != m->tableaux[m->tableau_de[a]].total && secret_dit(m, p, a);
    bool still = secret_sait(m, attaquant, p) || (told && mode == SECRET_DITS_FIXES);
    double cost = mode != SECRET_COUT ? 0 : told ? n->poids[cell] : n->poids[cell] * DEJA_RETENU;
    lp_set_bounds(n->lp, c, 0, still ? 0 : LP_SANS_BORNE);
    lp_set_bounds(n->lp, c + 1, 0, still ? 0 : how_far_down(m, cell));
    lp_set_cost(n->lp, c, cost);
    lp_set_cost(n->lp, c + 1, cost);
}

static bool solve(struct secret_reseau *n, bool bornes)
{
    n->resolus++;
    if (lp_minimise(n->lp, bornes) != LP_OPTIMAL)
        return false;
    for (size_t i = 0; i < n->cellules_n; i++) {
        size_t c = n->colonne[n->cellules[i]];
        n->y[n->cellules[i]] = lp_value(n->lp, c) - lp_value(n->lp, c + 1);
    }
    return true;
}

bool secret_reseau_viser(struct secret_reseau *n, size_t attaquant, struct secret_cellule cell, double de,
                         enum secret_mode mode)
{
    size_t i = cell.perimetre * n->m->atomes_n + cell.atome, c = n->colonne[i];
    if (c == SECRET_SANS || secret_sait(n->m, attaquant, cell.perimetre) ||
        (de < 0 && -de > how_far_down(n->m, i) + SECRET_EPS))
        return false;
    for (size_t k = 0; k < n->cellules_n; k++)
        set_cell(n, n->cellules[k], attaquant, mode);
    lp_set_bounds(n->lp, c, de > 0 ? de : 0, de > 0 ? de : 0);
    lp_set_bounds(n->lp, c + 1, de < 0 ? -de : 0, de < 0 ? -de : 0);
    return solve(n, true);
}

double secret_reseau_etendre(struct secret_reseau *n, size_t attaquant, struct secret_cellule cell, int signe,
                             double limite, enum secret_mode mode)
{
    size_t i = cell.perimetre * n->m->atomes_n + cell.atome, c = n->colonne[i];
    if (c == SECRET_SANS || secret_sait(n->m, attaquant, cell.perimetre))
        return 0;
    if (signe < 0)
        limite = fmin(limite, how_far_down(n->m, i));
    for (size_t k = 0; k < n->cellules_n; k++)
        set_cell(n, n->cellules[k], attaquant, mode);
    lp_set_bounds(n->lp, c, 0, signe > 0 ? limite : 0);
    lp_set_bounds(n->lp, c + 1, 0, signe > 0 ? 0 : limite);
    lp_set_cost(n->lp, signe > 0 ? c : c + 1, -1);
    return solve(n, false) ? fabs(n->y[i]) : -1;
}

void secret_reseau_garder(struct secret_reseau *n)
{
    secret_temoins_garder(n->temoins, n->y, n->cellules, n->cellules_n);
}
