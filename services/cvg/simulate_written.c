/* Finds the cells of a simulated export again, whatever tool wrote it. */
#include "cvg/simulate_written.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const struct simulate_column salaries[] = {
#define COLUMN(name, text, written, kind) {text, written, SIMULATE_##kind},
    SIMULATE_SALARIES(COLUMN)};
static const struct simulate_column accompagnants[] = {SIMULATE_ACCOMPAGNANTS(COLUMN)};
#undef COLUMN

const char *simulate_file_name(enum simulate_file file)
{
    return file == SIMULATE_FILE_SALARIES ? "salaries" : "accompagnants";
}

int simulate_file_columns(enum simulate_file file)
{
    return file == SIMULATE_FILE_SALARIES ? SIMULATE_SALARIES_N : SIMULATE_ACCOMPAGNANTS_N;
}

const struct simulate_column *simulate_file_column(enum simulate_file file, int column)
{
    return file == SIMULATE_FILE_SALARIES ? &salaries[column] : &accompagnants[column];
}

void simulate_written_deinit(struct simulate_written *w)
{
    buf_deinit(&w->text);
    free(w->cells);
    free(w->lines);
    *w = (struct simulate_written){.file = w->file};
}

/* The most frequent of the three in the header, outside quotes. */
static char find_separator(const char *s)
{
    size_t semicolons = 0, tabs = 0, commas = 0;
    for (bool inside = false; *s && (inside || (*s != '\n' && *s != '\r')); s++) {
        inside ^= *s == '"';
        semicolons += !inside && *s == ';';
        tabs += !inside && *s == '\t';
        commas += !inside && *s == ',';
    }
    return semicolons >= tabs && semicolons >= commas ? ';' : tabs >= commas ? '\t' : ',';
}

/* Past the line end at p, if one stands there. */
static size_t after_end(const struct buf *b, size_t p)
{
    if (p < b->len && b->data[p] == '\r')
        return p + 1 + (p + 1 < b->len && b->data[p + 1] == '\n');
    return p < b->len ? p + 1 : p;
}

static size_t line_ends(const struct buf *b, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t p = from; p < to; n++) {
        while (p < to && b->data[p] != '\r' && b->data[p] != '\n')
            p++;
        if (p >= to)
            break;
        p = after_end(b, p);
    }
    return n;
}

static size_t read_cell(struct simulate_written *w, size_t p)
{
    const struct buf *b = &w->text;
    size_t from = p;
    for (bool inside = false; p < b->len; p++) {
        char c = b->data[p];
        if (c == '"' && (inside || p == from))
            inside = !inside;
        else if (!inside && (c == w->separator || c == '\r' || c == '\n'))
            break;
    }
    w->cells = mem_room(w->cells, w->cells_n, &w->cells_cap, sizeof *w->cells);
    w->cells[w->cells_n++] = (struct simulate_cell_span){from, p};
    return p;
}

static void read_columns(struct simulate_written *w)
{
    const struct simulate_line_span *header = &w->lines[0];
    must(header->n <= sizeof w->columns / sizeof w->columns[0]);
    w->columns_n = header->n;
    for (size_t i = 0; i < header->n; i++) {
        struct simulate_cell_span c = w->cells[header->first + i];
        const char *s = w->text.data + c.from;
        size_t len = c.to - c.from;
        struct buf utf8 = {0};
        char name[64], known[64];
        if (len && *s == '"') {
            s++;
            len -= 2;
        }
        if (text_is_utf8(s, len))
            buf_add(&utf8, s, len);
        else
            must(text_from_cp1252(s, len, &utf8));
        text_normalise_header(buf_text(&utf8), utf8.len, name, sizeof name);
        buf_deinit(&utf8);
        w->columns[i] = -1;
        for (int k = 0; k < simulate_file_columns(w->file); k++) {
            const char *nom = simulate_file_column(w->file, k)->nom;
            text_normalise_header(nom, strlen(nom), known, sizeof known);
            if (strcmp(name, known) == 0)
                w->columns[i] = k;
        }
    }
}

void simulate_written_read(struct simulate_written *w)
{
    struct buf *b = &w->text;
    size_t p = text_starts(buf_text(b), "\xef\xbb\xbf") ? 3 : 0;
    uint32_t number = 1;
    w->cells_n = w->lines_n = 0;
    w->separator = find_separator(buf_text(b) + p);
    w->quoted = buf_text(b)[p] == '"';
    while (p < b->len) {
        w->lines = mem_room(w->lines, w->lines_n, &w->lines_cap, sizeof *w->lines);
        struct simulate_line_span *l = &w->lines[w->lines_n++];
        *l = (struct simulate_line_span){.from = p, .first = w->cells_n, .number = number};
        for (p = read_cell(w, p); p < b->len && b->data[p] == w->separator;)
            p = read_cell(w, p + 1);
        l->n = w->cells_n - l->first;
        l->end = p;
        l->next = p = after_end(b, p);
        number += (uint32_t)line_ends(b, l->from, l->next);
    }
    read_columns(w);
}

size_t simulate_written_place(const struct simulate_written *w, int column)
{
    size_t i = 0;
    while (i < w->columns_n && w->columns[i] != column)
        i++;
    must(i < w->columns_n);
    return i;
}

const char *simulate_written_cell(const struct simulate_written *w, size_t row, int column, size_t *len_out)
{
    const struct simulate_line_span *l = &w->lines[row + 1];
    size_t i = simulate_written_place(w, column);
    must(i < l->n);
    struct simulate_cell_span c = w->cells[l->first + i];
    bool quoted = c.to > c.from && w->text.data[c.from] == '"';
    *len_out = c.to - c.from - (quoted ? 2 : 0);
    return w->text.data + c.from + quoted;
}

void simulate_written_put(const struct simulate_written *w, const char *s, struct buf *out)
{
    bool quoted = w->quoted || strchr(s, w->separator) || strpbrk(s, "\"\r\n");
    if (quoted)
        buf_addc(out, '"');
    for (; *s; s++) {
        if (*s == '"')
            buf_addc(out, '"');
        buf_addc(out, *s);
    }
    if (quoted)
        buf_addc(out, '"');
}

void simulate_written_respell(struct simulate_written *w, size_t rows_n, simulate_spelling spelling, void *arg)
{
    struct buf text = {0}, cell = {0};
    size_t done = 0; /* bytes of the old text that are in the new one */
    must(rows_n < w->lines_n);
    for (size_t row = 0; row < rows_n; row++) {
        const struct simulate_line_span *l = &w->lines[row + 1];
        for (size_t i = 0; i < l->n; i++) {
            buf_reset(&cell);
            if (!spelling(arg, w, row, i < w->columns_n ? w->columns[i] : -1, &cell))
                continue;
            struct simulate_cell_span c = w->cells[l->first + i];
            buf_add(&text, w->text.data + done, c.from - done);
            simulate_written_put(w, buf_text(&cell), &text);
            done = c.to;
        }
    }
    buf_add(&text, w->text.data + done, w->text.len - done);
    buf_deinit(&cell);
    buf_deinit(&w->text);
    w->text = text;
    simulate_written_read(w);
}

void simulate_written_cut(struct simulate_written *w, size_t at)
{
    must(at <= w->text.len);
    w->text.len = at;
    if (w->text.data)
        w->text.data[at] = 0;
}

void simulate_written_insert(struct simulate_written *w, size_t at, const struct buf *more)
{
    struct buf text = {0};
    must(at <= w->text.len);
    buf_add(&text, w->text.data, at);
    buf_add(&text, buf_text(more), more->len);
    buf_add(&text, w->text.data + at, w->text.len - at);
    buf_deinit(&w->text);
    w->text = text;
}
