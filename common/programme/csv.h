/* Splitting CSV text into records and cells: RFC 4180 as the contract reads it, with each record's physical line. */
#ifndef CVG_PROGRAMME_CSV_H
#define CVG_PROGRAMME_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct csv_cell {
    const char *s; /* into the text, or into the record's scratch where quotes were doubled; not NUL-terminated */
    size_t len;
};

struct csv {
    const char *at, *end;
    char separator;
    uint32_t line;        /* physical line at which the next record begins, 1 = first */
    uint32_t record_line; /* of the record last read */
    const char *record;   /* its raw bytes, line end left out */
    size_t record_len;
    struct csv_cell *cells;
    size_t cells_n, cells_cap;
    struct buf scratch;
};

/* `text` is UTF-8 without BOM and outlives the splitter. */
void csv_init(struct csv *c, const char *text, size_t len, char separator);
void csv_deinit(struct csv *c);

/* 1: a record is in cells; 0: the end; -1: a quote that was opened on record_line never closes. */
int csv_next(struct csv *c);
bool csv_blank(const struct csv *c); /* every cell of the record is empty, blanks aside */
/* Where the raw bytes of a cell end, quotes included; `at` is where they begin: the record's first byte, or the one
 * behind the separator after the cell before. */
const char *csv_raw_end(const struct csv *c, const char *at);

/* Appends a cell to a record that is being written, in quotes where it needs them: its separator is `;`. */
void csv_put(struct buf *out, const char *s, size_t len);

/* The separator of a header line: the most frequent of `;`, tab, `,` outside quotes; `;` where there is none. */
char csv_separator(const char *text, size_t len);

#endif
