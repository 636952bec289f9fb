/* One CSV file of definitions: its lines by the names of its columns, with the place of every cell for refusals. */
#ifndef CVG_PROGRAMME_DEFFILE_H
#define CVG_PROGRAMME_DEFFILE_H

#include "base/buf.h"
#include "base/mem.h"
#include "programme/csv.h"

#define DEFFILE_BYTES_MAX (4u << 20)
#define DEFFILE_COLUMNS_MAX 32

struct deffile {
    char *name;
    struct buf text;
    struct csv csv;
    char *columns[DEFFILE_COLUMNS_MAX];
    size_t columns_n;
    char *cells[DEFFILE_COLUMNS_MAX]; /* of the present line; trimmed copies, "" where empty */
    struct err *e;
};

/* Opens folder/name and reads its header, which must hold the `wanted` columns (NULL-terminated); others may be. */
int deffile_open(struct deffile *f, const char *folder, const char *name, const char *const *wanted,
                 struct err *e) CHECKED;
/* The same over a text that is there already (copied). */
int deffile_open_text(struct deffile *f, const char *name, const char *text, size_t len, const char *const *wanted,
                      struct err *e) CHECKED;
int deffile_next(struct deffile *f) CHECKED;                          /* 1: a line; 0: the end; -1: refused */
const char *deffile_get(const struct deffile *f, const char *column); /* "" where empty or not there */
/* Column (characters from 1) of a cell's `offset`-th byte in its physical line; 1 where it cannot be told. */
size_t deffile_column(const struct deffile *f, const char *column, size_t offset);
/* Refuses a cell: file, line and column (of the cell's `offset`-th byte) before the text; returns -1. */
int deffile_fault(struct deffile *f, const char *column, size_t offset, const char *fmt, ...) PRINTF(4, 5);
int deffile_int(struct deffile *f, const char *column, int32_t *out) CHECKED; /* an integer, or a refusal */
void deffile_close(struct deffile *f);

#endif
