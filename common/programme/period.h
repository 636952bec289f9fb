/* Periods by name, and which are kept live. Source: the contract's indicators, "Periods". */
#ifndef CVG_PROGRAMME_PERIOD_H
#define CVG_PROGRAMME_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct period {
    char name[24];
    int32_t debut, fin; /* days, both in */
};

/* "2026-11", "2026-T4", "2026-C3", "2026", "2026-S1", "AAAA-MM-JJ..AAAA-MM-JJ". */
int period_parse(const char *name, struct period *out, struct err *e) CHECKED;

/* The same period a year before: the named one of that year; of two days, the same days (29 February gives the 28th;
 * the last day of a month stays the last). False, and nothing done: it would begin before 1900. */
bool period_year_before(const struct period *p, struct period *out);
/* Has it a name? Else it is two days that somebody chose. */
bool period_is_named(const struct period *p);

#define PERIODS_LIVE_MAX 8
/* Current month, quarter, cumulative quarter, half-year, year, and the quarter before; equal ones once, by their first
 * name. Returns how many. */
size_t periods_live(int32_t today, struct period out[PERIODS_LIVE_MAX]);
/* The current quarter. */
struct period period_quarter(int32_t today);

/* The last expected night (a weekday that is no public holiday) whose deadline and grace are over at an instant. */
int32_t period_last_night(int64_t now_us, int deadline_hour, int grace_hours);

/* The situation date of a submission that names none: yesterday before noon in Paris, today from noon. */
int32_t period_situation(int64_t now_us);

#endif
