/* Rows of one dataset in memory: typed int32 columns, strings interned, so that rules and figures run over columns. */
#ifndef CVG_PROGRAMME_TABLE_H
#define CVG_PROGRAMME_TABLE_H

#include "base/map.h"
#include "programme/schema.h"

/* Interned strings: equal texts have equal numbers. Zero before use. */
struct strings {
    struct map map;
};

int32_t strings_add(struct strings *s, const char *text, size_t len);
const char *strings_get(const struct strings *s, int32_t i, size_t *len_out); /* NUL-terminated; len_out may be NULL */
void strings_deinit(struct strings *s);

struct table {
    const struct dataset *dataset;
    struct strings *strings; /* not owned; shared by the tables of a submission */
    size_t rows_n, rows_cap;
    int32_t **cells; /* [fields_n][rows_n] */
};

void table_init(struct table *t, const struct dataset *d, struct strings *s);
/* A new row of unknown cells; its number. */
size_t table_add(struct table *t);
/* Copies a row of another table of the same dataset, strings interned anew where the tables do not share them. */
size_t table_copy_row(struct table *t, const struct table *from, size_t row);
bool table_rows_equal(const struct table *a, size_t row_a, const struct table *b, size_t row_b);
/* The row's key as text, parts joined by "/"; false where a part is unknown. */
bool table_key(const struct table *t, size_t row, struct buf *out);
/* One cell as the canonical text that PostgreSQL and our own reader take; false where it is unknown. */
bool table_cell_text(const struct table *t, size_t row, size_t field, struct buf *out);
void table_deinit(struct table *t);

/* True when the row belongs in a window that opens on `from` (export format, "A submission"). */
bool table_in_window(const struct table *t, size_t row, int32_t from);
/* The day on which the window of a situation date opens. */
int32_t window_start(int32_t situation);

#endif
