/* The table model: cells whose text and value are said at once. */
#include "dashboard/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"

static const char TEXT_UNKNOWN[] = "–", TEXT_WITHHELD[] = "s";
static const char *const KIND_NAMES[TABLE_KIND_COUNT] = {"", "texte", "nombre", "taux", "jour"};

#define DECIMALS_MAX 4

static void set(json_t *to, const char *key, json_t *value)
{
    must(value && json_object_set_new(to, key, value) == 0);
}

static json_t *text_or_null(const char *s)
{
    return s ? json_string(s) : json_null();
}

json_t *table_new(const char *id, const char *title, const char *legend)
{
    json_t *t = json_object();
    set(t, "id", json_string(id));
    set(t, "titre", json_string(title));
    set(t, "legende", text_or_null(legend));
    set(t, "colonnes", json_array());
    set(t, "largeur", json_integer(0));
    set(t, "lignes", json_array());
    set(t, "pied", json_array());
    set(t, "a_pied", json_false());
    set(t, "triable", json_true());
    set(t, "a_secret", json_false());
    set(t, "a_inconnu", json_false());
    return t;
}

void table_column(json_t *table, const char *key, const char *label, enum table_kind kind, const char *unit)
{
    json_t *columns = json_object_get(table, "colonnes"), *c = json_object();
    bool number = kind == TABLE_NUMBER || kind == TABLE_RATE;
    must(json_array_size(json_object_get(table, "lignes")) == 0);
    set(c, "cle", json_string(key));
    set(c, "libelle", json_string(label));
    set(c, "genre", json_string(KIND_NAMES[kind]));
    set(c, "nombre", json_boolean(number));
    set(c, "unite", text_or_null(unit));
    json_array_append_new(columns, c);
    set(table, "largeur", json_integer((json_int_t)json_array_size(columns)));
}

/* ---- rows ---- */

static json_t *row_new(json_t *rows)
{
    json_t *r = json_object();
    set(r, "entete", json_false());
    set(r, "classe", json_string(""));
    set(r, "cellules", json_array());
    must(json_array_append_new(rows, r) == 0);
    return r;
}

json_t *table_row(json_t *table)
{
    must(json_array_size(json_object_get(table, "pied")) == 0);
    return row_new(json_object_get(table, "lignes"));
}

json_t *table_section(json_t *table, const char *text)
{
    json_t *r = table_row(table);
    set(r, "entete", json_true());
    set(table, "triable", json_false()); /* rows belong below their heading */
    table_text(table, text);
    return r;
}

json_t *table_foot(json_t *table)
{
    set(table, "a_pied", json_true());
    return row_new(json_object_get(table, "pied"));
}

static json_t *last_row(json_t *table)
{
    json_t *rows = json_object_get(table, "pied");
    if (json_array_size(rows) == 0)
        rows = json_object_get(table, "lignes");
    must(json_array_size(rows) > 0);
    return json_array_get(rows, json_array_size(rows) - 1);
}

size_t table_rows_n(const json_t *table)
{
    size_t i, n = 0;
    json_t *row;
    json_array_foreach(json_object_get(table, "lignes"), i, row)
    {
        n += !json_is_true(json_object_get(row, "entete"));
    }
    return n;
}

/* ---- cells ---- */

/* `value` is taken. Its place among the cells says its column, and so whether its text stands to the right. */
static json_t *cell(json_t *table, const char *text, json_t *value, enum table_kind kind, const char *state)
{
    json_t *row = last_row(table), *cells = json_object_get(row, "cellules"), *c = json_object();
    size_t at = json_array_size(cells);
    json_t *column = json_array_get(json_object_get(table, "colonnes"), at);
    must(column);
    bool right = json_is_true(json_object_get(column, "nombre"));
    set(c, "texte", json_string(text));
    set(c, "valeur", value);
    set(c, "genre", json_string(KIND_NAMES[kind]));
    set(c, "classe", json_string(right && at ? "nombre" : ""));
    set(c, "tete", json_boolean(at == 0));
    bool data = kind == TABLE_NUMBER || kind == TABLE_RATE, secret = state && strcmp(state, "s") == 0;
    set(c, "donnee", json_boolean(data));
    set(c, "jour", json_boolean(kind == TABLE_DAY));
    set(c, "secret", json_boolean(secret));
    set(c, "nu", json_boolean(!data && kind != TABLE_DAY && !secret));
    set(c, "signe", json_null());
    set(c, "href", json_null());
    set(c, "live", json_null());
    set(c, "etat", text_or_null(state));
    set(c, "niveau", json_string(""));
    set(c, "seuils", json_null());
    must(json_array_append_new(cells, c) == 0);
    return c;
}

json_t *table_text(json_t *table, const char *text)
{
    return cell(table, text ? text : "", json_string(text ? text : ""), TABLE_TEXT, NULL);
}

json_t *table_sign(json_t *table, const char *sign, const char *text)
{
    json_t *c = table_text(table, text);
    set(c, "signe", json_string(sign));
    set(c, "nu", json_false());
    return c;
}

json_t *table_number(json_t *table, int64_t v)
{
    struct buf text = {0};
    figure_show_int(v, &text);
    json_t *c = cell(table, buf_text(&text), json_integer(v), TABLE_NUMBER, NULL);
    buf_deinit(&text);
    return c;
}

static double power(int decimals)
{
    double p = 1;
    while (decimals-- > 0)
        p *= 10;
    return p;
}

json_t *table_decimal(json_t *table, double v, int decimals)
{
    must(decimals >= 0 && decimals <= DECIMALS_MAX);
    struct buf text = {0};
    double scale = power(decimals);
    int64_t units = (int64_t)floor(fabs(v) * scale + 0.5), whole = units / (int64_t)scale;
    int64_t part = units % (int64_t)scale;
    if (v < 0 && units)
        buf_addc(&text, '-');
    figure_show_int(whole, &text);
    if (decimals)
        buf_addf(&text, ",%0*lld", decimals, (long long)part);
    json_t *c = cell(table, buf_text(&text), json_real(v), TABLE_NUMBER, NULL);
    buf_deinit(&text);
    return c;
}

json_t *table_rate(json_t *table, int64_t num, int64_t den)
{
    if (den <= 0)
        return table_unknown(table);
    struct buf text = {0};
    buf_addf(&text, "%ld %%", figure_percent(num, den));
    json_t *c = cell(table, buf_text(&text), json_real((double)num * 100 / (double)den), TABLE_RATE, NULL);
    buf_deinit(&text);
    return c;
}

json_t *table_day(json_t *table, int32_t day)
{
    if (day == CELL_NULL)
        return table_unknown(table);
    char shown[CAL_DAY_LEN], iso[CAL_DAY_LEN];
    cal_format_day_fr(day, shown);
    cal_format_day(day, iso);
    return cell(table, shown, json_string(iso), TABLE_DAY, NULL);
}

json_t *table_unknown(json_t *table)
{
    set(table, "a_inconnu", json_true());
    return cell(table, TEXT_UNKNOWN, json_null(), TABLE_TEXT, "inconnu");
}

json_t *table_withheld(json_t *table)
{
    set(table, "a_secret", json_true());
    return cell(table, TEXT_WITHHELD, json_null(), TABLE_TEXT, "s");
}

json_t *table_figure(json_t *table, const struct indicator *i, const int64_t *slots, size_t k, bool hidden)
{
    double v;
    if (hidden)
        return table_withheld(table);
    if (!slots || !figure_value(i, slots, k, &v))
        return table_unknown(table);
    if (i->kind == KIND_REPARTITION)
        return table_number(table, slots[i->slot + 2 + k]);
    struct buf text = {0};
    figure_show(i, slots, k, &text);
    json_t *c = cell(table, buf_text(&text), figure_is_whole(i) ? json_integer((json_int_t)v) : json_real(v),
                     figure_is_percentage(i) ? TABLE_RATE : TABLE_NUMBER, NULL);
    buf_deinit(&text);
    return c;
}

/* ---- what a cell may bear ---- */

void table_link(json_t *c, const char *href)
{
    set(c, "href", json_string(href));
}

void table_live(json_t *c, const struct scope *scope, const char *code)
{
    if (json_is_true(json_object_get(c, "secret")))
        return;
    struct buf name = {0};
    scope_format(scope, &name);
    buf_addf(&name, " %s", code);
    set(c, "live", json_string(buf_text(&name)));
    set(c, "donnee", json_true()); /* also where nothing is known yet */
    set(c, "nu", json_false());
    buf_deinit(&name);
}

void table_level(json_t *c, const char *niveau, const char *seuils)
{
    set(c, "niveau", json_string(niveau));
    set(c, "seuils", json_string(seuils));
    if (*niveau)
        table_class(c, niveau);
}

void table_class(json_t *c, const char *name)
{
    const char *before = json_string_value(json_object_get(c, "classe"));
    struct buf names = {0};
    buf_addf(&names, "%s%s%s", before, *before ? " " : "", name);
    set(c, "classe", json_string(buf_text(&names)));
    buf_deinit(&names);
}
