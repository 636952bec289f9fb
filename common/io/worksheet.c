/* A sheet of a workbook made into CSV, cell by cell as the parser meets them; nothing of it is kept but the text. */
#include "io/worksheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "programme/correspondances.h"
#include "programme/csv.h"

enum cell_type { CELL_TYPE_NUMBER, CELL_TYPE_SHARED, CELL_TYPE_TEXT, CELL_TYPE_ISO_DATE, CELL_TYPE_PLAIN };

struct reader {
    const struct worksheet *sheet;
    struct buf *out;
    bool in_rows, in_row, in_cell;
    uint32_t row, lines; /* the row read, and how many lines stand in *out */
    bool begun;          /* the row has a cell in *out */
    int column, at;      /* of the cell read, and of the last one in *out */
    enum cell_type type;
    unsigned long style;
    struct text_runs value;
    struct buf cell;
    int header_columns; /* 0 until the header was read */
    bool header;        /* this row may be it */
    bool *month;        /* [EXCEL_COLUMNS_MAX]: the header's column is a month */
};

/* ---- writing ---- */

static void put_separators(struct reader *r, int column)
{
    for (; r->at < column; r->at++)
        buf_addc(r->out, ';');
}

/* To any mapping profile too: which one reads this chantier's exports need not be known here, and where it is another
 * one, a date that nobody reads has lost its day. */
static bool is_month(const struct worksheet *sheet, const char *header)
{
    const struct dataset *d = sheet->definitions->datasets[sheet->dataset];
    const struct correspondances *known = sheet->definitions->correspondances;
    int f = dataset_find_field(d, header);
    bool month = f >= 0 && d->fields[f].type == FIELD_MONTH;
    for (size_t i = 0; f < 0 && !month && i < known->n; i++) {
        int theirs = correspondance_find_field(known->list[i], d, (size_t)sheet->dataset, header);
        month = theirs >= 0 && d->fields[theirs].type == FIELD_MONTH;
    }
    return month;
}

static void note_header(struct reader *r, const char *s, size_t len)
{
    char folded[256];
    text_normalise_header(s, len, folded, sizeof folded);
    r->month[r->column] = is_month(r->sheet, folded);
    r->header = true;
}

static void put_cell(struct package *p, struct reader *r, const char *s, size_t len)
{
    const char *trimmed = s;
    size_t left = len;
    text_trim(&trimmed, &left);
    if (r->sheet->dataset < 0) {
        if (left) {
            buf_addc(r->out, '.');
            package_stop(p, NULL);
        }
        return;
    }
    if (!len)
        return;
    if (!r->begun) {
        for (; r->lines + 1 < r->row; r->lines++)
            buf_addc(r->out, '\n');
        r->begun = true;
    }
    if (left && !r->header_columns)
        note_header(r, s, len);
    put_separators(r, r->column);
    csv_put(r->out, s, len);
    if (r->out->len > r->sheet->text_max)
        package_stop(p, package_too_big);
}

static void end_row(struct reader *r)
{
    if (r->begun) {
        if (r->header)
            r->header_columns = r->at + 1;
        put_separators(r, r->header_columns - 1);
        buf_addc(r->out, '\n');
        r->lines++;
    }
    r->in_row = r->begun = r->header = false;
}

/* ---- reading ---- */

static void start_row(struct package *p, struct reader *r, const char **attributes)
{
    const char *said = package_attribute(attributes, "r");
    unsigned long row = said ? strtoul(said, NULL, 10) : r->row + 1UL;
    if (row <= r->row || row > EXCEL_ROWS_MAX) {
        package_stop(p, package_broken);
        return;
    }
    r->row = (uint32_t)row;
    r->in_row = true;
    r->column = -1;
    r->at = 0;
}

static enum cell_type type_of(const char *t)
{
    if (!t || strcmp(t, "n") == 0)
        return CELL_TYPE_NUMBER;
    if (strcmp(t, "s") == 0)
        return CELL_TYPE_SHARED;
    if (strcmp(t, "inlineStr") == 0 || strcmp(t, "str") == 0)
        return CELL_TYPE_TEXT;
    return strcmp(t, "d") == 0 ? CELL_TYPE_ISO_DATE : CELL_TYPE_PLAIN; /* b: 1 or 0; e: #N/A and its like */
}

static void start_cell(struct package *p, struct reader *r, const char **attributes)
{
    const char *ref = NULL, *type = NULL, *style = NULL;
    for (; *attributes; attributes += 2) {
        const char *name = attributes[0];
        if (strcmp(name, "r") == 0)
            ref = attributes[1];
        else if (strcmp(name, "t") == 0)
            type = attributes[1];
        else if (strcmp(name, "s") == 0)
            style = attributes[1];
    }
    int column = ref ? excel_column(ref) : r->column + 1;
    if (column <= r->column || column >= EXCEL_COLUMNS_MAX) {
        package_stop(p, package_broken);
        return;
    }
    r->column = column;
    r->type = type_of(type);
    r->style = style ? strtoul(style, NULL, 10) : 0;
    r->in_cell = true;
    buf_reset(&r->value.text);
}

static void end_cell(struct package *p, struct reader *r)
{
    const char *v = buf_text(&r->value.text);
    size_t len = r->value.text.len;
    bool month = r->header_columns && r->month[r->column];
    struct excel_number how = {styles_kind(r->sheet->styles, r->style), r->sheet->epoch_1904, month};
    r->in_cell = false;
    r->value.open = r->value.aside = false;
    if (!len)
        return;
    if (r->type == CELL_TYPE_SHARED) {
        const char *s = shared_texts_get(r->sheet->texts, strtoul(v, NULL, 10), &len);
        if (s)
            put_cell(p, r, s, len);
        else
            package_stop(p, package_broken);
        return;
    }
    buf_reset(&r->cell);
    if (r->type == CELL_TYPE_NUMBER)
        excel_number(v, len, &how, &r->cell);
    else if (r->type == CELL_TYPE_ISO_DATE)
        excel_iso_date(v, len, month, &r->cell);
    else
        excel_text(v, len, &r->cell);
    put_cell(p, r, buf_text(&r->cell), r->cell.len);
}

static void on_start(void *package, const char *name, const char **attributes)
{
    struct package *p = package;
    struct reader *r = p->reading;
    const char *local = package_local_name(name);
    if (r->in_cell) {
        if (strcmp(local, "v") == 0)
            r->value.open = true;
        else
            text_runs_start(&r->value, local);
    } else if (r->in_row) {
        if (strcmp(local, "c") == 0)
            start_cell(p, r, attributes);
    } else if (r->in_rows) {
        if (strcmp(local, "row") == 0)
            start_row(p, r, attributes);
    } else {
        r->in_rows = strcmp(local, "sheetData") == 0;
    }
}

static void on_end(void *package, const char *name)
{
    struct package *p = package;
    struct reader *r = p->reading;
    const char *local = package_local_name(name);
    if (r->in_cell) {
        if (strcmp(local, "c") == 0)
            end_cell(p, r);
        else if (strcmp(local, "v") == 0)
            r->value.open = false;
        else
            text_runs_end(&r->value, local);
    } else if (r->in_row) {
        if (strcmp(local, "row") == 0)
            end_row(r);
    } else if (r->in_rows && strcmp(local, "sheetData") == 0) {
        package_stop(p, NULL); /* what follows is about how it looks */
    }
}

static void on_text(void *package, const char *s, int len)
{
    struct package *p = package;
    struct reader *r = p->reading;
    if (r->in_cell && !text_runs_add(&r->value, s, len))
        package_stop(p, package_too_big);
}

bool worksheet_read(struct package *p, const char *part, const struct worksheet *sheet, struct buf *out)
{
    static const struct package_reader handlers = {on_start, on_end, on_text};
    struct reader r = {.sheet = sheet, .out = out};
    r.month = mem_new_n(EXCEL_COLUMNS_MAX, sizeof *r.month);
    bool done = package_read(p, part, &handlers, &r);
    if (sheet->dataset >= 0 && !r.header_columns) /* blanks at most */
        buf_reset(out);
    buf_deinit(&r.value.text);
    buf_deinit(&r.cell);
    free(r.month);
    return done;
}
