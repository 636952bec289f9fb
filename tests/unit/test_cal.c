/* The calendar: days there and back, months, ages, Easter and holidays, Paris around its clock changes, instants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cal.h"

static void test_days(void **state)
{
    (void)state;
    assert_int_equal(cal_day(1970, 1, 1), 0);
    assert_int_equal(cal_day(2000, 3, 1), 11017);
    assert_int_equal(cal_day(1900, 1, 1), -25567);
    int y = 1900, m = 1, d = 1;
    for (int32_t day = cal_day(1900, 1, 1); day <= cal_day(2199, 12, 31); day++) { /* each day, counted by hand */
        int yy, mm, dd;
        cal_date(day, &yy, &mm, &dd);
        if (yy != y || mm != m || dd != d || cal_day(y, m, d) != day)
            fail_msg("day %d: %d-%d-%d", day, yy, mm, dd);
        if (++d > cal_month_days(y, m)) {
            d = 1;
            y += m == 12;
            m = m % 12 + 1;
        }
    }
    static const struct {
        int y, m, d;
        bool valid;
    } valid[] = {{1900, 2, 29, false}, {2000, 2, 29, true},   {2024, 2, 29, true},  {2025, 2, 29, false},
                 {2100, 2, 29, false}, {1899, 12, 31, false}, {1900, 1, 1, true},   {2199, 12, 31, true},
                 {2200, 1, 1, false},  {2026, 0, 1, false},   {2026, 13, 1, false}, {2026, 4, 31, false},
                 {2026, 4, 0, false}};
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
        assert_int_equal(cal_valid(valid[i].y, valid[i].m, valid[i].d), valid[i].valid);
    assert_int_equal(cal_weekday(cal_day(2026, 11, 22)), 7);
    assert_int_equal(cal_weekday(cal_day(2026, 11, 23)), 1);
    assert_int_equal(cal_weekday(cal_day(1900, 1, 1)), 1); /* before 1970 */
}

static void test_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t day, iso, month; /* INT32_MIN: refused; days since 2026-01-01 */
    } cases[] = {
        {"2026-01-01", 0, 0, INT32_MIN},
        {"01/02/2026", 31, INT32_MIN, INT32_MIN},
        {"2026-02-29", INT32_MIN, INT32_MIN, INT32_MIN},
        {"2026-02", INT32_MIN, INT32_MIN, 31},
        {"02/2026", INT32_MIN, INT32_MIN, 31},
        {"2026-13", INT32_MIN, INT32_MIN, INT32_MIN},
        {"2026-1-01", INT32_MIN, INT32_MIN, INT32_MIN},
        {"+026-01-01", INT32_MIN, INT32_MIN, INT32_MIN},
        {"2026-01-01 ", INT32_MIN, INT32_MIN, INT32_MIN},
        {"01-02-2026", INT32_MIN, INT32_MIN, INT32_MIN},
        {"", INT32_MIN, INT32_MIN, INT32_MIN},
        {"0/1/2026", INT32_MIN, INT32_MIN, INT32_MIN},
    };
    int32_t origin = cal_day(2026, 1, 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *s = cases[i].text;
        int32_t day = INT32_MIN, iso = INT32_MIN, month = INT32_MIN;
        char *copy = malloc(strlen(s) + 1);
        assert_non_null(copy);
        memcpy(copy, s, strlen(s));
        copy[strlen(s)] = '1'; /* not a text that ends */
        if (cal_parse_day(copy, strlen(s), &day))
            day -= origin;
        if (cal_parse_iso(copy, strlen(s), &iso))
            iso -= origin;
        if (cal_parse_month(copy, strlen(s), &month))
            month -= origin;
        if (day != cases[i].day || iso != cases[i].iso || month != cases[i].month)
            fail_msg("\"%s\": %d %d %d", s, day, iso, month);
        free(copy);
    }
    char text[CAL_DAY_LEN];
    cal_format_day(cal_day(1987, 6, 5), text);
    assert_string_equal(text, "1987-06-05");
}

static void test_months_and_ages(void **state)
{
    (void)state;
    static const struct {
        int y, m, d, months, ty, tm, td;
    } months[] = {{2026, 3, 31, -1, 2026, 2, 28}, {2024, 3, 31, -1, 2024, 2, 29},    {2026, 1, 15, -1, 2025, 12, 15},
                  {2026, 8, 31, -6, 2026, 2, 28}, {2026, 12, 31, -12, 2025, 12, 31}, {2024, 2, 29, 12, 2025, 2, 28},
                  {2026, 12, 1, 1, 2027, 1, 1},   {2026, 5, 31, 0, 2026, 5, 31},     {2026, 1, 31, 25, 2028, 2, 29}};
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
        assert_int_equal(cal_add_months(cal_day(months[i].y, months[i].m, months[i].d), months[i].months),
                         cal_day(months[i].ty, months[i].tm, months[i].td));
    static const struct {
        int by, bm, bd, y, m, d, age;
    } ages[] = {{1980, 5, 1, 2026, 4, 30, 45}, {1980, 5, 1, 2026, 5, 1, 46},   {2004, 2, 29, 2026, 2, 28, 21},
                {2004, 2, 29, 2026, 3, 1, 22}, {2004, 2, 29, 2024, 2, 28, 19}, {2004, 2, 29, 2024, 2, 29, 20},
                {2026, 1, 1, 2026, 1, 1, 0},   {2027, 1, 1, 2026, 12, 31, -1}};
    for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++)
        assert_int_equal(
            cal_years_between(cal_day(ages[i].by, ages[i].bm, ages[i].bd), cal_day(ages[i].y, ages[i].m, ages[i].d)),
            ages[i].age);
}

static void test_holidays(void **state)
{
    (void)state;
    static const int easter[][3] = {{2008, 3, 23}, {2011, 4, 24}, {2019, 4, 21}, {2024, 3, 31}, {2025, 4, 20},
                                    {2026, 4, 5},  {2027, 3, 28}, {2038, 4, 25}, {1954, 4, 18}, {1981, 4, 19}};
    for (size_t i = 0; i < sizeof easter / sizeof easter[0]; i++)
        assert_int_equal(cal_easter(easter[i][0]), cal_day(easter[i][0], easter[i][1], easter[i][2]));
    static const int in_2026[][2] = {{1, 1},  {4, 6},  {5, 1},  {5, 8},   {5, 14}, {5, 25},
                                     {7, 14}, {8, 15}, {11, 1}, {11, 11}, {12, 25}};
    size_t next = 0;
    for (int32_t day = cal_day(2026, 1, 1); day <= cal_day(2026, 12, 31); day++) {
        bool wanted = next < 11 && day == cal_day(2026, in_2026[next][0], in_2026[next][1]);
        assert_int_equal(cal_holiday_fr(day), wanted);
        next += wanted;
    }
    assert_int_equal(next, 11);
    /* Alsace-Moselle: two days more */
    for (int year = 2020; year < 2060; year++) {
        int n = 0;
        for (int32_t day = cal_day(year, 1, 1); day <= cal_day(year, 12, 31); day++) {
            bool more = cal_holiday_alsace_moselle(day) && !cal_holiday_fr(day);
            bool wanted = day == cal_day(year, 12, 26) || (cal_weekday(day) == 5 && day == cal_easter(year) - 2);
            assert_int_equal(more, wanted && !cal_holiday_fr(day));
            assert_true(cal_holiday_alsace_moselle(day) || !cal_holiday_fr(day));
            n += more;
        }
        assert_int_equal(n, 2);
    }
}

#define S 1000000LL
static int64_t instant(const char *s)
{
    int64_t us;
    if (!cal_parse_instant(s, &us))
        fail_msg("%s", s);
    return us;
}

static void test_paris(void **state)
{
    (void)state;
    /* 2026: 29 March and 25 October, at 01:00 UTC */
    static const struct {
        const char *utc;
        int hours;
        const char *day;
    } cases[] = {{"2026-03-29T00:59:59Z", 1, "2026-03-29"}, {"2026-03-29T01:00:00Z", 2, "2026-03-29"},
                 {"2026-10-25T00:59:59Z", 2, "2026-10-25"}, {"2026-10-25T01:00:00Z", 1, "2026-10-25"},
                 {"2026-06-30T21:59:59Z", 2, "2026-06-30"}, {"2026-06-30T22:00:00Z", 2, "2026-07-01"},
                 {"2026-12-31T22:59:59Z", 1, "2026-12-31"}, {"2026-12-31T23:00:00Z", 1, "2027-01-01"},
                 {"2024-03-31T01:00:00Z", 2, "2024-03-31"}, {"2021-10-31T00:59:59.999999Z", 2, "2021-10-31"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t us = instant(cases[i].utc);
        char day[CAL_DAY_LEN];
        cal_format_day(cal_paris_day(us), day);
        assert_int_equal(cal_paris_wall_us(us) - us, cases[i].hours * 3600 * S);
        assert_string_equal(day, cases[i].day);
    }
    /* wall clocks back to instants: the hour that October has twice is its first, what March leaves out is an hour on
     */
    for (int64_t us = instant("2024-01-01T00:00:00Z"); us < instant("2028-01-01T00:00:00Z"); us += 900 * S) {
        int64_t back = cal_paris_instant(cal_paris_wall_us(us));
        assert_true(back == us || (back == us - 3600 * S && cal_paris_wall_us(back) == cal_paris_wall_us(us)));
    }
    assert_int_equal(cal_paris_instant(instant("2026-03-29T02:30:00Z")), instant("2026-03-29T01:30:00Z"));
    /* every hour of four years as the C library's zone has it */
    setenv("TZ", "Europe/Paris", 1);
    tzset();
    time_t probe = 1750000000;
    struct tm tm;
    localtime_r(&probe, &tm);
    if (tm.tm_gmtoff == 7200)
        for (time_t t = 1735686000; t < 1735686000 + 4 * 366 * 86400; t += 1800) {
            localtime_r(&t, &tm);
            assert_int_equal(cal_paris_wall_us(t * S) - t * S, tm.tm_gmtoff * S);
        }
}

static void test_instants(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utc;
    } cases[] = {
        {"2026-10-02T01:13:07Z", "2026-10-02T01:13:07.000000Z"},
        {"2026-10-02 01:13:07Z", "2026-10-02T01:13:07.000000Z"},
        {"2026-10-02T01:13:07.5Z", "2026-10-02T01:13:07.500000Z"},
        {"2026-10-02T01:13:07.1234567Z", "2026-10-02T01:13:07.123456Z"},
        {"2026-10-02T03:13:07+02:00", "2026-10-02T01:13:07.000000Z"},
        {"2026-10-01T20:43:07-04:30", "2026-10-02T01:13:07.000000Z"},
        {"2026-10-02T03:13:07", "2026-10-02T01:13:07.000000Z"}, /* Paris, summer */
        {"2026-12-02T03:13:07", "2026-12-02T02:13:07.000000Z"}, /* Paris, winter */
        {"2026-10-25T02:30:00", "2026-10-25T00:30:00.000000Z"}, /* the doubled hour: its first time */
        {"2026-10-25T03:00:00", "2026-10-25T02:00:00.000000Z"},
        {"2026-10-02", "2026-10-02T21:59:59.999999Z"}, /* a day: its end in Paris */
        {"2026-12-31", "2026-12-31T22:59:59.999999Z"},
        {"2026-03-28", "2026-03-28T22:59:59.999999Z"},
        {"2026-03-29", "2026-03-29T21:59:59.999999Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[CAL_INSTANT_LEN];
        cal_format_instant(instant(cases[i].text), text);
        assert_string_equal(text, cases[i].utc);
    }
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-10-32",
                                      "2026-10-02T",
                                      "2026-10-02T25:00:00Z",
                                      "2026-10-02T01:60:00Z",
                                      "2026-10-02T01:13:07X",
                                      "2026-10-02T01:13:07+0200",
                                      "2026-10-02T01:13:07+02:0x",
                                      "2026-10-02T01-13-07Z",
                                      "2026-10-02T01:13Z",
                                      "2026-10-02T01:13:07Z ",
                                      "02/10/2026",
                                      "2026-10-02x01:13:07Z"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t us;
        if (cal_parse_instant(bad[i], &us))
            fail_msg("%s", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),     cmocka_unit_test(test_texts), cmocka_unit_test(test_months_and_ages),
        cmocka_unit_test(test_holidays), cmocka_unit_test(test_paris), cmocka_unit_test(test_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
