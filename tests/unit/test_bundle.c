/* Tests of bundles and seals: what is stored of a submission comes back, and nothing else is taken for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/seal.h"
#include "programme/bundle.h"

static const struct submission_file files[] = {
    {.name = "nuit/salaries_é.csv", .bytes = "a;b\n\0\xff;2", .len = 8},
    {.name = "", .bytes = "PK\003\004", .len = 4},
    {.name = "empty", .bytes = "", .len = 0},
};
#define FILES_N (sizeof files / sizeof *files)

static void test_layout(void **state)
{
    (void)state;
    struct buf b = {0};
    static const struct submission_file one = {.name = "ab", .bytes = "xyz", .len = 3};
    bundle_encode(&one, 1, &b);
    assert_int_equal(b.len, 4 + 2 + 8 + 3);
    assert_memory_equal(b.data, "\2\0\0\0ab\3\0\0\0\0\0\0\0xyz", b.len);
    buf_deinit(&b);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct buf b = {0};
    struct bundle back;
    struct err e = {0};
    bundle_encode(files, FILES_N, &b);
    assert_int_equal(bundle_decode(b.data, b.len, &back, &e), 0);
    assert_int_equal(back.n, FILES_N);
    for (size_t i = 0; i < FILES_N; i++) {
        assert_string_equal(back.files[i].name, files[i].name);
        assert_int_equal(back.files[i].len, files[i].len);
        assert_memory_equal(back.files[i].bytes, files[i].bytes, files[i].len);
        assert_null(back.files[i].trouble);
    }
    bundle_deinit(&back);
    /* cut anywhere but between files, it is broken */
    size_t whole = 0, ends[FILES_N];
    for (size_t i = 0; i < FILES_N; i++)
        ends[i] = whole += 12 + strlen(files[i].name) + files[i].len;
    for (size_t cut = 1; cut < b.len; cut++) {
        bool between = cut == ends[0] || cut == ends[1];
        assert_int_equal(bundle_decode(b.data, cut, &back, &e), between ? 0 : -1);
        assert_int_equal(back.n, between ? (cut == ends[0] ? 1 : 2) : 0);
        bundle_deinit(&back);
    }
    buf_deinit(&b);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } bad[] = {
        {"\xff\xff\xff\xff", 4},
        {"\1\0\0\0\0\0\0\0\0\0\0\0\0", 13}, /* a NUL in a name */
        {"\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 12},
        {"\1\0\0\0a\2\0\0\0\0\0\0\0b", 14},
    };
    struct bundle back;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err e = {0};
        assert_int_equal(bundle_decode(bad[i].bytes, bad[i].len, &back, &e), -1);
        assert_int_equal(e.code, ERR_FORMAT);
    }
    struct buf b = {0};
    struct err e = {0};
    for (int i = 0; i < FILES_MAX + 1; i++)
        bundle_encode(files, 1, &b);
    assert_int_equal(bundle_decode(b.data, b.len, &back, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(bundle_decode(b.data, b.len / (FILES_MAX + 1) * FILES_MAX, &back, &e), 0);
    assert_int_equal(back.n, FILES_MAX);
    bundle_deinit(&back);
    buf_deinit(&b);
}

static void test_seal(void **state)
{
    (void)state;
    static const size_t lens[] = {0, 1, 1000, 300000};
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        char *plain = mem_new(lens[i]);
        unsigned char key[SEAL_KEY_LEN], key2[SEAL_KEY_LEN];
        struct buf sealed = {0}, sealed2 = {0}, back = {0};
        struct err e = {0};
        for (size_t k = 0; k < lens[i]; k++)
            plain[k] = "date_entree;2026-01-01\n"[k % 23];
        seal_close(plain, lens[i], key, &sealed);
        seal_close(plain, lens[i], key2, &sealed2);
        assert_memory_not_equal(key, key2, sizeof key);
        assert_int_equal(sealed.len, sealed2.len);
        assert_memory_not_equal(sealed.data, sealed2.data, sealed.len);
        assert_true(lens[i] < 1000 || sealed.len < lens[i] / 2);
        assert_null(memmem(sealed.data, sealed.len, "date_entree", 11));
        assert_int_equal(seal_open(sealed.data, sealed.len, key, lens[i], &back, &e), 0);
        assert_int_equal(back.len, lens[i]);
        assert_memory_equal(back.data, plain, lens[i]);
        assert_int_equal(seal_open(sealed.data, sealed.len, key2, lens[i], &back, &e), -1);
        assert_int_equal(e.code, ERR_FORMAT);
        assert_int_equal(back.len, 0);
        if (lens[i]) {
            assert_int_equal(seal_open(sealed.data, sealed.len, key, lens[i] - 1, &back, &e), -1);
            assert_int_equal(e.code, ERR_LIMIT);
        }
        for (size_t at = 0; at < sealed.len; at += at < 60 ? 1 : sealed.len / 50) {
            sealed.data[at] ^= 1;
            assert_int_equal(seal_open(sealed.data, sealed.len, key, lens[i], &back, &e), -1);
            assert_int_equal(e.code, ERR_FORMAT);
            sealed.data[at] ^= 1;
            assert_int_equal(seal_open(sealed.data, at, key, lens[i], &back, &e), -1);
        }
        buf_deinit(&sealed);
        buf_deinit(&sealed2);
        buf_deinit(&back);
        free(plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_seal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
