/* Rows of one dataset in memory: typed int32 columns, strings interned. */
#include "programme/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"

int32_t strings_add(struct strings *s, const char *text, size_t len)
{
    bool added;
    uint64_t *at = map_at(&s->map, text, len, &added);
    if (added)
        *at = s->map.n - 1;
    must(*at < INT32_MAX);
    return (int32_t)*at;
}

const char *strings_get(const struct strings *s, int32_t i, size_t *len_out)
{
    must(i >= 0 && (size_t)i < s->map.n);
    if (len_out)
        *len_out = s->map.entries[i].len;
    return s->map.entries[i].key;
}

void strings_deinit(struct strings *s)
{
    map_deinit(&s->map);
}

void table_init(struct table *t, const struct dataset *d, struct strings *s)
{
    *t = (struct table){.dataset = d, .strings = s};
    t->cells = mem_new_n(d->fields_n, sizeof *t->cells);
}

size_t table_add(struct table *t)
{
    if (t->rows_n == t->rows_cap) {
        t->rows_cap = t->rows_cap ? t->rows_cap * 2 : 64;
        for (size_t f = 0; f < t->dataset->fields_n; f++)
            t->cells[f] = mem_grow(t->cells[f], t->rows_cap * sizeof **t->cells);
    }
    for (size_t f = 0; f < t->dataset->fields_n; f++)
        t->cells[f][t->rows_n] = CELL_NULL;
    return t->rows_n++;
}

static bool is_string(const struct field *f)
{
    return f->type == FIELD_ID || f->type == FIELD_TEXT;
}

size_t table_copy_row(struct table *t, const struct table *from, size_t row)
{
    size_t n = table_add(t);
    for (size_t f = 0; f < t->dataset->fields_n; f++) {
        int32_t v = from->cells[f][row];
        if (v != CELL_NULL && t->strings != from->strings && is_string(&t->dataset->fields[f])) {
            size_t len;
            const char *s = strings_get(from->strings, v, &len);
            v = strings_add(t->strings, s, len);
        }
        t->cells[f][n] = v;
    }
    return n;
}

bool table_rows_equal(const struct table *a, size_t row_a, const struct table *b, size_t row_b)
{
    for (size_t f = 0; f < a->dataset->fields_n; f++) {
        int32_t x = a->cells[f][row_a], y = b->cells[f][row_b];
        if (is_string(&a->dataset->fields[f]) && a->strings != b->strings && x != CELL_NULL && y != CELL_NULL) {
            if (strcmp(strings_get(a->strings, x, NULL), strings_get(b->strings, y, NULL)) != 0)
                return false;
        } else if (x != y) {
            return false;
        }
    }
    return true;
}

bool table_cell_text(const struct table *t, size_t row, size_t field, struct buf *out)
{
    const struct field *f = &t->dataset->fields[field];
    int32_t v = t->cells[field][row];
    char day[CAL_DAY_LEN];
    if (v == CELL_NULL)
        return false;
    switch (f->type) {
    case FIELD_ID:
    case FIELD_TEXT:
        buf_adds(out, strings_get(t->strings, v, NULL));
        break;
    case FIELD_CODE:
        buf_adds(out, f->codes->items[v].code);
        break;
    case FIELD_BOOLEAN:
        buf_adds(out, v ? "true" : "false");
        break;
    case FIELD_DATE:
    case FIELD_MONTH:
        cal_format_day(v, day);
        buf_adds(out, day);
        break;
    case FIELD_DECIMAL:
        buf_addf(out, "%s%d.%02d", v < 0 ? "-" : "", abs(v) / 100, abs(v) % 100);
        break;
    case FIELD_INTEGER:
        buf_addf(out, "%d", v);
        break;
    case FIELD_NONE:
    case FIELD_TYPE_COUNT:
        must(false);
    }
    return true;
}

bool table_key(const struct table *t, size_t row, struct buf *out)
{
    buf_reset(out);
    for (size_t k = 0; k < t->dataset->key_n; k++) {
        if (k)
            buf_addc(out, '/');
        if (!table_cell_text(t, row, t->dataset->key[k], out))
            return false;
    }
    return true;
}

void table_deinit(struct table *t)
{
    for (size_t f = 0; t->cells && f < t->dataset->fields_n; f++)
        free(t->cells[f]);
    free(t->cells);
    *t = (struct table){0};
}

bool table_in_window(const struct table *t, size_t row, int32_t from)
{
    const struct dataset *d = t->dataset;
    int field = d->interval_to >= 0 ? d->interval_to : d->interval_from;
    int32_t last = t->cells[field][row];
    return last == CELL_NULL ? d->interval_to >= 0 : last >= from;
}

int32_t window_start(int32_t situation)
{
    int y, m, d;
    cal_date(situation, &y, &m, &d);
    return cal_day(y - 1, 1, 1);
}
