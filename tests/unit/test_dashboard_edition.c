/* What people type into the forms that edit: days, numbers, and the instant that a form carries back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cal.h"
#include "dashboard/edition_read.h"
#include "programme/schema.h"

static void test_days(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool good;
        int y, m, d; /* y 0: nothing was typed */
    } cases[] = {
        {"", true, 0, 0, 0},
        {"  ", true, 0, 0, 0},
        {"2026-11-30", true, 2026, 11, 30},
        {" 30/11/2026\u00a0", true, 2026, 11, 30},
        {"31/11/2026", false, 0, 0, 0},
        {"2026-11-3", false, 0, 0, 0},
        {"demain", false, 0, 0, 0},
        {"infinity", false, 0, 0, 0},
        {"2026-11-30 2026-12-01", false, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t day;
        if (edition_read_day(cases[i].typed, &day) != cases[i].good)
            fail_msg("« %s »", cases[i].typed);
        if (cases[i].good)
            assert_int_equal(day, cases[i].y ? cal_day(cases[i].y, cases[i].m, cases[i].d) : CELL_NULL);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool good;
        int32_t v;
    } cases[] = {
        {"", true, CELL_NULL},
        {" ", true, CELL_NULL},
        {"0", true, 0},
        {"045", true, 45},
        {" 1 200 ", true, 1200},
        {"1\u202f200", true, 1200},
        {"999999999", true, 999999999},
        {"1000000000", false, 0},
        {"99999999999999999999999999", false, 0},
        {"-1", false, 0},
        {"12,5", false, 0},
        {"1e3", false, 0},
        {"beaucoup", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t v;
        if (edition_read_number(cases[i].typed, &v) != cases[i].good)
            fail_msg("« %s »", cases[i].typed);
        if (cases[i].good)
            assert_int_equal(v, cases[i].v);
    }
}

/* To the last microsecond: the lock compares it. */
static void test_instants(void **state)
{
    (void)state;
    static const int64_t instants[] = {0, 1, 1764474152770123, 1764474152000000, 1764474152999999};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        char text[CAL_INSTANT_LEN];
        int64_t back;
        cal_format_instant(instants[i], text);
        assert_true(edition_read_instant(text, &back));
        assert_true(back == instants[i]);
    }
    static const char *const wrong[] = {
        "", "2026-11-30", "hier", "2026-11-30T", "2026-11-30T25:00:00Z", "2026-11-30T10:00:00.000000Z and more"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t back;
        if (edition_read_instant(wrong[i], &back))
            fail_msg("« %s »", wrong[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
