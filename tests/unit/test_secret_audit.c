/* What the suppression publishes, looked at by the auditor: nothing can be bounded too tightly by the public or any
 * coordination, over this release and the one before; each secondary suppression is needed; bounds are those of the
 * whole numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "auditeur/systeme.h"
#include "programme/secret_modele.h"
#include "secret_monde.h"

#define HIERARCHIES 1000
#define MUTANTS 1000

static void show(void *arg, const struct audit_cellule *c)
{
    struct buf *out = arg;
    scope_format(&c->perimetre, out);
    buf_addf(out, " %s %s: %g to %g, wanted %g\n", c->code, c->partie, c->bas, c->haut, c->besoin);
}

/* How many cells the public (attaquant RAPPORT_SANS) or a coordination (perimeter of the report) bounds too tightly. */
static size_t tight_n(const struct rapport *const *versions, size_t n, const struct rapport *truth, size_t attaquant,
                      struct buf *out)
{
    struct audit a = {.versions = versions, .versions_n = n, .dire = show, .arg = out};
    struct err e = {0};
    size_t found;
    if (attaquant != RAPPORT_SANS) {
        a.connait = truth;
        a.territoire = truth->perimetres[attaquant].scope;
    }
    if (audit_controler(&a, &found, &e))
        fail_msg("%s", e.text);
    return found;
}

static size_t all_tight_n(const struct rapport *const *versions, size_t n, const struct rapport *truth, bool first,
                          struct buf *out)
{
    size_t found = tight_n(versions, n, truth, RAPPORT_SANS, out);
    for (size_t p = 0; p < truth->perimetres_n && !(first && found); p++)
        if (truth->perimetres[p].scope.kind == SCOPE_TERRITOIRE)
            found += tight_n(versions, n, truth, p, out);
    return found;
}

struct cas {
    struct rapport *verite, *publie, *avant;
    struct secret_regles regles;
};

/* One hierarchy in four has an earlier release: other rules, so that it told other cells. */
static struct cas make(uint64_t *seed, size_t number)
{
    struct monde m = {.territoires = 2 + draw(seed, 5),
                      .chantiers = 2 + draw(seed, 2),
                      .cles = 2 + draw(seed, 4),
                      .gens_min = (int)draw(seed, 4),
                      .gens_max = 6 + (int)draw(seed, 20),
                      .operationnels = draw(seed, 3) == 0,
                      .figures = 4 + draw(seed, MONDE_FIGURES - 3)};
    struct cas c = {.verite = monde_faire(&m, seed),
                    .regles = {.k = 3 + (int32_t)draw(seed, 3),
                               .k_sensible = 6 + (int32_t)draw(seed, 5),
                               .chantiers = 1 + (int32_t)draw(seed, 3),
                               .dominance_pourcent = 80 + (int32_t)draw(seed, 21)}};
    if (number % 4 == 0) {
        struct secret_regles other = {
            .k = 2 + (int32_t)draw(seed, 6), .k_sensible = 8, .chantiers = 1, .dominance_pourcent = 100};
        c.avant = monde_publier(c.verite, NULL, 0, &other);
    }
    const struct rapport *avant[] = {c.avant};
    c.publie = monde_publier(c.verite, avant, c.avant != NULL, &c.regles);
    return c;
}

static void end(struct cas *c)
{
    rapport_free(&c->verite);
    rapport_free(&c->publie);
    rapport_free(&c->avant);
}

static void test_random_hierarchies(void **state)
{
    uint64_t seed = 20231231;
    size_t withheld = 0, told = 0;
    struct buf out = {0};
    (void)state;
    for (size_t i = 0; i < HIERARCHIES; i++) {
        struct cas c = make(&seed, i);
        const struct rapport *versions[] = {c.avant ? c.avant : c.publie, c.publie};
        size_t found = all_tight_n(versions + !c.avant, 1 + (c.avant != NULL), c.verite, false, &out);
        if (found)
            fail_msg("hierarchy %zu:\n%s", i, buf_text(&out));
        struct secret_compte n = secret_compter(c.publie, SCOPE_TERRITOIRE);
        withheld += n.lignes - n.dites;
        told += n.dites;
        end(&c);
    }
    buf_deinit(&out);
    assert_true(withheld > HIERARCHIES && told > HIERARCHIES); /* both happen */
}

/* The auditor reckons with the operationnels of the period that it looks at. */
static void test_operationnels_of_the_period(void **state)
{
    const size_t essaimage = 2; /* the first territory */
    uint64_t seed = 26;
    struct buf out = {0};
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct monde m = {.territoires = 4,
                          .chantiers = 3,
                          .cles = 3,
                          .gens_max = 25,
                          .operationnels = true,
                          .figures = MONDE_FIGURES};
        const struct secret_regles regles = {.k = 4, .k_sensible = 8, .chantiers = 2, .dominance_pourcent = 90};
        struct rapport *r = monde_faire(&m, &seed);
        monde_annee_avant(r, essaimage);
        struct rapport *publie = monde_publier(r, NULL, 0, &regles);
        const struct rapport *versions[] = {publie};
        const struct audit a = {.versions = versions, .versions_n = 1};
        for (size_t q = 0; q < 2; q++) {
            struct systeme s;
            assert_true(systeme_init(&s, &a, q, false));
            assert_int_equal(s.operationnels, 1); /* they add up */
            assert_int_equal(systeme_comprend(&s, s.operationnels, 0), q == 0);
            assert_true(systeme_comprend(&s, s.operationnels, 1));
            systeme_deinit(&s);
        }
        if (all_tight_n(versions, 1, r, false, &out))
            fail_msg("hierarchy %d:\n%s", i, buf_text(&out));
        rapport_free(&publie);
        rapport_free(&r);
    }
    buf_deinit(&out);
}

/* ---- mutants ---- */

struct rang {
    size_t chiffre, ligne;
};

/* Rows that the rules alone would tell. */
static size_t list_second(const struct cas *c, struct rang *out, size_t cap)
{
    struct secret_modele m;
    struct rapport *copy = monde_copier(c->verite);
    size_t n = 0;
    copy->secret_k = c->regles.k;
    copy->secret_k_sensible = c->regles.k_sensible;
    copy->secret_chantiers = c->regles.chantiers;
    copy->secret_dominance = c->regles.dominance_pourcent;
    assert_true(secret_modele_init(&m, copy, 0));
    secret_primaire(&m);
    for (size_t i = 0; i < c->publie->chiffres_n; i++) {
        const struct rapport_chiffre *x = &c->publie->chiffres[i];
        for (size_t p = 0; p < m.perimetres_n; p++)
            for (size_t t = 0; t < m.tableaux_n; t++)
                for (size_t l = 0; m.perimetres[p] == x->perimetre && m.tableaux[t].indicateur == x->indicateur &&
                                   m.tableaux[t].juge && l < m.tableaux[t].lignes_n && n < cap;
                     l++)
                    if (x->etats[l] == RAPPORT_SECRET &&
                        m.etats[p * m.lignes_n + m.tableaux[t].ligne + l] == SECRET_DIT)
                        out[n++] = (struct rang){i, l};
    }
    secret_modele_deinit(&m);
    rapport_free(&copy);
    return n;
}

/* What was published, with one row told that was withheld for others' sake. */
static struct rapport *mutate(const struct cas *c, const struct rang *at)
{
    struct rapport *mutant = monde_copier(c->verite);
    mutant->secret_k = c->regles.k;
    mutant->secret_k_sensible = c->regles.k_sensible;
    for (size_t i = 0; i < mutant->chiffres_n; i++)
        memcpy(mutant->chiffres[i].etats, c->publie->chiffres[i].etats, rapport_lignes_n(mutant, &mutant->chiffres[i]));
    mutant->chiffres[at->chiffre].etats[at->ligne] = RAPPORT_PUBLIE;
    rapport_masquer(mutant);
    return mutant;
}

static void test_each_secondary_suppression_is_needed(void **state)
{
    uint64_t seed = 77;
    struct buf out = {0};
    struct rang rows[64];
    (void)state;
    for (size_t i = 1, tried = 0; tried < MUTANTS; i++) {
        struct cas c = make(&seed, i);
        const struct rapport *versions[] = {c.avant, NULL};
        size_t n = list_second(&c, rows, 64), step = 1 + n / 8;
        for (size_t k = draw(&seed, (uint32_t)step); k < n && tried < MUTANTS; k += step, tried++) {
            struct rapport *mutant = mutate(&c, &rows[k]);
            const struct rapport_chiffre *x = &mutant->chiffres[rows[k].chiffre];
            versions[1] = mutant;
            if (!all_tight_n(versions + !c.avant, 1 + (c.avant != NULL), c.verite, true, &out))
                fail_msg("hierarchy %zu: nothing is uncovered by telling %s, row %zu, of %s", i,
                         mutant->indicateurs[x->indicateur].forme.code, rows[k].ligne,
                         mutant->perimetres[x->perimetre].scope.code);
            rapport_free(&mutant);
        }
        end(&c);
    }
    buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operationnels_of_the_period),
        cmocka_unit_test(test_random_hierarchies),
        cmocka_unit_test(test_each_secondary_suppression_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
