/* A table as CSV that a French spreadsheet opens right. */
#include "dashboard/export.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DECIMALS 6

/* RFC 4180: quotes where they are needed. */
static void add_quoted(const char *s, struct buf *out)
{
    if (!s[strcspn(s, ";\"\r\n")] && s[0] != ' ') {
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

/* A text is never a formula: a spreadsheet would run it. */
static void add_text(const char *s, struct buf *out)
{
    struct buf safe = {0};
    if (*s && strchr("=+-@\t\r\n", *s))
        buf_addc(&safe, '\'');
    buf_adds(&safe, s);
    add_quoted(buf_text(&safe), out);
    buf_deinit(&safe);
}

static void add_real(double v, struct buf *out)
{
    char text[64];
    int n = snprintf(text, sizeof text, "%.*f", DECIMALS, v);
    must(n > DECIMALS && (size_t)n < sizeof text);
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    text[n] = 0;
    char *point = strchr(text, '.');
    if (point)
        *point = ',';
    buf_adds(out, strcmp(text, "-0") == 0 ? "0" : text);
}

static void add_cell(const json_t *cell, struct buf *out)
{
    const json_t *v = json_object_get(cell, "valeur");
    const char *state = json_string_value(json_object_get(cell, "etat"));
    if (state && strcmp(state, "s") == 0)
        buf_adds(out, "s");
    else if (json_is_integer(v))
        buf_addf(out, "%lld", (long long)json_integer_value(v));
    else if (json_is_real(v))
        add_real(json_real_value(v), out);
    else if (json_is_string(v))
        add_text(json_string_value(v), out);
}

static void add_row(const json_t *row, const char *section, size_t width, struct buf *out)
{
    const json_t *cells = json_object_get(row, "cellules");
    if (section) {
        add_text(section, out);
        buf_addc(out, ';');
    }
    for (size_t i = 0; i < width; i++) {
        if (i)
            buf_addc(out, ';');
        if (i < json_array_size(cells))
            add_cell(json_array_get(cells, i), out);
    }
    buf_adds(out, "\r\n");
}

static void add_head(const struct export_head *h, const char *title, struct buf *out)
{
    struct export_line lines[EXPORT_HEAD_MAX];
    size_t n = export_head_lines(h, lines);
    for (size_t i = 0; i < n; i++) {
        add_text(lines[i].name, out);
        buf_addc(out, ';');
        add_text(buf_text(&lines[i].value), out);
        buf_adds(out, "\r\n");
    }
    buf_adds(out, "Tableau;");
    add_text(title, out);
    buf_adds(out, "\r\n\r\n");
    export_head_deinit(lines);
}

static void add_headings(const json_t *columns, bool sections, struct buf *out)
{
    size_t i;
    json_t *column;
    if (sections)
        buf_adds(out, EXPORT_SECTION ";");
    json_array_foreach(columns, i, column)
    {
        struct buf text = {0};
        if (i)
            buf_addc(out, ';');
        export_heading(column, true, &text);
        add_text(buf_text(&text), out);
        buf_deinit(&text);
    }
    buf_adds(out, "\r\n");
}

void export_csv(const struct export_head *h, const json_t *table, struct buf *out)
{
    const json_t *columns = json_object_get(table, "colonnes");
    size_t i, width = json_array_size(columns);
    bool sections = export_has_sections(table);
    const char *section = sections ? "" : NULL;
    json_t *row;
    buf_adds(out, "\xef\xbb\xbf");
    add_head(h, json_string_value(json_object_get(table, "titre")), out);
    add_headings(columns, sections, out);
    json_array_foreach(json_object_get(table, "lignes"), i, row)
    {
        const json_t *first = json_array_get(json_object_get(row, "cellules"), 0);
        if (json_is_true(json_object_get(row, "entete")))
            section = json_string_value(json_object_get(first, "texte"));
        else
            add_row(row, section, width, out);
    }
    json_array_foreach(json_object_get(table, "pied"), i, row)
    {
        add_row(row, sections ? "" : NULL, width, out);
    }
}
