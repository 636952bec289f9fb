/* One CSV file of definitions, read by the reader that reads exports. */
#include "programme/deffile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int column_at(const struct deffile *f, const char *column)
{
    for (size_t i = 0; i < f->columns_n; i++)
        if (strcmp(f->columns[i], column) == 0)
            return (int)i;
    return -1;
}

size_t deffile_column(const struct deffile *f, const char *column, size_t offset)
{
    int cell = column_at(f, column);
    if (cell < 0 || (size_t)cell >= f->csv.cells_n)
        return 1;
    const char *at = f->csv.cells[cell].s;
    size_t len = f->csv.cells[cell].len;
    if (at < f->text.data || at > f->text.data + f->text.len) /* unescaped elsewhere: the record's beginning */
        return 1;
    text_trim(&at, &len); /* offsets are into the trimmed copy */
    const char *p = at + (offset < len ? offset : len);
    size_t n = 1;
    for (const char *q = p; q > f->text.data && q[-1] != '\n'; q--)
        n += (q[-1] & 0xc0) != 0x80;
    return n;
}

int deffile_fault(struct deffile *f, const char *column, size_t offset, const char *fmt, ...)
{
    char what[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    size_t col = column ? deffile_column(f, column, offset) : 1;
    return err_set(f->e, ERR_FORMAT, "%s:%u:%zu: %s%s%s", f->name, f->csv.record_line ? f->csv.record_line : 1, col,
                   column ? column : "", column ? ": " : "", what);
}

/* Cells become C strings: a NUL would end one early, after its blanks were looked for. */
static int check_whole(struct deffile *f, const char *column, const char *s, size_t len)
{
    const char *nul = len ? memchr(s, 0, len) : NULL;
    return nul ? deffile_fault(f, column, (size_t)(nul - s), "holds a NUL byte") : 0;
}

static int read_header(struct deffile *f, const char *const *wanted)
{
    if (csv_next(&f->csv) != 1)
        return deffile_fault(f, NULL, 0, "no header line");
    if (f->csv.cells_n > DEFFILE_COLUMNS_MAX)
        return deffile_fault(f, NULL, 0, "over %d columns", DEFFILE_COLUMNS_MAX);
    for (size_t i = 0; i < f->csv.cells_n; i++) {
        if (check_whole(f, NULL, f->csv.cells[i].s, f->csv.cells[i].len))
            return -1;
        f->columns[f->columns_n++] = mem_text_n(f->csv.cells[i].s, f->csv.cells[i].len);
    }
    for (size_t i = 0; wanted[i]; i++)
        if (column_at(f, wanted[i]) < 0)
            return deffile_fault(f, NULL, 0, "the column %s is missing", wanted[i]);
    return 0;
}

static int start(struct deffile *f, const char *const *wanted)
{
    if (!text_is_utf8(f->text.data, f->text.len)) {
        deffile_fault(f, NULL, 0, "not UTF-8");
        deffile_close(f);
        return -1;
    }
    size_t bom = f->text.len >= 3 && memcmp(f->text.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    csv_init(&f->csv, f->text.data + bom, f->text.len - bom, ';');
    if (read_header(f, wanted)) {
        deffile_close(f);
        return -1;
    }
    return 0;
}

int deffile_open_text(struct deffile *f, const char *name, const char *text, size_t len, const char *const *wanted,
                      struct err *e)
{
    *f = (struct deffile){.name = mem_text(name), .e = e};
    buf_add(&f->text, text, len);
    return start(f, wanted);
}

int deffile_open(struct deffile *f, const char *folder, const char *name, const char *const *wanted, struct err *e)
{
    char path[4096];
    *f = (struct deffile){.name = mem_text(name), .e = e};
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path ||
        buf_read_file(&f->text, path, DEFFILE_BYTES_MAX, e)) {
        deffile_close(f);
        return -1;
    }
    if (f->text.len == 0)
        buf_adds(&f->text, "");
    return start(f, wanted);
}

static void forget_cells(struct deffile *f)
{
    for (size_t i = 0; i < f->columns_n; i++)
        mem_free(&f->cells[i]);
}

int deffile_next(struct deffile *f)
{
    for (;;) {
        int r = csv_next(&f->csv);
        if (r < 0)
            return deffile_fault(f, NULL, 0, "a quote is opened here and never closed");
        if (r == 0)
            return 0;
        if (!csv_blank(&f->csv) && !(f->csv.cells[0].len && f->csv.cells[0].s[0] == '#'))
            break;
    }
    if (f->csv.cells_n > f->columns_n)
        return deffile_fault(f, NULL, 0, "%zu cells under %zu columns", f->csv.cells_n, f->columns_n);
    forget_cells(f);
    for (size_t i = 0; i < f->columns_n; i++) {
        const char *s = i < f->csv.cells_n ? f->csv.cells[i].s : "";
        size_t len = i < f->csv.cells_n ? f->csv.cells[i].len : 0;
        text_trim(&s, &len);
        if (check_whole(f, f->columns[i], s, len))
            return -1;
        f->cells[i] = mem_text_n(s, len);
    }
    return 1;
}

const char *deffile_get(const struct deffile *f, const char *column)
{
    int i = column_at(f, column);
    return i >= 0 && f->cells[i] ? f->cells[i] : "";
}

int deffile_int(struct deffile *f, const char *column, int32_t *out)
{
    const char *s = deffile_get(f, column);
    char *end;
    long v = strtol(s, &end, 10);
    if (!*s || *end || v < -1000000 || v > 1000000)
        return deffile_fault(f, column, 0, "\"%s\" is not an integer", s);
    *out = (int32_t)v;
    return 0;
}

void deffile_close(struct deffile *f)
{
    forget_cells(f);
    for (size_t i = 0; i < f->columns_n; i++)
        free(f->columns[i]);
    free(f->name);
    csv_deinit(&f->csv);
    buf_deinit(&f->text);
    *f = (struct deffile){0};
}
