/* How a workbook (Office Open XML) writes the value of a cell, and the text that it means. */
#ifndef CVG_PROGRAMME_EXCEL_H
#define CVG_PROGRAMME_EXCEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* What a number stands for: its format tells, nothing else does. */
enum excel_kind {
    EXCEL_NUMBER,
    EXCEL_DATE, /* days since the epoch, perhaps with a part of a day */
    EXCEL_TIME, /* a part of a day, or hours that were counted */
    EXCEL_KIND_COUNT
};

/* Of a number format that every workbook knows by its id, and of a written one ("dd/mm/yyyy"). */
enum excel_kind excel_builtin_kind(unsigned long id);
enum excel_kind excel_format_kind(const char *code);

struct excel_number {
    enum excel_kind kind;
    bool epoch_1904; /* days count from 1904-01-01 */
    bool month;      /* a date is told as the 1st of its month: the day never leaves the workbook */
};

/* Appends what a number in the file says: in plain digits without exponent, rounded to the 15 digits that are shown
 * ("35.549999999999997" is 35.55); a date as AAAA-MM-JJ, its time of day left out; a time as HH:MM:SS. What is no
 * number is appended as it stands. `s` is NUL-terminated. */
void excel_number(const char *s, size_t len, const struct excel_number *how, struct buf *out);
/* The same of a cell whose value is written as an ISO date ("2026-05-12T08:00:00"). */
void excel_iso_date(const char *s, size_t len, bool month, struct buf *out);

/* Appends a text: escapes as _x000D_ taken back, each line break as a blank. */
void excel_text(const char *s, size_t len, struct buf *out);

/* "BC12" → 54; -1 where it is no reference to a cell. Columns count from 0. */
int excel_column(const char *ref);
#define EXCEL_COLUMNS_MAX 16384
#define EXCEL_ROWS_MAX 1048576

#endif
