/* Bounds of withheld cells, by both solvers, against every table of whole numbers that there can be: they contain what
 * brute force finds, and equal it where a table has two ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdlib.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "auditeur/audit.h"
#include "programme/secret_reseau.h"
#include "secret_monde.h"

#define TABLES 300
#define TERRITOIRES_MAX 3
#define BORNES_CLES 3
#define LARGE (BORNES_CLES + 1) /* keys and nr */

struct bornes {
    double bas, haut;
    bool seen;
};

/* One répartition over one population: what is told of it, and what it can be. */
struct tableau_entier {
    size_t territoires, cles;
    int value[TERRITOIRES_MAX][LARGE], sum[TERRITOIRES_MAX], nation[LARGE];
    bool told[TERRITOIRES_MAX][LARGE], nation_told[LARGE];
    int now[TERRITOIRES_MAX][LARGE];
    struct bornes bornes[TERRITOIRES_MAX + 1][LARGE]; /* the nation's last */
};

static void widen(struct bornes *b, double v)
{
    b->bas = b->seen ? fmin(b->bas, v) : v;
    b->haut = b->seen ? fmax(b->haut, v) : v;
    b->seen = true;
}

static void see(struct tableau_entier *x)
{
    int sums[LARGE] = {0};
    for (size_t k = 0; k <= x->cles; k++) {
        for (size_t t = 0; t < x->territoires; t++)
            sums[k] += x->now[t][k];
        if (x->nation_told[k] && sums[k] != x->nation[k])
            return;
    }
    for (size_t k = 0; k <= x->cles; k++) {
        for (size_t t = 0; t < x->territoires; t++)
            widen(&x->bornes[t][k], x->now[t][k]);
        widen(&x->bornes[x->territoires][k], sums[k]);
    }
}

/* Every way to fill the table from a cell on; `left`: of its territory. */
static void fill(struct tableau_entier *x, size_t t, size_t k, int left)
{
    if (t == x->territoires) {
        see(x);
        return;
    }
    bool last = k == x->cles;
    int from = x->told[t][k] ? x->value[t][k] : last ? left : 0;
    int to = x->told[t][k] || last ? from : left;
    for (int v = from; v <= to && v <= left; v++) {
        if (last && v != left)
            continue;
        x->now[t][k] = v;
        if (!last)
            fill(x, t, k + 1, left - v);
        else
            fill(x, t + 1, 0, t + 1 < x->territoires ? x->sum[t + 1] : 0);
    }
}

/* Random states of its rows; nr is told as long as a key is. */
static void read_table(const struct rapport *r, struct tableau_entier *x)
{
    for (size_t p = 0; p < r->perimetres_n; p++) {
        const struct rapport_chiffre *c = &r->chiffres[p * r->indicateurs_n + MONDE_CLES];
        bool nation = r->perimetres[p].scope.kind == SCOPE_NATION, any = false;
        if (!nation && r->perimetres[p].scope.kind != SCOPE_TERRITOIRE)
            continue;
        size_t t = p - 1;
        for (size_t k = 0; k < x->cles; k++) {
            bool told = c->etats[k] != RAPPORT_SECRET;
            any |= told;
            *(nation ? &x->nation_told[k] : &x->told[t][k]) = told;
            *(nation ? &x->nation[k] : &x->value[t][k]) = (int)c->slots[2 + k];
        }
        if (r->indicateurs_n > MONDE_PREMIERE && c[1].etats[0] != RAPPORT_SECRET) { /* it is the first key, and nr */
            *(nation ? &x->nation_told[0] : &x->told[t][0]) = true;
            any = true;
        }
        *(nation ? &x->nation_told[x->cles] : &x->told[t][x->cles]) = any;
        *(nation ? &x->nation[x->cles] : &x->value[t][x->cles]) = (int)c->slots[1];
        if (!nation)
            x->sum[t] = (int)(c->slots[0] + c->slots[1]);
    }
}

static void draw_states(struct rapport *r, uint64_t *seed)
{
    for (size_t i = 0; i < r->chiffres_n; i++)
        for (size_t l = 0; l < rapport_lignes_n(r, &r->chiffres[i]); l++)
            if (r->indicateurs[r->chiffres[i].indicateur].forme.kind != KIND_COMPTE)
                r->chiffres[i].etats[l] = draw(seed, 3) ? RAPPORT_SECRET : RAPPORT_PUBLIE;
}

/* ---- by GLPK, and by CLP ---- */

struct vu {
    struct tableau_entier *x;
    bool equal;
    size_t n;
};

static void compare(const struct bornes *whole, double bas, double haut, bool equal)
{
    assert_true(whole->seen);
    assert_true(bas <= whole->bas + 1e-6 && haut >= whole->haut - 1e-6);
    if (equal)
        assert_true(fabs(bas - whole->bas) < 1e-6 && fabs(haut - whole->haut) < 1e-6);
}

static void compare_audit(void *arg, const struct audit_cellule *c)
{
    struct vu *v = arg;
    if (strcmp(c->code, "public.cles") != 0 || c->partie[0] != 'K')
        return;
    size_t t = c->perimetre.kind == SCOPE_NATION ? v->x->territoires : (size_t)(c->perimetre.code[1] - '0');
    compare(&v->x->bornes[t][c->partie[1] - '0'], c->bas, c->haut, v->equal);
    v->n++;
}

static size_t by_glpk(const struct rapport *r, struct tableau_entier *x, bool equal)
{
    struct rapport *copy = monde_copier(r);
    struct vu v = {.x = x, .equal = equal};
    struct err e = {0};
    size_t tight;
    for (size_t i = 0; i < r->chiffres_n; i++)
        memcpy(copy->chiffres[i].etats, r->chiffres[i].etats, rapport_lignes_n(r, &r->chiffres[i]));
    rapport_masquer(copy);
    const struct rapport *versions[] = {copy};
    struct audit a = {.versions = versions, .versions_n = 1, .toutes = true, .dire = compare_audit, .arg = &v};
    if (audit_controler(&a, &tight, &e))
        fail_msg("%s", e.text);
    rapport_free(&copy);
    return v.n;
}

static size_t by_clp(const struct rapport *r, struct tableau_entier *x, bool equal)
{
    struct secret_modele m;
    struct secret_temoins t;
    struct secret_reseau n;
    size_t seen = 0;
    assert_true(secret_modele_init(&m, r, 0));
    bool *all = mem_new_n(m.tableaux_n + 1, sizeof *all), *none = mem_new_n(m.tableaux_n + 1, sizeof *none);
    for (size_t i = 0; i < m.tableaux_n; i++) {
        all[i] = m.tableaux[i].juge;
        for (size_t p = 0; p < m.perimetres_n; p++) {
            const struct rapport_chiffre *c = m.chiffres[m.perimetres[p] * r->indicateurs_n + m.tableaux[i].indicateur];
            for (size_t l = 0; l < m.tableaux[i].lignes_n; l++)
                m.etats[p * m.lignes_n + m.tableaux[i].ligne + l] =
                    c->etats[l] == RAPPORT_SECRET ? SECRET_PRIMAIRE : SECRET_DIT;
        }
    }
    secret_temoins_init(&t, &m);
    secret_reseau_init(&n, &t, &m, 9, all, none);
    for (size_t p = 0; p <= m.territoires_n; p++) /* the nation stands behind the territories */
        for (size_t k = 0; k < x->cles; k++) {
            struct secret_cellule c = {p, m.tableaux[MONDE_CLES].atome + k};
            double v = (double)secret_valeur(&m, p, c.atome);
            if (secret_dit(&m, p, c.atome))
                continue;
            double up = secret_reseau_etendre(&n, m.territoires_n, c, 1, 1e6, SECRET_DITS_FIXES);
            double down = secret_reseau_etendre(&n, m.territoires_n, c, -1, 1e6, SECRET_DITS_FIXES);
            assert_true(up >= 0 && down >= 0);
            compare(&x->bornes[p][k], v - down, v + up, equal);
            seen++;
        }
    secret_reseau_deinit(&n);
    secret_temoins_deinit(&t);
    secret_modele_deinit(&m);
    free(all);
    free(none);
    return seen;
}

/* The first of the world's figures up to `figures`; `equal`: LP must find what brute force does. */
static void run(size_t figures, bool equal)
{
    uint64_t seed = 4711;
    size_t seen = 0;
    for (size_t i = 0; i < TABLES; i++) {
        struct tableau_entier x = {.territoires = 2 + draw(&seed, 2), .cles = 2 + draw(&seed, 2)};
        struct monde m = {
            .territoires = x.territoires, .chantiers = 1, .cles = x.cles, .gens_max = 5, .figures = figures};
        struct rapport *r = monde_faire(&m, &seed);
        draw_states(r, &seed);
        read_table(r, &x);
        fill(&x, 0, 0, x.sum[0]);
        size_t n = by_glpk(r, &x, equal);
        assert_int_equal(n, by_clp(r, &x, equal));
        seen += n;
        rapport_free(&r);
    }
    assert_true(seen > TABLES);
}

static void test_two_ways(void **state)
{
    (void)state;
    run(MONDE_CLES + 1, true);
}

/* A taux says a key again: it may be told where the key is not. */
static void test_linked(void **state)
{
    (void)state;
    run(MONDE_PREMIERE + 1, true);
}

/* Beside others that the table does not hang together with. */
static void test_contained(void **state)
{
    (void)state;
    run(MONDE_FIGURES, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_ways),
        cmocka_unit_test(test_linked),
        cmocka_unit_test(test_contained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
