/* Primary rules: what a cell's own counts forbid. Source: docs/secret.md, "Which cells". */
#include "programme/secret_modele.h"

#include <stdlib.h>
#include <string.h>

/* What the chantiers of a perimeter bring to one tableau. */
struct apports {
    size_t connus_n;    /* chantiers with somebody whose answer is known */
    int64_t plus_grand; /* the largest den of one */
    int64_t *cles;      /* [atomes_n] the largest of each atome */
};

static void read_apport(const struct secret_tableau *t, const int64_t *slots, struct apports *a)
{
    int64_t den = t->genre == KIND_REPARTITION ? slots[0] : slots[1];
    a->connus_n += den > 0;
    if (den > a->plus_grand)
        a->plus_grand = den;
    for (size_t l = 0; l < t->lignes_n; l++) {
        int64_t v = t->genre == KIND_REPARTITION ? slots[2 + l] : slots[0];
        if (v > a->cles[l])
            a->cles[l] = v;
    }
}

static void read_apports(const struct secret_modele *m, size_t p, const struct secret_tableau *t, struct apports *a)
{
    const struct rapport *r = m->r;
    int64_t *cles = a->cles;
    memset(cles, 0, t->atomes_n * sizeof *cles);
    *a = (struct apports){.cles = cles};
    for (size_t c = 0; c < r->perimetres_n; c++) {
        const struct rapport_chiffre *x = m->chiffres[c * r->indicateurs_n + t->indicateur];
        if (r->perimetres[c].scope.kind != SCOPE_CHANTIER || !x)
            continue;
        for (size_t k = 0; k < m->territoires_n; k++)
            if (m->perimetres[k] == r->perimetres[c].territoire[m->periode] && secret_comprend(m, p, k))
                read_apport(t, x->slots, a);
    }
}

static bool dominated(const struct secret_modele *m, int64_t largest, int64_t all)
{
    return 100 * largest > (int64_t)m->r->secret_dominance * all;
}

static bool small(const struct secret_tableau *t, int64_t n, int64_t of)
{
    return n < t->k || of - n < t->k;
}

/* A key that the links say is always 0: nobody learns anything of it. */
static bool always_zero(const struct secret_modele *m, size_t atome)
{
    for (size_t i = 0; i < m->relations_n; i++) {
        const struct secret_relation *x = &m->relations[i];
        if (x->n == 1 && x->atomes[0] == atome && (x->egal || x->facteurs[0] < 0))
            return true;
    }
    return false;
}

/* "P AND condition" chooses people as a condition does: whoever tells its size tells a num of P. Where no other figure
 * does (an orphelin), it is judged here. */
static bool telling_population(const struct secret_modele *m, size_t p, const struct secret_tableau *t)
{
    if (t->dont == SECRET_SANS)
        return false;
    int64_t all = secret_population(m, p, &m->tableaux[t->dont]);
    return all > 0 && small(t, secret_population(m, p, t), all);
}

/* RAPPORT_RAISON_NONE: it may be told. */
static enum rapport_raison cell_reason(const struct secret_modele *m, const struct secret_tableau *t,
                                       const struct apports *a, const int64_t *values, size_t l, int64_t den)
{
    int64_t n = values[l];
    if (t->genre == KIND_MOYENNE)
        return den < t->k                         ? RAPPORT_RAISON_PEU
               : dominated(m, a->plus_grand, den) ? RAPPORT_RAISON_DOMINANCE
                                                  : RAPPORT_RAISON_NONE;
    if (t->genre == KIND_REPARTITION && n == 0 && den >= t->k && (!t->sensible || always_zero(m, t->atome + l)))
        return RAPPORT_RAISON_NONE; /* nobody is behind it: see docs/secret.md */
    return small(t, n, den)              ? RAPPORT_RAISON_PEU
           : dominated(m, a->cles[l], n) ? RAPPORT_RAISON_DOMINANCE
                                         : RAPPORT_RAISON_NONE;
}

static void judge(struct secret_modele *m, size_t p, const struct secret_tableau *t, const struct apports *a)
{
    const int64_t *values = &m->valeurs[p * m->atomes_n + t->atome];
    int64_t den = t->genre == KIND_MOYENNE ? values[1] : 0;
    if (t->genre != KIND_MOYENNE)
        for (size_t i = 0; i + 1 < t->atomes_n; i++)
            den += values[i];
    enum rapport_raison all = telling_population(m, p, t)                           ? RAPPORT_RAISON_POPULATION
                              : den && a->connus_n < (size_t)m->r->secret_chantiers ? RAPPORT_RAISON_CHANTIERS
                                                                                    : RAPPORT_RAISON_NONE;
    for (size_t l = 0; l < t->lignes_n; l++) {
        m->inconnu[p * m->lignes_n + t->ligne + l] = den == 0;
        enum rapport_raison raison = all || !den ? all : cell_reason(m, t, a, values, l, den);
        if (raison)
            secret_interdire(m, p, t->ligne + l, raison);
    }
}

void secret_primaire(struct secret_modele *m)
{
    struct apports a = {.cles = mem_new_n(m->atomes_n + 1, sizeof *a.cles)};
    for (size_t i = 0; i < m->tableaux_n; i++)
        for (size_t p = 0; m->tableaux[i].juge && p < m->perimetres_n; p++) {
            read_apports(m, p, &m->tableaux[i], &a);
            judge(m, p, &m->tableaux[i], &a);
        }
    free(a.cles);
}
