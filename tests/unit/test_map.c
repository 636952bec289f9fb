/* The hash map against a plain list, and what it promises: order of insertion, keys copied and of any bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>

#include "base/map.h"

static void test_basics(void **state)
{
    (void)state;
    struct map m = {0};
    uint64_t v = 99;
    char key[] = "a\0b";
    assert_false(map_get(&m, "x", 1, &v));
    assert_int_equal(v, 99); /* untouched */
    assert_true(map_add(&m, key, 3, 1));
    key[0] = 'z'; /* the map has its own copy */
    assert_true(map_get(&m, "a\0b", 3, &v));
    assert_int_equal(v, 1);
    assert_false(map_get(&m, "a\0c", 3, &v));
    assert_false(map_get(&m, "a", 1, &v));
    assert_false(map_add(&m, "a\0b", 3, 2));
    assert_true(map_get(&m, "a\0b", 3, &v) && v == 1);
    map_set(&m, "a\0b", 3, 3);
    assert_true(map_get(&m, "a\0b", 3, &v) && v == 3);
    assert_true(map_add(&m, "", 0, 4)); /* the empty key is a key */
    assert_true(map_get(&m, "", 0, &v) && v == 4);
    bool added;
    uint64_t *at = map_at(&m, "new", 3, &added);
    assert_true(added && *at == 0);
    *at = UINT64_MAX;
    assert_true(map_get(&m, "new", 3, &v) && v == UINT64_MAX);
    assert_ptr_equal(map_at(&m, "new", 3, &added), at);
    assert_false(added);
    assert_int_equal(m.n, 3);
    assert_int_equal(m.entries[2].len, 3);
    assert_string_equal(m.entries[2].key, "new");
    map_deinit(&m);
    assert_false(map_get(&m, "new", 3, &v)); /* empty again, and usable */
    assert_true(map_add(&m, "new", 3, 5));
    map_deinit(&m);
}

/* Ten thousand random keys of a space of four thousand, against an array. */
static void test_against_list(void **state)
{
    (void)state;
    enum { SPACE = 4000 };
    static uint64_t value[SPACE];
    static bool there[SPACE];
    struct map m = {0};
    uint64_t seed = 1, v;
    size_t n = 0;
    for (int i = 0; i < 10000; i++) {
        char key[32];
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        unsigned k = (unsigned)(seed >> 33) % SPACE;
        int len = snprintf(key, sizeof key, "key-%u%s", k, k % 3 ? "" : "-and-more");
        if (seed >> 62) {
            map_set(&m, key, (size_t)len, seed);
            value[k] = seed;
        } else if (map_add(&m, key, (size_t)len, seed)) {
            assert_false(there[k]);
            value[k] = seed;
        } else {
            assert_true(there[k]);
        }
        if (!there[k])
            assert_string_equal(m.entries[n++].key, key); /* in order of insertion */
        there[k] = true;
        assert_int_equal(m.n, n);
    }
    for (unsigned k = 0; k < SPACE; k++) {
        char key[32];
        int len = snprintf(key, sizeof key, "key-%u%s", k, k % 3 ? "" : "-and-more");
        assert_int_equal(map_get(&m, key, (size_t)len, &v), there[k]);
        assert_true(!there[k] || v == value[k]);
    }
    assert_true(n > 3000);
    map_deinit(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_basics), cmocka_unit_test(test_against_list)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
