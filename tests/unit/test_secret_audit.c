/* What the suppression publishes, looked at by the auditor: nothing can be bounded too tightly by the public or any
 * coordination, over this release and the one before; and each secondary suppression is needed. Some of them here, with
 * sanitizers; a thousand of each by tests/pipeline/prove_secret.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_hierarchies),
        cmocka_unit_test(test_each_secondary_suppression_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
