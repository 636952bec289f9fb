/* What the suppression publishes, looked at by the auditor: nothing can be bounded too tightly by the public or any
 * coordination, over this release and the one before; and each secondary suppression is needed. Some of them here, with
 * sanitizers; a thousand of each by tests/pipeline/prove_secret.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "auditeur/systeme.h"
#include "secret_hierarchies.h"

static void test_random_hierarchies(void **state)
{
    struct secret_compte seen;
    struct buf out = {0};
    (void)state;
    if (hierarchies_audit(60, &seen, &out))
        fail_msg("%s", buf_text(&out));
    assert_true(seen.dites > 100 && seen.lignes - seen.dites > 100); /* both happen */
    buf_deinit(&out);
}

static void test_each_secondary_suppression_is_needed(void **state)
{
    struct buf out = {0};
    (void)state;
    if (hierarchies_mutate(60, &out))
        fail_msg("%s", buf_text(&out));
    buf_deinit(&out);
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
        if (hierarchies_all_tight_n(versions, 1, r, false, &out))
            fail_msg("hierarchy %d:\n%s", i, buf_text(&out));
        rapport_free(&publie);
        rapport_free(&r);
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
