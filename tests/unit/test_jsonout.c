/* JSON as it is written: commas, escapes, numbers with six to nine decimals, days; and that another reader takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "base/cal.h"
#include "base/jsonout.h"

static void test_shape(void **state)
{
    (void)state;
    struct buf b = {0};
    struct jsonout j = {.out = &b};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "a", "x");
    jsonout_text(&j, "none", NULL);
    jsonout_open(&j, "list", '[');
    jsonout_int(&j, NULL, -1);
    jsonout_open(&j, NULL, '{');
    jsonout_close(&j, '}');
    jsonout_open(&j, NULL, '[');
    jsonout_close(&j, ']');
    jsonout_bool(&j, NULL, true);
    jsonout_close(&j, ']');
    jsonout_int(&j, "big", INT64_MIN);
    jsonout_day(&j, "day", cal_day(2026, 9, 30));
    jsonout_day(&j, "no day", INT32_MIN);
    jsonout_null(&j, "null");
    jsonout_bool(&j, "f", false);
    jsonout_close(&j, '}');
    assert_string_equal(
        buf_text(&b),
        "{\"a\":\"x\",\"none\":null,\"list\":[-1,{},[],true],\"big\":-9223372036854775808,\"day\":\"2026-09-30\","
        "\"no day\":null,\"null\":null,\"f\":false}");
    buf_deinit(&b);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } cases[] = {{0, "0.000000"},
                 {32.7, "32.700000"},
                 {0.8, "0.800000"},
                 {1.0 / 3, "0.333333333"},
                 {2.0 / 3, "0.666666667"},
                 {0.1234567, "0.1234567"},
                 {-1.5, "-1.500000"},
                 {1204, "1204.000000"},
                 {0.00000001, "0.00000001"},
                 {1e12, "1000000000000.000000"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b = {0};
        struct jsonout j = {.out = &b};
        jsonout_real(&j, NULL, cases[i].v);
        assert_string_equal(buf_text(&b), cases[i].text);
        buf_deinit(&b);
    }
}

/* Every text comes back from another reader as it was. */
static void test_texts(void **state)
{
    (void)state;
    struct buf b = {0};
    char text[300];
    for (int c = 1; c < 128; c++)
        text[c - 1] = (char)c;
    snprintf(text + 127, sizeof text - 127, " « é€\xf0\x9f\x99\x82 » \\\\\" \\u0041");
    jsonout_string(&b, text);
    json_error_t e;
    json_t *back = json_loadb(buf_text(&b), b.len, JSON_DECODE_ANY, &e);
    assert_non_null(back);
    assert_string_equal(json_string_value(back), text);
    json_decref(back);
    buf_reset(&b);
    jsonout_string(&b, "a\"b\\c\n\x1f");
    assert_string_equal(buf_text(&b), "\"a\\\"b\\\\c\\u000a\\u001f\"");
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shape), cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
