/* A written export taken apart: where its lines and cells stand, so that a fault can spoil just these bytes. */
#ifndef CVG_SIMULATE_WRITTEN_H
#define CVG_SIMULATE_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "cvg/simulate_columns.h"

enum simulate_file { SIMULATE_FILE_SALARIES, SIMULATE_FILE_ACCOMPAGNANTS, SIMULATE_FILE_COUNT };
const char *simulate_file_name(enum simulate_file file); /* of the dataset */
int simulate_file_columns(enum simulate_file file);
const struct simulate_column *simulate_file_column(enum simulate_file file, int column);

struct simulate_cell_span { /* bytes of the text, quotes included */
    size_t from, to;
};
struct simulate_line_span {
    size_t from, end, next; /* `end` is before the line's end, `next` after it */
    size_t first, n;        /* its cells */
    uint32_t number;        /* physical line on which it begins, 1 = header */
};

struct simulate_written {
    enum simulate_file file;
    struct buf text;
    struct simulate_cell_span *cells;
    size_t cells_n, cells_cap;
    struct simulate_line_span *lines; /* [0] the header, then the rows, then lines without content */
    size_t lines_n, lines_cap;
    int columns[SIMULATE_SALARIES_N +
                1]; /* of each place of the header: the column, −1 where it is not of the contract */
    size_t columns_n;
    char separator;
    bool quoted; /* every cell */
};

/* Finds the lines and cells of w->text. The text is one that simulate_dialect wrote. */
void simulate_written_read(struct simulate_written *w);
void simulate_written_deinit(struct simulate_written *w);

/* Place in the header; every column of the contract has one. */
size_t simulate_written_place(const struct simulate_written *w, int column);
/* The cell of a row (0: the first after the header) without its quotes, as bytes of w->text. */
const char *simulate_written_cell(const struct simulate_written *w, size_t row, int column, size_t *len_out);

/* Says what stands in a cell from now on: true, and it is in `out`; or false, and it stays. `column` is −1 where the
 * contract does not know it. */
typedef bool (*simulate_spelling)(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out);
/* Writes the text anew, with other cells in the first `rows_n` rows, and reads it. */
void simulate_written_respell(struct simulate_written *w, size_t rows_n, simulate_spelling spelling, void *arg);

/* A cell's text as this file writes it: in quotes where it must be. */
void simulate_written_put(const struct simulate_written *w, const char *s, struct buf *out);
/* The text ends at this byte. */
void simulate_written_cut(struct simulate_written *w, size_t at);
/* More bytes at this byte. */
void simulate_written_insert(struct simulate_written *w, size_t at, const struct buf *more);

#endif
