/* The calendar: day numbers by Hinnant's civil algorithms, Paris time by the European rule, French holidays. */
#include "base/cal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_US (86400LL * 1000000)

int32_t cal_day(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void cal_date(int32_t z, int *year_out, int *month_out, int *mday_out)
{
    z += 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *mday_out = doy - (153 * mp + 2) / 5 + 1;
    *month_out = mp + (mp < 10 ? 3 : -9);
    *year_out = yoe + era * 400 + (*month_out <= 2);
}

int cal_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

bool cal_valid(int year, int month, int day)
{
    return year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 && day <= cal_month_days(year, month);
}

/* n digits as a number, or -1. */
static int digits(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

static bool day_of(int y, int m, int d, int32_t *day_out)
{
    if (y < 0 || m < 0 || d < 0 || !cal_valid(y, m, d))
        return false;
    *day_out = cal_day(y, m, d);
    return true;
}

bool cal_parse_iso(const char *s, size_t len, int32_t *day_out)
{
    return len == 10 && s[4] == '-' && s[7] == '-' && day_of(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2), day_out);
}

bool cal_parse_day(const char *s, size_t len, int32_t *day_out)
{
    if (len != 10)
        return false;
    if (s[2] == '/' && s[5] == '/')
        return day_of(digits(s + 6, 4), digits(s + 3, 2), digits(s, 2), day_out);
    return cal_parse_iso(s, len, day_out);
}

bool cal_parse_month(const char *s, size_t len, int32_t *day_out)
{
    if (len != 7)
        return false;
    if (s[4] == '-')
        return day_of(digits(s, 4), digits(s + 5, 2), 1, day_out);
    return s[2] == '/' && day_of(digits(s + 3, 4), digits(s, 2), 1, day_out);
}

void cal_format_day(int32_t day, char out[CAL_DAY_LEN])
{
    int y, m, d;
    cal_date(day, &y, &m, &d);
    snprintf(out, CAL_DAY_LEN, "%04u-%02u-%02u", (unsigned)y % 10000u, (unsigned)m % 100u, (unsigned)d % 100u);
}

void cal_format_day_fr(int32_t day, char out[CAL_DAY_LEN])
{
    char iso[CAL_DAY_LEN];
    cal_format_day(day, iso);
    snprintf(out, CAL_DAY_LEN, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
}

int32_t cal_add_months(int32_t day, int months)
{
    int y, m, d;
    cal_date(day, &y, &m, &d);
    int n = y * 12 + (m - 1) + months;
    y = n / 12;
    m = n % 12 + 1;
    int last = cal_month_days(y, m);
    return cal_day(y, m, d < last ? d : last);
}

int cal_years_between(int32_t birth, int32_t day)
{
    int by, bm, bd, y, m, d;
    cal_date(birth, &by, &bm, &bd);
    cal_date(day, &y, &m, &d);
    return y - by - (m < bm || (m == bm && d < bd));
}

int cal_weekday(int32_t day)
{
    int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

int32_t cal_easter(int year) /* Meeus, Jones, Butcher */
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return cal_day(year, f / 31, f % 31 + 1);
}

bool cal_holiday_fr(int32_t day)
{
    static const int fixed[][2] = {{1, 1}, {5, 1}, {5, 8}, {7, 14}, {8, 15}, {11, 1}, {11, 11}, {12, 25}};
    int y, m, d;
    cal_date(day, &y, &m, &d);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (fixed[i][0] == m && fixed[i][1] == d)
            return true;
    int32_t easter = cal_easter(y);
    return day == easter + 1 || day == easter + 39 || day == easter + 50;
}

bool cal_holiday_alsace_moselle(int32_t day)
{
    int y, m, d;
    cal_date(day, &y, &m, &d);
    return cal_holiday_fr(day) || (m == 12 && d == 26) || day == cal_easter(y) - 2;
}

/* The last Sunday of a month, at 01:00 UTC, in microseconds: when clocks change in the Union. */
static int64_t last_sunday_us(int year, int month)
{
    int32_t day = cal_day(year, month, cal_month_days(year, month));
    day -= cal_weekday(day) % 7;
    return day * DAY_US + 3600LL * 1000000;
}

int64_t cal_paris_wall_us(int64_t utc_us)
{
    int32_t day = (int32_t)(utc_us / DAY_US - (utc_us % DAY_US < 0));
    int y, m, d;
    cal_date(day, &y, &m, &d);
    bool summer = utc_us >= last_sunday_us(y, 3) && utc_us < last_sunday_us(y, 10);
    return utc_us + (summer ? 2 : 1) * 3600LL * 1000000;
}

int32_t cal_paris_day(int64_t utc_us)
{
    int64_t wall = cal_paris_wall_us(utc_us);
    return (int32_t)(wall / DAY_US - (wall % DAY_US < 0));
}

int64_t cal_now_us(void)
{
    static int64_t offset_us;
    static bool known;
    if (!known) {
        const char *s = getenv("CVG_CLOCK_OFFSET_S");
        offset_us = s ? strtoll(s, NULL, 10) * 1000000 : 0;
        known = true;
    }
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + offset_us;
}

int32_t cal_today(void)
{
    return cal_paris_day(cal_now_us());
}

void cal_format_instant(int64_t utc_us, char out[CAL_INSTANT_LEN])
{
    int32_t day = (int32_t)(utc_us / DAY_US - (utc_us % DAY_US < 0));
    int64_t rest = utc_us - day * DAY_US;
    char date[CAL_DAY_LEN];
    cal_format_day(day, date);
    unsigned s = (unsigned)(rest / 1000000);
    snprintf(out, CAL_INSTANT_LEN, "%sT%02u:%02u:%02u.%06uZ", date, s / 3600 % 24u, s / 60 % 60u, s % 60u,
             (unsigned)(rest % 1000000) % 1000000u);
}

int64_t cal_paris_instant(int64_t wall_us)
{
    int64_t t = wall_us - 2 * 3600LL * 1000000;
    return cal_paris_wall_us(t) == wall_us ? t : wall_us - 3600LL * 1000000;
}

bool cal_parse_instant(const char *s, int64_t *utc_us_out)
{
    int32_t day;
    size_t len = strlen(s);
    if (len < 10 || !cal_parse_iso(s, 10, &day))
        return false;
    if (len == 10) {
        *utc_us_out = cal_paris_instant((int64_t)(day + 1) * DAY_US) - 1;
        return true;
    }
    if ((s[10] != 'T' && s[10] != ' ') || len < 19 || s[13] != ':' || s[16] != ':')
        return false;
    int h = digits(s + 11, 2), m = digits(s + 14, 2), sec = digits(s + 17, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60)
        return false;
    int64_t us = day * DAY_US + ((h * 60LL + m) * 60 + sec) * 1000000;
    const char *p = s + 19;
    if (*p == '.') {
        int64_t unit = 100000;
        for (p++; *p >= '0' && *p <= '9'; p++, unit /= 10)
            us += (*p - '0') * unit;
    }
    if (*p == 0) {
        *utc_us_out = cal_paris_instant(us);
        return true;
    }
    if (strcmp(p, "Z") == 0) {
        *utc_us_out = us;
        return true;
    }
    if ((*p != '+' && *p != '-') || strlen(p) != 6 || p[3] != ':')
        return false;
    int oh = digits(p + 1, 2), om = digits(p + 4, 2);
    if (oh < 0 || om < 0)
        return false;
    int64_t off = (oh * 60LL + om) * 60 * 1000000;
    *utc_us_out = *p == '+' ? us - off : us + off;
    return true;
}
