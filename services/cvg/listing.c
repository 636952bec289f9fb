/* Lists and documents on stdout. Columns of a table are counted in characters, not in bytes. */
#include "cvg/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"

bool listing_format_parse(const char *text, bool csv, enum listing_format *out)
{
    static const char *const names[] = {"table", "json", "csv"};
    for (size_t i = 0; i < (csv ? 3U : 2U); i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (enum listing_format)i;
            return true;
        }
    return false;
}

void listing_document(struct buf *out, const json_t *document)
{
    /* 15 digits: 32.7 is told as 32.7, and every sum of hundredths below 10^13 as it is */
    char *text = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
    must(text);
    buf_adds(out, text);
    buf_addc(out, '\n');
    free(text);
}

void listing_clean(struct buf *out, const char *s)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        if (*p < 0x20 || *p == 0x7f) {
            buf_addc(out, ' ');
        } else if (*p == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) { /* U+0080–U+009F */
            buf_addc(out, ' ');
            p++;
        } else {
            buf_addc(out, (char)*p);
        }
    }
}

size_t listing_width(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

void listing_pad(struct buf *out, size_t shown, size_t width)
{
    for (; shown < width; shown++)
        buf_addc(out, ' ');
}

void listing_flush(struct buf *out)
{
    fwrite(buf_text(out), 1, out->len, stdout);
    buf_reset(out);
}

const char *listing_day(const char *s)
{
    static char out[32]; /* one thread: the command line */
    int32_t day;
    int64_t at;
    int year, month, mday;
    size_t len = strlen(s);
    if (cal_parse_iso(s, len, &day)) {
        cal_date(day, &year, &month, &mday);
        snprintf(out, sizeof out, "%02d/%02d/%04d", mday, month, year);
        return out;
    }
    if (len < 20 || !cal_parse_instant(s, &at))
        return s;
    int64_t wall = cal_paris_wall_us(at) / 60000000 % 1440;
    cal_date(cal_paris_day(at), &year, &month, &mday);
    snprintf(out, sizeof out, "%02d/%02d/%04d à %02d:%02d", mday, month, year, (int)(wall / 60), (int)(wall % 60));
    return out;
}

/* ---- cells ---- */

static const json_t *reach(const json_t *object, const char *key)
{
    char first[64];
    const char *dot = strchr(key, '.');
    if (!dot)
        return json_object_get(object, key);
    snprintf(first, sizeof first, "%.*s", (int)(dot - key), key);
    return json_object_get(json_object_get(object, first), dot + 1);
}

static void cell_text(struct buf *out, const json_t *value)
{
    buf_reset(out);
    if (json_is_string(value))
        buf_adds(out, json_string_value(value));
    else if (json_is_integer(value))
        buf_addf(out, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        buf_addf(out, "%.15g", json_real_value(value));
    else if (json_is_boolean(value))
        buf_adds(out, json_is_true(value) ? "true" : "false");
    else if (json_is_object(value) && json_object_size(value)) {
        char *text = json_dumps(value, JSON_COMPACT);
        must(text);
        buf_adds(out, text);
        free(text);
    }
}

static void table_cell(struct buf *out, const json_t *object, const struct listing_column *c)
{
    struct buf raw = {0};
    const json_t *value = reach(object, c->key);
    cell_text(&raw, value);
    buf_reset(out);
    if (json_is_boolean(value))
        buf_adds(out, json_is_true(value) ? "oui" : "non");
    else
        listing_clean(out, c->word && raw.len ? c->word(buf_text(&raw)) : buf_text(&raw));
    if (!out->len)
        buf_addc(out, '-');
    buf_deinit(&raw);
}

/* ---- the three forms ---- */

static void put_cell(struct buf *out, const char *text, size_t width, bool right, bool last)
{
    size_t shown = listing_width(text);
    if (right)
        listing_pad(out, shown, width);
    buf_adds(out, text);
    if (!right && !last)
        listing_pad(out, shown, width);
    buf_adds(out, last ? "\n" : "  ");
}

static void print_table(struct buf *out, const json_t *list, const struct listing_column *columns)
{
    struct buf cell = {0};
    size_t width[16] = {0}, shown[16], n = 0, row;
    const json_t *object;
    for (size_t i = 0; columns[i].key; i++)
        if (columns[i].title) {
            must(n < sizeof width / sizeof *width);
            shown[n++] = i;
        }
    for (size_t k = 0; k < n; k++) {
        width[k] = listing_width(columns[shown[k]].title);
        json_array_foreach(list, row, object)
        {
            table_cell(&cell, object, &columns[shown[k]]);
            size_t w = listing_width(buf_text(&cell));
            width[k] = w > width[k] ? w : width[k];
        }
    }
    for (size_t k = 0; k < n; k++)
        put_cell(out, columns[shown[k]].title, width[k], columns[shown[k]].right, k + 1 == n);
    json_array_foreach(list, row, object)
    {
        for (size_t k = 0; k < n; k++) {
            table_cell(&cell, object, &columns[shown[k]]);
            put_cell(out, buf_text(&cell), width[k], columns[shown[k]].right, k + 1 == n);
        }
    }
    buf_deinit(&cell);
}

static void csv_cell(struct buf *out, const char *s)
{
    if (!strpbrk(s, ";\"\r\n")) {
        buf_adds(out, s);
        return;
    }
    buf_addc(out, '"');
    for (; *s; s++) {
        if (*s == '"')
            buf_addc(out, '"');
        buf_addc(out, *s);
    }
    buf_addc(out, '"');
}

static void print_csv(struct buf *out, const json_t *list, const struct listing_column *columns)
{
    struct buf cell = {0};
    size_t row;
    const json_t *object;
    for (size_t i = 0; columns[i].key; i++)
        buf_addf(out, "%s%s", i ? ";" : "", columns[i].key);
    buf_addc(out, '\n');
    json_array_foreach(list, row, object)
    {
        for (size_t i = 0; columns[i].key; i++) {
            cell_text(&cell, reach(object, columns[i].key));
            if (i)
                buf_addc(out, ';');
            csv_cell(out, buf_text(&cell));
        }
        buf_addc(out, '\n');
    }
    buf_deinit(&cell);
}

void listing_print(struct buf *out, const json_t *list, const struct listing_column *columns,
                   enum listing_format format)
{
    if (format == LISTING_JSON)
        listing_document(out, list);
    else if (format == LISTING_CSV)
        print_csv(out, list, columns);
    else if (json_array_size(list))
        print_table(out, list, columns);
}

void listing_card(struct buf *out, const json_t *object, const struct listing_column *columns,
                  enum listing_format format)
{
    struct buf cell = {0};
    size_t width = 0;
    if (format == LISTING_JSON)
        listing_document(out, object);
    if (format == LISTING_CSV) {
        json_t *list = json_array();
        must(list && json_array_append_new(list, json_deep_copy(object)) == 0);
        print_csv(out, list, columns);
        json_decref(list);
    }
    for (size_t i = 0; columns[i].key; i++)
        if (columns[i].title && listing_width(columns[i].title) > width)
            width = listing_width(columns[i].title);
    for (size_t i = 0; format == LISTING_TABLE && columns[i].key; i++) {
        cell_text(&cell, reach(object, columns[i].key));
        if (!columns[i].title || !cell.len)
            continue;
        buf_adds(out, columns[i].title);
        listing_pad(out, listing_width(columns[i].title), width + 2);
        listing_clean(out, columns[i].word ? columns[i].word(buf_text(&cell)) : buf_text(&cell));
        buf_addc(out, '\n');
    }
    buf_deinit(&cell);
}
