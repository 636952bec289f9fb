/* Periods: every name, what is kept live around each change of month and year, the last expected night. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/cal.h"
#include "programme/period.h"

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *debut, *fin;
    } cases[] = {
        {"2026-01", "2026-01-01", "2026-01-31"},
        {"2026-02", "2026-02-01", "2026-02-28"},
        {"2024-02", "2024-02-01", "2024-02-29"},
        {"2026-12", "2026-12-01", "2026-12-31"},
        {"2026-T1", "2026-01-01", "2026-03-31"},
        {"2026-T2", "2026-04-01", "2026-06-30"},
        {"2026-T3", "2026-07-01", "2026-09-30"},
        {"2026-T4", "2026-10-01", "2026-12-31"},
        {"2026-C1", "2026-01-01", "2026-03-31"},
        {"2026-C2", "2026-01-01", "2026-06-30"},
        {"2026-C3", "2026-01-01", "2026-09-30"},
        {"2026-C4", "2026-01-01", "2026-12-31"},
        {"2026", "2026-01-01", "2026-12-31"},
        {"2026-S1", "2026-04-01", "2026-09-30"},
        {"2026-S2", "2026-10-01", "2027-03-31"},
        {"2026-03-05..2026-03-05", "2026-03-05", "2026-03-05"},
        {"2025-12-31..2026-03-05", "2025-12-31", "2026-03-05"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct period p;
        struct err e = {0};
        char debut[CAL_DAY_LEN], fin[CAL_DAY_LEN];
        if (period_parse(cases[i].name, &p, &e))
            fail_msg("%s: %s", cases[i].name, e.text);
        cal_format_day(p.debut, debut);
        cal_format_day(p.fin, fin);
        assert_string_equal(p.name, cases[i].name);
        assert_string_equal(debut, cases[i].debut);
        assert_string_equal(fin, cases[i].fin);
    }
    static const char *const bad[] = {"",
                                      "26",
                                      "202",
                                      "20266",
                                      "2026-",
                                      "2026-13",
                                      "2026-00",
                                      "2026-T0",
                                      "2026-T5",
                                      "2026-C0",
                                      "2026-C5",
                                      "2026-S0",
                                      "2026-S3",
                                      "2026-X1",
                                      "2026-t1",
                                      "2026T1",
                                      "2026-T",
                                      "2026-T10",
                                      "11/2026",
                                      "1899",
                                      "2199-S2",
                                      "abcd",
                                      "-2026",
                                      "2026-1",
                                      "2026-Tx",
                                      "2026-03-05",
                                      "2026-03-05..",
                                      "2026-03-06..2026-03-05",
                                      "2026-02-30..2026-03-05",
                                      "2026-03-05...2026-03-5",
                                      "2026-03-05..2026-03-055",
                                      "2026-11 ",
                                      "2026:T1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct period p;
        struct err e = {0};
        if (period_parse(bad[i], &p, &e) == 0)
            fail_msg("%s", bad[i]);
        assert_int_equal(e.code, ERR_USAGE);
        assert_true(e.text[0]);
    }
}

static void test_live(void **state)
{
    (void)state;
    static const struct {
        int y, m, d;
        const char *live;
    } cases[] = {
        /* equal ones once, by their first name: T1 is C1, T4's C4 is the year */
        {2026, 1, 1, "2026-01 2026-T1 2025-S2 2026 2025-T4"},
        {2026, 3, 31, "2026-03 2026-T1 2025-S2 2026 2025-T4"},
        {2026, 4, 1, "2026-04 2026-T2 2026-C2 2026-S1 2026 2026-T1"},
        {2026, 9, 30, "2026-09 2026-T3 2026-C3 2026-S1 2026 2026-T2"},
        {2026, 10, 1, "2026-10 2026-T4 2026-C4 2026-S2 2026-T3"},
        {2026, 12, 31, "2026-12 2026-T4 2026-C4 2026-S2 2026-T3"},
        {2027, 1, 1, "2027-01 2027-T1 2026-S2 2027 2026-T4"},
        {2028, 2, 29, "2028-02 2028-T1 2027-S2 2028 2027-T4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct period live[PERIODS_LIVE_MAX];
        struct buf b = {0};
        int32_t today = cal_day(cases[i].y, cases[i].m, cases[i].d);
        size_t n = periods_live(today, live);
        for (size_t k = 0; k < n; k++)
            buf_addf(&b, "%s%s", k ? " " : "", live[k].name);
        assert_string_equal(buf_text(&b), cases[i].live);
        for (size_t k = 0; k + 1 < n; k++) /* all but the quarter before hold today */
            assert_true(live[k].debut <= today && today <= live[k].fin);
        struct period quarter = period_quarter(today);
        assert_string_equal(quarter.name, live[1].name);
        assert_int_equal(live[n - 1].fin, quarter.debut - 1);
        buf_deinit(&b);
    }
}

static void test_last_night(void **state)
{
    (void)state;
    /* deadline 6 and 3 hours of grace: the night of D is expected by 09:00 on D + 1 */
    static const struct {
        const char *paris, *night;
    } cases[] = {
        {"2026-11-18T08:59:59", "2026-11-16"}, /* Wednesday: Tuesday's night is not over */
        {"2026-11-18T09:00:00", "2026-11-17"},
        {"2026-11-18T23:59:59", "2026-11-17"},
        {"2026-11-19T00:00:00", "2026-11-17"},
        {"2026-11-21T09:00:00", "2026-11-20"}, /* Saturday: Friday's */
        {"2026-11-22T12:00:00", "2026-11-20"}, /* Sunday */
        {"2026-11-23T12:00:00", "2026-11-20"}, /* Monday: Sunday is no night */
        {"2026-11-24T08:00:00", "2026-11-20"},
        {"2026-11-24T09:00:00", "2026-11-23"},
        {"2026-11-12T12:00:00", "2026-11-10"}, /* 11 November */
        {"2026-05-04T12:00:00", "2026-04-30"}, /* Friday 1 May, then a week-end */
        {"2026-04-07T12:00:00", "2026-04-03"}, /* Easter Monday */
        {"2026-12-28T12:00:00", "2026-12-24"}, /* Christmas is a Friday */
        {"2027-01-04T12:00:00", "2026-12-31"},
        {"2026-10-26T09:00:00", "2026-10-23"}, /* the week-end of the change of hour */
        {"2026-03-30T08:59:59", "2026-03-27"},
        {"2026-03-31T09:00:00", "2026-03-30"},
        {"2026-10-27T08:59:59", "2026-10-23"},
        {"2026-10-27T09:00:00", "2026-10-26"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t now;
        char night[CAL_DAY_LEN];
        assert_true(cal_parse_instant(cases[i].paris, &now));
        cal_format_day(period_last_night(now, 6, 3), night);
        if (strcmp(night, cases[i].night) != 0)
            fail_msg("%s: %s", cases[i].paris, night);
    }
    int64_t now;
    assert_true(cal_parse_instant("2026-11-18T00:00:00", &now));
    assert_int_equal(period_last_night(now, 0, 0), cal_day(2026, 11, 17));
    assert_int_equal(period_last_night(now - 1, 0, 0), cal_day(2026, 11, 16));
}

static void test_year_before(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2026-11", "2025-11"},
        {"2025-02", "2024-02"},
        {"2026-T4", "2025-T4"},
        {"2026-C3", "2025-C3"},
        {"2026-S1", "2025-S1"},
        {"2026-S2", "2025-S2"},
        {"2026", "2025"},
        {"2026-03-05..2026-04-10", "2025-03-05..2025-04-10"},
        {"2025-12-31..2026-03-05", "2024-12-31..2025-03-05"},
        {"2024-02-29..2024-02-29", "2023-02-28..2023-02-28"},
        {"2025-02-01..2025-02-28", "2024-02-01..2024-02-29"}, /* the whole month stays whole */
        {"2025-02-01..2025-02-27", "2024-02-01..2024-02-27"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period p, q, expected;
        struct err e;
        assert_int_equal(period_parse(cases[i][0], &p, &e), 0);
        assert_int_equal(period_parse(cases[i][1], &expected, &e), 0);
        assert_true(period_year_before(&p, &q));
        assert_string_equal(q.name, expected.name);
        assert_int_equal(q.debut, expected.debut);
        assert_int_equal(q.fin, expected.fin);
        assert_true(period_year_before(&q, &q)); /* in place */
    }
    struct period oldest;
    struct err e;
    assert_int_equal(period_parse("1900-T1", &oldest, &e), 0);
    assert_false(period_year_before(&oldest, &oldest));
    assert_string_equal(oldest.name, "1900-T1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_live),
                                       cmocka_unit_test(test_last_night), cmocka_unit_test(test_year_before)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
