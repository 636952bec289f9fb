/* Periods by name, and which are kept live. */
#include "programme/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"

static void set(struct period *p, int32_t debut, int year, int month)
{
    p->debut = debut;
    p->fin = cal_day(year, month, cal_month_days(year, month));
}

static int named(const char *s, int year, struct period *p)
{
    size_t len = strlen(s);
    int n = len >= 6 ? s[len - 1] - '0' : 0;
    char kind = len == 7 && s[5] >= 'A' ? s[5] : 0;
    if (len == 4) {
        set(p, cal_day(year, 1, 1), year, 12);
    } else if (len == 7 && cal_parse_month(s, len, &p->debut)) {
        int y, m, d;
        cal_date(p->debut, &y, &m, &d);
        set(p, p->debut, y, m);
    } else if (kind == 'T' && n >= 1 && n <= 4) {
        set(p, cal_day(year, 3 * n - 2, 1), year, 3 * n);
    } else if (kind == 'C' && n >= 1 && n <= 4) {
        set(p, cal_day(year, 1, 1), year, 3 * n);
    } else if (kind == 'S' && n == 1) {
        set(p, cal_day(year, 4, 1), year, 9);
    } else if (kind == 'S' && n == 2) {
        set(p, cal_day(year, 10, 1), year + 1, 3);
    } else {
        return -1;
    }
    return 0;
}

int period_parse(const char *s, struct period *p, struct err *e)
{
    size_t len = strlen(s);
    int year = 0;
    *p = (struct period){0};
    if (len < sizeof p->name)
        memcpy(p->name, s, len);
    if (len == 22 && s[10] == '.' && s[11] == '.') {
        if (cal_parse_iso(s, 10, &p->debut) && cal_parse_iso(s + 12, 10, &p->fin) && p->debut <= p->fin)
            return 0;
        return err_set(e, ERR_USAGE, "période « %s » : deux dates AAAA-MM-JJ..AAAA-MM-JJ, la première avant la seconde",
                       s);
    }
    bool digits = len == 4 || len == 7;
    for (size_t i = 0; digits && i < 4; i++) {
        digits = s[i] >= '0' && s[i] <= '9';
        year = year * 10 + (s[i] - '0');
    }
    if (!digits || year < 1900 || year > 2198 || (len == 7 && s[4] != '-') || named(s, year, p))
        return err_set(e, ERR_USAGE,
                       "période « %.40s » inconnue : AAAA, AAAA-MM, AAAA-T1 à T4, AAAA-C1 à C4, AAAA-S1, AAAA-S2 ou "
                       "AAAA-MM-JJ..AAAA-MM-JJ",
                       s);
    return 0;
}

bool period_is_named(const struct period *p)
{
    return strchr(p->name, '.') == NULL;
}

static int32_t year_before(int32_t day, bool keep_last)
{
    int y, m, d;
    cal_date(day, &y, &m, &d);
    bool last = keep_last && d == cal_month_days(y, m);
    return last ? cal_day(y - 1, m, cal_month_days(y - 1, m)) : cal_add_months(day, -12);
}

bool period_year_before(const struct period *p, struct period *out)
{
    struct period q = {0};
    struct err e;
    char name[sizeof p->name], debut[CAL_DAY_LEN], fin[CAL_DAY_LEN];
    if (period_is_named(p)) {
        snprintf(name, sizeof name, "%04d%s", atoi(p->name) - 1, p->name + 4);
    } else {
        cal_format_day(year_before(p->debut, false), debut);
        cal_format_day(year_before(p->fin, true), fin);
        snprintf(name, sizeof name, "%s..%s", debut, fin);
    }
    if (period_parse(name, &q, &e) < 0)
        return false;
    *out = q;
    return true;
}

static void add(struct period *list, size_t *n, const char *name)
{
    struct period p;
    struct err e;
    must(period_parse(name, &p, &e) == 0);
    for (size_t i = 0; i < *n; i++)
        if (list[i].debut == p.debut && list[i].fin == p.fin)
            return;
    list[(*n)++] = p;
}

size_t periods_live(int32_t today, struct period out[PERIODS_LIVE_MAX])
{
    char name[24];
    size_t n = 0;
    int y, m, d;
    cal_date(today, &y, &m, &d);
    int q = (m + 2) / 3;
    snprintf(name, sizeof name, "%04d-%02d", y, m);
    add(out, &n, name);
    snprintf(name, sizeof name, "%04d-T%d", y, q);
    add(out, &n, name);
    snprintf(name, sizeof name, "%04d-C%d", y, q);
    add(out, &n, name);
    bool first_half = m >= 4 && m <= 9;
    snprintf(name, sizeof name, "%04d-S%d", m <= 3 ? y - 1 : y, first_half ? 1 : 2);
    add(out, &n, name);
    snprintf(name, sizeof name, "%04d", y);
    add(out, &n, name);
    snprintf(name, sizeof name, "%04d-T%d", q == 1 ? y - 1 : y, q == 1 ? 4 : q - 1);
    add(out, &n, name);
    return n;
}

struct period period_quarter(int32_t today)
{
    struct period p;
    struct err e;
    char name[24];
    int y, m, d;
    cal_date(today, &y, &m, &d);
    snprintf(name, sizeof name, "%04d-T%d", y, (m + 2) / 3);
    must(period_parse(name, &p, &e) == 0);
    return p;
}

int32_t period_last_night(int64_t now_us, int deadline_hour, int grace_hours)
{
    /* The night of day D is over on D + 1 at deadline + grace, on the wall clock of Paris. */
    int64_t wall = cal_paris_wall_us(now_us) - (int64_t)(deadline_hour + grace_hours) * 3600 * 1000000;
    int32_t day = (int32_t)(wall / (86400LL * 1000000)) - 1;
    while (cal_weekday(day) > 5 || cal_holiday_fr(day))
        day--;
    return day;
}

int32_t period_situation(int64_t now_us)
{
    static const int64_t hour_us = 3600LL * 1000000;
    return cal_paris_day(now_us) - (cal_paris_wall_us(now_us) % (24 * hour_us) < 12 * hour_us);
}
