/* What the dashboard carries within itself: everything a page names is there, whole, compressed, and of its type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dashboard/assets.h"

static uint32_t little_endian(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void test_found(void **state)
{
    (void)state;
    static const struct {
        const char *path, *type;
        bool gz;
    } cases[] = {
        {"app.css", "text/css; charset=utf-8", true},
        {"app.js", "text/javascript; charset=utf-8", true},
        {"carte.json", "application/json", true},
        {"charts.js", "text/javascript; charset=utf-8", true},
        {"favicon.svg", "image/svg+xml", true},
        {"inter.woff2", "font/woff2", false},
        {"theme.js", "text/javascript; charset=utf-8", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct asset *found = asset_find(cases[i].path);
        if (!found)
            fail_msg("%s is not carried", cases[i].path);
        assert_string_equal(found->path, cases[i].path);
        assert_string_equal(found->type, cases[i].type);
        assert_true(found->len > 0);
        assert_int_equal(strlen(found->etag), 34);
        assert_int_equal(found->data[found->len], 0);
        assert_int_equal(found->data_gz != NULL, cases[i].gz);
        if (cases[i].gz) { /* RFC 1952: the magic in front, the length at the end */
            assert_memory_equal(found->data_gz, "\x1f\x8b", 2);
            assert_int_equal(little_endian(found->data_gz + found->len_gz - 4), found->len);
            assert_true(found->len_gz < found->len);
        }
    }
    assert_memory_equal(asset_find("inter.woff2")->data, "wOF2", 4);
    assert_string_not_equal(asset_find("app.js")->etag, asset_find("app.css")->etag);
}

static void test_not_found(void **state)
{
    (void)state;
    static const char *const names[] = {"", "app", "app.js ", "../app.js", "zzz", "plot-style.hash", ".stamp"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_null(asset_find(names[i]));
    assert_null(template_text(""));
    assert_null(template_text("tete.html"));
}

static void test_digest_and_hash(void **state)
{
    (void)state;
    assert_int_equal(strspn(assets_digest(), "0123456789abcdef"), 16);
    assert_int_equal(strlen(assets_digest()), 16);
    assert_memory_equal(assets_plot_style_hash(), "sha256-", 7);
    assert_int_equal(strlen(assets_plot_style_hash()), 7 + 44); /* 32 bytes in base64 */
}

/* What the head of every page asks for is carried under that name. */
static void test_head(void **state)
{
    (void)state;
    const char *head = template_text("tete");
    assert_non_null(head);
    static const char base[] = "/assets/{{digest}}/";
    int named = 0;
    for (const char *at = head; (at = strstr(at, base)); named++) {
        char path[64];
        at += sizeof base - 1;
        size_t len = strcspn(at, "\"");
        assert_true(len < sizeof path);
        memcpy(path, at, len);
        path[len] = '\0';
        if (!asset_find(path))
            fail_msg("the head names %s, which is not carried", path);
    }
    assert_int_equal(named, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_digest_and_hash),
        cmocka_unit_test(test_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
