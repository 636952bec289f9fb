/* The fields of a form that edits, read from what was typed. Pure. */
#ifndef CVG_DASHBOARD_EDITION_READ_H
#define CVG_DASHBOARD_EDITION_READ_H

#include <stdbool.h>
#include <stdint.h>

#define EDITION_NUMBER_MAX 999999999

/* Blanks around it aside, "AAAA-MM-JJ" or "JJ/MM/AAAA"; CELL_NULL where nothing was typed. False: it is no day. */
bool edition_read_day(const char *s, int32_t *out);
/* Digits, with blanks between them; CELL_NULL where nothing was typed. False: no number, or over the limit. */
bool edition_read_number(const char *s, int32_t *out);
/* What cal_format_instant() wrote; false: it is not. */
bool edition_read_instant(const char *s, int64_t *out);

#endif
