/* Packages of closed reports that are kept: told as they were made, within their bounds, those asked for last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/buf.h"
#include "reporting/kept.h"

#define BYTES 1000

static struct kept_name name_of(int version)
{
    struct kept_name n = {.version = version};
    snprintf(n.trimestre, sizeof n.trimestre, "2023-C4");
    snprintf(n.empreinte, sizeof n.empreinte, "%064d", version);
    snprintf(n.public_hex, sizeof n.public_hex, "%064x", 7);
    return n;
}

/* Of two files, as large together. */
static void put(struct kept *k, int version, size_t bytes)
{
    struct paquet p = {0};
    struct kept_name n = name_of(version);
    struct buf *a = paquet_add(&p, "a");
    for (size_t i = 1; i < bytes; i++)
        buf_addc(a, (char)('a' + version));
    buf_addc(paquet_add(&p, "b"), (char)('A' + version));
    kept_put(k, &n, &p);
    assert_int_equal(p.n, 0);
}

static bool has(struct kept *k, int version)
{
    struct kept_name n = name_of(version);
    struct buf out = {0};
    bool there, kept = kept_get(k, &n, "b", &there, &out);
    assert_int_equal(there, kept);
    assert_int_equal(out.len, kept);
    if (kept)
        assert_int_equal(out.data[0], 'A' + version);
    buf_deinit(&out);
    return kept;
}

static void test_files(void **state)
{
    (void)state;
    struct kept *k = kept_new(BYTES);
    struct buf out = {0};
    bool there;
    struct kept_name n = name_of(1);
    assert_false(kept_get(k, &n, "a", &there, &out));
    put(k, 1, 5);
    put(k, 1, 5); /* two threads made it at once */
    assert_int_equal(kept_made(k), 2);
    assert_true(kept_get(k, &n, "a", &there, &out));
    assert_true(there);
    assert_string_equal(buf_text(&out), "bbbb");
    assert_true(kept_get(k, &n, "c", &there, &out));
    assert_false(there);
    assert_int_equal(out.len, 4);
    buf_deinit(&out);
    kept_free(&k);
    assert_null(k);
    kept_free(&k);
}

/* Another document, version, quarter or key is another package. */
static void test_names(void **state)
{
    (void)state;
    struct kept *k = kept_new(BYTES);
    struct buf out = {0};
    bool there;
    put(k, 1, 5);
    struct kept_name others[4] = {name_of(1), name_of(1), name_of(1), name_of(1)};
    others[0].version = 2;
    others[1].trimestre[6] = '3';
    others[2].empreinte[0] = 'f';
    others[3].public_hex[0] = 'f';
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(kept_get(k, &others[i], "a", &there, &out));
    assert_true(has(k, 1));
    buf_deinit(&out);
    kept_free(&k);
}

static void test_bounds(void **state)
{
    (void)state;
    struct kept *k = kept_new(BYTES);
    for (int v = 1; v <= KEPT_PACKAGES; v++)
        put(k, v, 100);
    assert_true(has(k, 1)); /* asked for: the second is now the oldest */
    put(k, KEPT_PACKAGES + 1, 100);
    assert_true(has(k, 1));
    assert_false(has(k, 2));
    assert_true(has(k, KEPT_PACKAGES + 1));
    put(k, 8, BYTES + 1); /* too large alone: nothing goes for it */
    assert_false(has(k, 8));
    assert_true(has(k, 1));
    put(k, 9, BYTES); /* all others go for it */
    assert_true(has(k, 9));
    for (int v = 1; v <= KEPT_PACKAGES + 1; v++)
        assert_false(has(k, v));
    kept_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
