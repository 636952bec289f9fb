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

struct secret_echanges *secret_echanges_new(const struct secret_modele *m)
{
    struct secret_echanges *x = mem_new(sizeof *x);
    x->atomes_n = m->atomes_n;
    x->d_atome = mem_new_n(m->atomes_n + 1, sizeof *x->d_atome);
    x->parts = mem_new_n(m->territoires_n + 1, sizeof *x->parts);
    x->colonnes = mem_new_n(m->perimetres_n * m->atomes_n + 1, sizeof *x->colonnes);
    x->valeurs = mem_new_n(m->perimetres_n * m->atomes_n + 1, sizeof *x->valeurs);
    return x;
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
    if (first->n == MOST_OF_AN_ATOM) /* it would not be seen to be there */
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
    for (size_t p = 0; p < n->m->territoires_n; p++)
        learn_territory(n->m->echanges, n, p);
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

/* The territories that an échange is shared out among: who is given, and who makes up for it. */
struct partage {
    size_t perimetre, attaquant;
    bool given,
        made_up; /* given: the territories of a whole. made_up: without it, what is told of a whole would move */
    enum parmi parmi_given, parmi_made_up;
};

static bool plan(const struct secret_reseau *n, const struct echange *e, struct partage *s)
{
    const struct secret_modele *m = n->m;
    bool nation = moves_whole(n, e, m->nation);
    bool operationnels = m->operationnels == SECRET_SANS || moves_whole(n, e, m->operationnels);
    if (s->perimetre == m->nation) {
        s->given = true;
        s->parmi_given = operationnels ? TOUS : AUTRES;
        return nation;
    }
    if (s->perimetre == m->operationnels) {
        s->given = true;
        s->parmi_given = OPERATIONNELS;
        s->made_up = !nation;
        s->parmi_made_up = AUTRES;
        return operationnels;
    }
    s->made_up = !nation || (!operationnels && m->operationnel[s->perimetre]);
    s->parmi_made_up = operationnels ? TOUS : m->operationnel[s->perimetre] ? OPERATIONNELS : AUTRES;
    return true;
}

static double room_among(const struct secret_reseau *n, const struct echange *e, const struct partage *s, int signe,
                         enum parmi parmi)
{
    double sum = 0;
    for (size_t p = 0; p < n->m->territoires_n; p++)
        if (p != s->perimetre && p != s->attaquant && among(n->m, p, parmi))
            sum += room(n, e, p, signe);
    return sum;
}

/* At most `wanted` of the échange, for the perimeter. */
static double most(const struct secret_reseau *n, const struct echange *e, const struct partage *s, int signe,
                   double wanted)
{
    if (!s->given)
        wanted = fmin(wanted, room(n, e, s->perimetre, signe));
    if (s->given && wanted > SECRET_EPS)
        wanted = fmin(wanted, room_among(n, e, s, signe, s->parmi_given));
    if (s->made_up && wanted > SECRET_EPS)
        wanted = fmin(wanted, room_among(n, e, s, -signe, s->parmi_made_up));
    return wanted;
}

/* To one of them if it has room, else to as many as it takes. */
static void spread(struct secret_reseau *n, const struct echange *e, const struct partage *s, double amount,
                   enum parmi parmi)
{
    double *parts = n->m->echanges->parts, left = fabs(amount);
    int signe = amount > 0 ? 1 : -1;
    for (int whole = 1; whole >= 0; whole--)
        for (size_t p = 0; p < n->m->territoires_n && left > SECRET_EPS; p++) {
            if (parts[p] != 0 || p == s->attaquant || !among(n->m, p, parmi))
                continue;
            double there = room(n, e, p, signe);
            if (whole ? there < left : there < SECRET_EPS)
                continue;
            parts[p] = signe * fmin(there, left);
            left -= fabs(parts[p]);
        }
}

static void share(struct secret_reseau *n, const struct echange *e, const struct partage *s, double amount)
{
    memset(n->m->echanges->parts, 0, n->m->territoires_n * sizeof *n->m->echanges->parts);
    if (s->given)
        spread(n, e, s, amount, s->parmi_given);
    else
        n->m->echanges->parts[s->perimetre] = amount;
    if (s->made_up)
        spread(n, e, s, -amount, s->parmi_made_up);
}

static void put(struct secret_reseau *n, const struct echange *e)
{
    const struct secret_modele *m = n->m;
    for (size_t i = 0; i < n->cellules_n; i++)
        n->y[n->cellules[i]] = 0;
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t i = 0; i < e->n; i++) /* one without a column too */
            n->y[p * m->atomes_n + e->atomes[i]] = 0;
    for (size_t p = 0; p < m->territoires_n; p++)
        for (size_t i = 0; i < e->n; i++) {
            double de = n->m->echanges->parts[p] * e->de[i];
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
    struct secret_echanges *x = n->m->echanges;
    size_t moved = 0;
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t i = 0; i < e->n; i++) {
            size_t cell = p * m->atomes_n + e->atomes[i];
            if (fabs(n->y[cell]) <= SECRET_EPS)
                n->y[cell] = 0;
            if (n->y[cell] == 0)
                continue;
            if (secret_sait(m, attaquant, p) || still(n, p, e->atomes[i]) ||
                n->y[cell] < -(double)(m->valeurs[cell] - m->plancher[cell]) - SECRET_EPS)
                return false;
            x->colonnes[moved] = n->colonne[cell];
            x->valeurs[moved++] = n->y[cell];
        }
    return lp_rows_hold(n->lp, x->colonnes, x->valeurs, moved);
}

/* Moves the cell by what is missing, or as far as the échange goes. */
static void try(struct secret_reseau *n, const struct echange *e, size_t attaquant, struct secret_cellule c, int signe)
{
    size_t at = secret_place(n->m, attaquant, c);
    double far = signe > 0 ? n->temoins->haut[at] : n->temoins->bas[at], of = 0;
    double wanted = secret_manque(n->temoins, at) + far;
    struct partage s = {.perimetre = c.perimetre, .attaquant = attaquant};
    for (size_t k = 0; k < e->n; k++)
        of = e->atomes[k] == c.atome ? e->de[k] : of;
    if (!plan(n, e, &s))
        return;
    int turned = of > 0 ? signe : -signe;
    double amount = most(n, e, &s, turned, wanted / fabs(of));
    if (amount * fabs(of) <= far + SECRET_EPS)
        return;
    share(n, e, &s, turned * amount);
    put(n, e);
    if (solves(n, attaquant, e))
        secret_reseau_garder(n);
}

bool secret_echanger(struct secret_reseau *n, size_t attaquant, struct secret_cellule c)
{
    const struct secret_echanges *x = n->m->echanges;
    const struct liste *l = &x->d_atome[c.atome];
    size_t at = secret_place(n->m, attaquant, c);
    for (size_t i = 0; i < l->n; i++)
        for (int signe = 1; signe >= -1; signe -= 2) {
            if (secret_manque(n->temoins, at) <= SECRET_EPS)
                return true;
            try(n, &x->tous[l->echanges[i]], attaquant, c, signe);
        }
    return secret_manque(n->temoins, at) <= SECRET_EPS;
}
