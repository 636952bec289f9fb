/* An échange is a change of one territory's counts after which all its equalities still hold. Given to one territory
 * and taken from others, it leaves their sums alone too. */
#include "programme/secret_echange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST 64          /* atoms: what moves more is hardly ever withheld elsewhere */
#define MOST_OF_AN_ATOM 400 /* échanges */

struct echange {
    size_t *atomes, n;
    double *de;                     /* the largest is 1 or -1, the first is positive */
    size_t *relations, relations_n; /* inequalities that it may break */
    double *pentes;                 /* how fast */
};

struct liste {
    size_t *echanges, n, cap;
};

struct secret_echanges {
    struct arena memoire;
    struct echange *tous;
    size_t n, cap;
    struct liste *d_atome; /* [atomes_n] */
    size_t atomes_n;
    double *parts; /* [territoires_n] how much of an échange each is given */
    size_t *colonnes;
    double *valeurs; /* of the cells that a trial moves */
};

struct secret_echanges *secret_echanges_new(void)
{
    return mem_new(sizeof(struct secret_echanges));
}

void secret_echanges_free(struct secret_echanges **xp)
{
    struct secret_echanges *x = *xp;
    for (size_t i = 0; x && i < x->atomes_n; i++)
        free(x->d_atome[i].echanges);
    if (x) {
        free(x->tous);
        free(x->d_atome);
        free(x->parts);
        free(x->colonnes);
        free(x->valeurs);
        arena_deinit(&x->memoire);
    }
    mem_free(xp);
}

static void make_room(struct secret_echanges *x, const struct secret_reseau *n)
{
    if (x->d_atome)
        return;
    x->atomes_n = n->m->atomes_n;
    x->d_atome = mem_new_n(x->atomes_n + 1, sizeof *x->d_atome);
    x->parts = mem_new_n(n->m->territoires_n + 1, sizeof *x->parts);
    x->colonnes = mem_new_n(n->cellules_n + 1, sizeof *x->colonnes);
    x->valeurs = mem_new_n(n->cellules_n + 1, sizeof *x->valeurs);
}

/* ---- learning ---- */

static bool same(const struct echange *a, const struct echange *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->atomes[i] == b->atomes[i] && fabs(a->de[i] - b->de[i]) < SECRET_EPS;
    return same;
}

static double pente(const struct secret_relation *r, const struct echange *e)
{
    double sum = 0;
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < e->n; k++)
            if (e->atomes[k] == r->atomes[i])
                sum += r->facteurs[i] * e->de[k];
    return sum;
}

static void find_limits(struct secret_echanges *x, const struct secret_reseau *n, struct echange *e)
{
    const struct secret_modele *m = n->m;
    e->relations = arena_new(&x->memoire, (m->relations_n + 1) * sizeof *e->relations);
    e->pentes = arena_new(&x->memoire, (m->relations_n + 1) * sizeof *e->pentes);
    for (size_t i = 0; i < m->relations_n; i++) {
        double p = m->relations[i].egal ? 0 : pente(&m->relations[i], e);
        if (fabs(p) < SECRET_EPS)
            continue;
        e->relations[e->relations_n] = i;
        e->pentes[e->relations_n++] = p;
    }
}

static void add(struct secret_echanges *x, const struct secret_reseau *n, const struct echange *new)
{
    struct liste *first = &x->d_atome[new->atomes[0]];
    for (size_t i = 0; i < first->n; i++)
        if (same(&x->tous[first->echanges[i]], new))
            return;
    x->tous = mem_room(x->tous, x->n, &x->cap, sizeof *x->tous);
    struct echange *e = &x->tous[x->n];
    *e = (struct echange){.n = new->n};
    e->atomes = arena_new(&x->memoire, new->n * sizeof *e->atomes);
    e->de = arena_new(&x->memoire, new->n * sizeof *e->de);
    memcpy(e->atomes, new->atomes, new->n * sizeof *e->atomes);
    memcpy(e->de, new->de, new->n * sizeof *e->de);
    find_limits(x, n, e);
    for (size_t i = 0; i < e->n; i++) {
        struct liste *l = &x->d_atome[e->atomes[i]];
        if (l->n == MOST_OF_AN_ATOM)
            continue;
        l->echanges = mem_room(l->echanges, l->n, &l->cap, sizeof *l->echanges);
        l->echanges[l->n++] = x->n;
    }
    x->n++;
}

static void learn_territory(struct secret_echanges *x, const struct secret_reseau *n, size_t p)
{
    size_t atomes[LARGEST];
    double de[LARGEST], largest = 0;
    struct echange e = {.atomes = atomes, .de = de};
    for (size_t a = 0; a < n->m->atomes_n; a++) {
        size_t cell = p * n->m->atomes_n + a;
        if (n->colonne[cell] == SECRET_SANS || fabs(n->y[cell]) <= SECRET_EPS)
            continue;
        if (e.n == LARGEST)
            return;
        atomes[e.n] = a;
        de[e.n++] = n->y[cell];
        largest = fmax(largest, fabs(n->y[cell]));
    }
    if (e.n == 0)
        return;
    for (size_t i = e.n; i-- > 0;)
        de[i] /= de[0] < 0 ? -largest : largest;
    add(x, n, &e);
}

void secret_echanges_apprendre(struct secret_reseau *n)
{
    make_room(n->echanges, n);
    for (size_t p = 0; p < n->m->territoires_n; p++)
        learn_territory(n->echanges, n, p);
}

/* ---- trying ---- */

/* Only what is withheld moves. */
static bool still(const struct secret_reseau *n, size_t p, size_t atome)
{
    const struct secret_modele *m = n->m;
    return n->colonne[p * m->atomes_n + atome] == SECRET_SANS ||
           (atome != m->tableaux[m->tableau_de[atome]].total && secret_dit(m, p, atome));
}

static bool moves_whole(const struct secret_reseau *n, const struct echange *e, size_t p)
{
    for (size_t i = 0; i < e->n; i++)
        if (still(n, p, e->atomes[i]))
            return false;
    return true;
}

static double slack(const struct secret_modele *m, size_t p, const struct secret_relation *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->n; i++)
        sum += r->facteurs[i] * (double)secret_valeur(m, p, r->atomes[i]);
    return sum;
}

/* How much of the échange a territory can be given (signe 1) or lose (-1). */
static double room(const struct secret_reseau *n, const struct echange *e, size_t p, int signe)
{
    const struct secret_modele *m = n->m;
    double most = LP_SANS_BORNE;
    if (!moves_whole(n, e, p))
        return 0;
    for (size_t i = 0; i < e->n; i++) {
        size_t cell = p * m->atomes_n + e->atomes[i];
        if (signe * e->de[i] < 0)
            most = fmin(most, (double)(m->valeurs[cell] - m->plancher[cell]) / fabs(e->de[i]));
    }
    for (size_t i = 0; i < e->relations_n && most > SECRET_EPS; i++) {
        double left = slack(m, p, &m->relations[e->relations[i]]);
        if (signe * e->pentes[i] < 0 && left >= 0)
            most = fmin(most, left / fabs(e->pentes[i]));
    }
    return most;
}

enum parmi { TOUS, OPERATIONNELS, AUTRES };

static bool among(const struct secret_modele *m, size_t p, enum parmi parmi)
{
    return parmi == TOUS || m->operationnel[p] == (parmi == OPERATIONNELS);
}

/* Gives `amount` to territories that have nothing yet and that the attacker does not know: to one if it has room. */
static bool spread(struct secret_reseau *n, const struct echange *e, size_t attaquant, double amount, enum parmi parmi)
{
    double *parts = n->echanges->parts, left = fabs(amount);
    int signe = amount > 0 ? 1 : -1;
    for (int whole = 1; whole >= 0; whole--)
        for (size_t p = 0; p < n->m->territoires_n && left > SECRET_EPS; p++) {
            if (parts[p] != 0 || p == attaquant || !among(n->m, p, parmi))
                continue;
            double most = room(n, e, p, signe);
            if (whole ? most < left : most < SECRET_EPS)
                continue;
            parts[p] = signe * fmin(most, left);
            left -= fabs(parts[p]);
        }
    return left <= SECRET_EPS;
}

/* Shares an échange out among the territories, so that the cell's perimeter gets `amount` and no whole that is told
 * moves. */
static bool share(struct secret_reseau *n, const struct echange *e, size_t attaquant, size_t perimetre, double amount)
{
    const struct secret_modele *m = n->m;
    bool nation = moves_whole(n, e, m->nation);
    bool operationnels = m->operationnels == SECRET_SANS || moves_whole(n, e, m->operationnels);
    memset(n->echanges->parts, 0, m->territoires_n * sizeof *n->echanges->parts);
    if (perimetre == m->nation)
        return nation && spread(n, e, attaquant, amount, operationnels ? TOUS : AUTRES);
    if (perimetre == m->operationnels)
        return operationnels && spread(n, e, attaquant, amount, OPERATIONNELS) &&
               (nation || spread(n, e, attaquant, -amount, AUTRES));
    if (room(n, e, perimetre, amount > 0 ? 1 : -1) < fabs(amount) - SECRET_EPS)
        return false;
    n->echanges->parts[perimetre] = amount;
    if (!operationnels && m->operationnel[perimetre])
        return spread(n, e, attaquant, -amount, OPERATIONNELS);
    return nation || spread(n, e, attaquant, -amount, operationnels ? TOUS : AUTRES);
}

static void put(struct secret_reseau *n, const struct echange *e)
{
    const struct secret_modele *m = n->m;
    for (size_t i = 0; i < n->cellules_n; i++)
        n->y[n->cellules[i]] = 0;
    for (size_t p = 0; p < m->territoires_n; p++)
        for (size_t i = 0; i < e->n; i++) {
            double de = n->echanges->parts[p] * e->de[i];
            n->y[p * m->atomes_n + e->atomes[i]] += de;
            n->y[m->nation * m->atomes_n + e->atomes[i]] += de;
            if (m->operationnels != SECRET_SANS && m->operationnel[p])
                n->y[m->operationnels * m->atomes_n + e->atomes[i]] += de;
        }
}

/* Is what was put a solution of the programme? */
static bool solves(struct secret_reseau *n, size_t attaquant, const struct echange *e)
{
    const struct secret_modele *m = n->m;
    struct secret_echanges *x = n->echanges;
    size_t moved = 0;
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t i = 0; i < e->n; i++) {
            size_t cell = p * m->atomes_n + e->atomes[i];
            if (fabs(n->y[cell]) <= SECRET_EPS)
                n->y[cell] = 0;
            if (n->y[cell] == 0)
                continue;
            if (p == attaquant || still(n, p, e->atomes[i]) ||
                n->y[cell] < -(double)(m->valeurs[cell] - m->plancher[cell]) - SECRET_EPS)
                return false;
            x->colonnes[moved] = n->colonne[cell];
            x->valeurs[moved++] = n->y[cell];
        }
    return lp_rows_hold(n->lp, x->colonnes, x->valeurs, moved);
}

bool secret_echanger(struct secret_reseau *n, size_t attaquant, struct secret_cellule c, double de)
{
    struct secret_echanges *x = n->echanges;
    make_room(x, n);
    if (attaquant < n->m->territoires_n && attaquant == c.perimetre)
        return false;
    const struct liste *l = &x->d_atome[c.atome];
    for (size_t i = 0; i < l->n; i++) {
        const struct echange *e = &x->tous[l->echanges[i]];
        double of = 0;
        for (size_t k = 0; k < e->n; k++)
            of = e->atomes[k] == c.atome ? e->de[k] : of;
        if (!share(n, e, attaquant, c.perimetre, de / of))
            continue;
        put(n, e);
        if (solves(n, attaquant, e))
            return true;
    }
    return false;
}
