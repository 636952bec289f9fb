/* Cookies as browsers send them, planted ones among them, and what forms carry back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dashboard/cookie.h"

#define KEY "AAAAAAAAAABBBBBBBBBBCCCCCCCCCC-_DDDDDDDDDDD"
#define OTHER "BAAAAAAAAABBBBBBBBBBCCCCCCCCCC-_DDDDDDDDDDD"

static void test_key(void **state)
{
    static const char *const good[] = {
        "cvg_session=" KEY,
        "a=b; cvg_session=" KEY "; c=d",
        "a=b;cvg_session=" KEY ";c",
        "xcvg_session=" OTHER "; cvg_session=" KEY,
        "cvg_session2=" OTHER "; cvg_session=" KEY,
        " ;; cvg_session=" KEY " ;",
    };
    static const char *const bad[] = {
        NULL,
        "",
        "cvg_session",
        "cvg_session=",
        "cvg_session=court",
        "cvg_session=" KEY "A",
        "cvg_session=\"" KEY "\"",
        "cvg_session=AAAAAAAAAABBBBBBBBBBCCCCCCCCCC+/DDDDDDDDDDD",
        "xcvg_session=" KEY,
        "CVG_SESSION=" KEY,
        "a=cvg_session=" KEY,
        "cvg_session=" KEY "; cvg_session=" OTHER, /* which of them is ours? */
        "cvg_session=" KEY "; cvg_session=" KEY,
        "cvg_session=x; cvg_session=" KEY,
        "cvg_session =" KEY,
    };
    char key[COOKIE_KEY_LEN];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(cookie_key(good[i], "cvg_session", key));
        assert_string_equal(key, KEY);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (cookie_key(bad[i], "cvg_session", key))
            fail_msg("%s", bad[i]);
}

static void test_set(void **state)
{
    struct buf out = {0};
    (void)state;
    cookie_set("cvg_session", KEY, false, &out);
    assert_string_equal(buf_text(&out), "cvg_session=" KEY "; Path=/; HttpOnly; SameSite=Lax");
    buf_reset(&out);
    cookie_set("__Host-cvg_session", KEY, true, &out);
    assert_string_equal(buf_text(&out), "__Host-cvg_session=" KEY "; Path=/; HttpOnly; SameSite=Lax; Secure");
    buf_reset(&out);
    cookie_set("cvg_session", NULL, false, &out);
    assert_string_equal(buf_text(&out), "cvg_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    buf_deinit(&out);
}

static void test_jeton(void **state)
{
    char a[COOKIE_JETON_LEN], b[COOKIE_JETON_LEN];
    (void)state;
    /* HMAC-SHA-256 as others compute it: printf cvg_session | openssl dgst -sha256 -hmac KEY */
    cookie_jeton(KEY, "cvg_session", a);
    assert_string_equal(a, "62683167165d629c0609a5daf5e6a60a20980414e6c7a4237431fcef5dde94ee");
    cookie_jeton(KEY, "cvg_session", b);
    assert_true(cookie_jeton_good(a, b));
    cookie_jeton(KEY, "cvg_visite", b);
    assert_false(cookie_jeton_good(a, b));
    cookie_jeton(OTHER, "cvg_session", b);
    assert_false(cookie_jeton_good(a, b));
    assert_null(strstr(a, "AAAA"));
    assert_false(cookie_jeton_good("", "")); /* of who came by token */
    assert_false(cookie_jeton_good("", a));
    assert_false(cookie_jeton_good(a, ""));
    a[COOKIE_JETON_LEN - 2] = 0;
    assert_false(cookie_jeton_good(a, a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_key), cmocka_unit_test(test_set),
                                       cmocka_unit_test(test_jeton)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
