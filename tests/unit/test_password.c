/* Passwords: which are good, that a hash is a password's own, that weaker hashes are told, how they are drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sodium.h>
#include <cmocka.h>

#include "base/password.h"

static void test_good(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool good;
    } cases[] = {{"douze lettre", true},
                 {"onze lettre", false},
                 {"", false},
                 {"éèêëéèêëéèê", false}, /* 11 characters of 2 bytes */
                 {"éèêëéèêëéèêë", true},
                 {"douze\nlettres", false},
                 {"douze\x01lettres", false},
                 {"douze lettres\xff", false},
                 {"\xf0\x9f\x94\x91\xf0\x9f\x94\x91\xf0\x9f\x94\x91 trois cl\xc3\xa9s", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (password_good(cases[i].text, strlen(cases[i].text)) != cases[i].good)
            fail_msg("case %zu", i);
    char longest[PASSWORD_BYTES_MAX + 1];
    memset(longest, 'a', sizeof longest);
    assert_true(password_good(longest, PASSWORD_BYTES_MAX));
    assert_false(password_good(longest, PASSWORD_BYTES_MAX + 1));
    assert_false(password_good("douze lettres\0et plus", 21));
}

static void test_hash(void **state)
{
    (void)state;
    char one[PASSWORD_HASH_LEN], two[PASSWORD_HASH_LEN];
    password_hash("douze lettres", 13, one);
    password_hash("douze lettres", 13, two);
    assert_memory_equal(one, "$argon2id$", 10);
    assert_string_not_equal(one, two);
    assert_true(password_verify(one, "douze lettres", 13));
    assert_true(password_verify(two, "douze lettres", 13));
    assert_false(password_verify(one, "douze lettres", 12));
    assert_false(password_verify(one, "Douze lettres", 13));
    assert_false(password_verify(one, "", 0));
    assert_false(password_verify("", "douze lettres", 13));
    assert_false(password_verify("douze lettres", "douze lettres", 13));
}

static void test_stale(void **state)
{
    (void)state;
    char weak[PASSWORD_HASH_LEN], now[PASSWORD_HASH_LEN];
    password_hash("douze lettres", 13, now);
    assert_int_equal(
        crypto_pwhash_str(weak, "douze lettres", 13, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN), 0);
    assert_false(password_stale(now));
    assert_true(password_verify(weak, "douze lettres", 13));
    assert_true(password_stale(weak));
    assert_false(password_stale("nothing"));
}

static void test_draw(void **state)
{
    (void)state;
    char before[PASSWORD_DRAWN_LEN] = "", p[PASSWORD_DRAWN_LEN];
    for (int round = 0; round < 200; round++) {
        password_draw(p);
        assert_int_equal(strlen(p), PASSWORD_DRAWN_LEN - 1);
        for (size_t i = 0; p[i]; i++)
            assert_true(i % 5 == 4 ? p[i] == '-' : strchr("abcdefghjkmnpqrstuvwxyz23456789", p[i]) != NULL);
        assert_string_not_equal(p, before);
        assert_true(password_good(p, strlen(p)));
        memcpy(before, p, sizeof p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good), cmocka_unit_test(test_hash),
                                       cmocka_unit_test(test_stale), cmocka_unit_test(test_draw)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
