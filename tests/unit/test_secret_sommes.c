/* Disclosure control of what has no model: sums over people; and what two releases tell by their difference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "auditeur/differences.h"
#include "programme/secret.h"
#include "programme/secret_sommes.h"
#include "secret_monde.h"

/* ---- sums ---- */

#define CHANTIERS 3

/* A nation, operationnels and territories of so many people, three chantiers each, with a compte and a sum over it. */
static struct rapport *make(const int64_t *people, const bool *operationnel, size_t n)
{
    struct rapport *r = rapport_new();
    r->programme = "CVG";
    r->periodes_n = 1;
    must(period_parse("2026-C3", &r->periodes[0], NULL) == 0);
    r->secret_k = 5;
    r->secret_chantiers = CHANTIERS;
    r->secret_dominance = 85;
    r->indicateurs_n = 2;
    r->indicateurs = arena_new(&r->memoire, 2 * sizeof *r->indicateurs);
    r->indicateurs[0].forme =
        (struct indicator){.code = mem_unconst("effectif.tous"), .kind = KIND_COMPTE, .slots_n = 1, .divisor = 1};
    r->indicateurs[1].forme =
        (struct indicator){.code = mem_unconst("effectif.heures"), .kind = KIND_SOMME, .slots_n = 2, .divisor = 35};
    r->indicateurs[0].population = r->indicateurs[1].population = "presents";
    r->perimetres = arena_new(&r->memoire, (2 + n * (1 + CHANTIERS)) * sizeof *r->perimetres);
    monde_add_perimetre(r, SCOPE_NATION, "", RAPPORT_SANS, false);
    monde_add_perimetre(r, SCOPE_OPERATIONNELS, "", RAPPORT_SANS, false);
    char code[64];
    for (size_t t = 0; t < n; t++) {
        snprintf(code, sizeof code, "T%zu", t);
        monde_add_perimetre(r, SCOPE_TERRITOIRE, code, RAPPORT_SANS, operationnel[t]);
    }
    for (size_t t = 0; t < n; t++)
        for (size_t c = 0; c < CHANTIERS; c++) {
            snprintf(code, sizeof code, "C%zu-%zu", t, c);
            monde_add_perimetre(r, SCOPE_CHANTIER, code, 2 + t, false);
        }
    monde_add_chiffres(r);
    for (size_t t = 0; t < n; t++)
        for (int64_t i = 0; i < people[t]; i++) {
            const size_t places[] = {0, 1, 2 + t, 2 + n + t * CHANTIERS + (size_t)i % CHANTIERS};
            for (size_t k = 0; k < 4; k++)
                if (k != 1 || operationnel[t]) {
                    r->chiffres[places[k] * 2].slots[0]++;
                    r->chiffres[places[k] * 2 + 1].slots[0] += 26;
                }
        }
    return r;
}

/* "psp…": nation, operationnels, territories. */
static void check(const int64_t *people, const bool *operationnel, size_t n, const char *wanted)
{
    struct rapport *r = make(people, operationnel, n);
    char got[16] = "";
    secret_sommes(r, 0, NULL, 0);
    for (size_t p = 0; p < 2 + n; p++)
        got[p] = r->chiffres[p * 2 + 1].etats[0] == RAPPORT_SECRET ? 's' : 'p';
    if (strcmp(got, wanted) != 0)
        fail_msg("%s, not %s", got, wanted);
    rapport_free(&r);
}

static void test_sums(void **state)
{
    (void)state;
    const bool op[] = {true, true, true, false, false};
    check((int64_t[]){100, 40, 60, 50, 30}, op, 5, "ppppppp");
    check((int64_t[]){100, 40, 4, 50, 30}, op, 5, "pppsspp"); /* four people, and who is told of last beside them */
    check((int64_t[]){100, 40, 0, 50, 30}, op, 5, "ppppppp"); /* nobody bears nothing */
    check((int64_t[]){100, 3, 4, 50, 30}, op, 5, "pppsspp");  /* two hide one another */
    check((int64_t[]){100, 40, 60, 50, 2}, op, 5, "pppppss"); /* its only neighbour */
    check((int64_t[]){100, 40, 60, 2, 0}, op, 5, "pspspsp");  /* none: the sum of the others, and one of them */
    check((int64_t[]){4}, op, 1, "sss");
    check((int64_t[]){100, 2}, op, 2, "ppss"); /* two chantiers */
}

/* ---- differences ---- */

static void count(void *arg, const struct audit_cellule *c)
{
    size_t *n = arg;
    assert_non_null(c->depuis);
    assert_int_equal(c->en_tout, strcmp(c->partie, "total") == 0);
    if (c->en_tout) { /* nobody went: 1 came, or, where people are told apart, in two parts */
        assert_true(c->bas > 0 && c->bas < c->besoin);
        assert_true(c->haut == 0);
    }
    ++*n;
}

/* A sum told twice is what those bear who came in between: nation, operationnels, then territories. */
static void check_later(const int64_t now[4], const char *wanted)
{
    const bool op[] = {true, true, true, true};
    struct rapport *before = make((int64_t[]){100, 40, 50, 30}, op, 4), *later = make(now, op, 4);
    const struct rapport *avant[] = {before};
    char got[16] = "";
    secret_sommes(later, 0, avant, 1);
    for (size_t p = 0; p < 6; p++)
        got[p] = later->chiffres[p * 2 + 1].etats[0] == RAPPORT_SECRET ? 's' : 'p';
    if (strcmp(got, wanted) != 0)
        fail_msg("%s, not %s", got, wanted);
    rapport_free(&before);
    rapport_free(&later);
}

static void test_sums_told_twice(void **state)
{
    (void)state;
    check_later((int64_t[]){100, 40, 50, 30}, "pppppp");
    check_later((int64_t[]){101, 40, 50, 30}, "sssppp"); /* whoever they are part of */
    check_later((int64_t[]){105, 40, 50, 30}, "pppppp");
    check_later((int64_t[]){101, 40, 50, 70}, "ppspps"); /* what stands is known: it hides nothing */
    check_later((int64_t[]){101, 40, 54, 30}, "ppspsp");
}

static size_t differences(const struct rapport *before, const struct rapport *after)
{
    const struct rapport *versions[] = {before, after};
    size_t n = 0, seen = 0;
    const struct audit a = {.versions = versions, .versions_n = 2, .dire = count, .arg = &seen};
    n = differences_controler(&a);
    assert_int_equal(n, seen);
    return n;
}

/* One person more who says yes, in the nation, the first territory and its first chantier. */
static void one_more(struct rapport *r, const struct monde *m, int64_t n)
{
    size_t first = 1 + m->operationnels;
    const size_t places[] = {0, first, first + m->territoires};
    for (size_t i = 0; i < 3; i++) {
        struct rapport_chiffre *tous = &r->chiffres[places[i] * r->indicateurs_n + MONDE_POPULATION];
        tous->slots[0] += n;
        for (size_t f = MONDE_A; f < r->indicateurs_n; f++) {
            struct rapport_chiffre *x = &r->chiffres[places[i] * r->indicateurs_n + f];
            if (monde_figures[f].kind == KIND_TAUX && strcmp(monde_figures[f].population, "tous") == 0) {
                x->slots[0] += n;
                x->slots[1] += n;
            }
        }
    }
}

static void test_differences(void **state)
{
    (void)state;
    const struct monde m = {
        .territoires = 4, .chantiers = 4, .cles = 3, .gens_min = 30, .gens_max = 60, .figures = MONDE_A + 1};
    const struct secret_regles regles = {.k = 5, .k_sensible = 11, .chantiers = 2, .dominance_pourcent = 95};
    uint64_t seed = 7;
    struct rapport *first = monde_faire(&m, &seed), *same = monde_copier(first), *later = monde_copier(first);
    one_more(later, &m, 1);
    struct rapport *before = monde_publier(first, NULL, 0, &regles);
    const struct rapport *avant[] = {before};
    const struct rapport_chiffre *territoire = &before->chiffres[1 * before->indicateurs_n + MONDE_A];
    assert_int_equal(territoire->etats[0], RAPPORT_PUBLIE); /* else there is nothing to see here */

    struct rapport *again = monde_publier(same, avant, 1, &regles);
    assert_int_equal(differences(before, again), 0);
    assert_int_equal(again->chiffres[1 * again->indicateurs_n + MONDE_A].etats[0], RAPPORT_PUBLIE);

    struct rapport *careless = monde_publier(later, NULL, 0, &regles),
                   *careful = monde_publier(later, avant, 1, &regles);
    assert_true(differences(before, careless) >= 2); /* the nation and the territory */
    assert_int_equal(differences(before, careful), 0);
    assert_int_equal(careful->chiffres[1 * careful->indicateurs_n + MONDE_A].etats[0], RAPPORT_SECRET);
    assert_int_equal(careful->chiffres[0 * careful->indicateurs_n + MONDE_A].etats[0], RAPPORT_SECRET);
    rapport_free(&first);
    rapport_free(&same);
    rapport_free(&later);
    rapport_free(&before);
    rapport_free(&again);
    rapport_free(&careless);
    rapport_free(&careful);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sums), cmocka_unit_test(test_sums_told_twice),
                                       cmocka_unit_test(test_differences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
