/* The calendar: days as int32 since 1970-01-01, months, Paris time, French public holidays. */
#ifndef CVG_BASE_CAL_H
#define CVG_BASE_CAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Proleptic Gregorian. month 1–12, day 1–31. */
int32_t cal_day(int year, int month, int day);
void cal_date(int32_t day, int *year_out, int *month_out, int *mday_out);
bool cal_valid(int year, int month, int day); /* exists, and within 1900–2199 */
int cal_month_days(int year, int month);

/* "AAAA-MM-JJ" or "JJ/MM/AAAA", exactly `len` bytes; months "AAAA-MM" or "MM/AAAA" give the day of the first. */
bool cal_parse_day(const char *s, size_t len, int32_t *day_out);
bool cal_parse_month(const char *s, size_t len, int32_t *day_out);
/* "AAAA-MM-JJ" only. */
bool cal_parse_iso(const char *s, size_t len, int32_t *day_out);
#define CAL_DAY_LEN 11 /* room for AAAA-MM-JJ and NUL */
void cal_format_day(int32_t day, char out[CAL_DAY_LEN]);
void cal_format_day_fr(int32_t day, char out[CAL_DAY_LEN]); /* JJ/MM/AAAA, for people */

int32_t cal_add_months(int32_t day, int months);   /* clamped to the last day of the month */
int cal_years_between(int32_t birth, int32_t day); /* completed years; 29 February counts on 1 March */
int cal_weekday(int32_t day);                      /* 1 Monday … 7 Sunday */
int32_t cal_easter(int year);
bool cal_holiday_fr(int32_t day);             /* metropolitan public holiday */
bool cal_holiday_alsace_moselle(int32_t day); /* those, Good Friday and 26 December */

/* Europe/Paris of an instant in microseconds since 1970 UTC: its day, and microseconds since that midnight's wall
 * clock. */
int32_t cal_paris_day(int64_t utc_us);
int64_t cal_paris_wall_us(int64_t utc_us); /* wall clock as if it were UTC */
/* The instant at which the wall clock in Paris shows this: of the doubled hour of October its first time, of the hour
 * that March leaves out the one after it. */
int64_t cal_paris_instant(int64_t wall_us);

/* Now in microseconds UTC, moved by CVG_CLOCK_OFFSET_S (seconds; for tests and rehearsals) when that is set. */
int64_t cal_now_us(void);
int32_t cal_today(void); /* in Paris */
/* RFC 3339 in UTC with microseconds, "2026-10-02T01:13:07.000000Z". */
#define CAL_INSTANT_LEN 28
void cal_format_instant(int64_t utc_us, char out[CAL_INSTANT_LEN]);
/* Reads an instant (RFC 3339 with Z or offset, optional fraction) or a day (taken as its end in Paris). */
bool cal_parse_instant(const char *s, int64_t *utc_us_out);

#endif
