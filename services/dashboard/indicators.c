/* The catalogue as a table: a row a figure, and one a key of a repartition. */
#include "dashboard/indicators.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "dashboard/labels.h"
#include "dashboard/privacy.h"

#define LABEL_MAX 200

static const char TEXT_TITLE[] = "Indicateurs", TEXT_NAME[] = "Indicateur", TEXT_CODE[] = "Code",
                  TEXT_ONE_YEAR[] = ", un an avant";
static const char TEXT_LEGEND[] =
    "Chaque taux avec les parcours comptés, ceux dont la réponse est connue, et ceux dont elle ne l’est pas.";

/* ---- sections ---- */

/* Letters and digits of the folded name, other characters as one hyphen. */
static void slug_of(const char *name, char out[INDICATORS_SLUG_LEN])
{
    char folded[INDICATORS_SLUG_LEN];
    size_t n = 0;
    text_fold(name, strlen(name), folded, sizeof folded);
    for (const char *s = folded; *s; s++) {
        bool kept = isalnum((unsigned char)*s) != 0;
        if (kept || (n && out[n - 1] != '-'))
            out[n++] = kept ? *s : '-';
    }
    while (n && out[n - 1] == '-')
        n--;
    out[n] = 0;
}

static bool is_first(const struct catalogue *c, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(c->indicators[k].section, c->indicators[i].section) == 0)
            return false;
    return true;
}

const char *indicators_section(const struct catalogue *c, size_t k, char slug_out[INDICATORS_SLUG_LEN])
{
    for (size_t i = 0; i < c->indicators_n; i++) {
        if (!is_first(c, i) || k-- > 0)
            continue;
        slug_of(c->indicators[i].section, slug_out);
        return c->indicators[i].section;
    }
    return NULL;
}

bool indicators_has(const struct indicators_view *v, const struct indicator *i)
{
    return !(v->scope.kind == SCOPE_CHANTIER && i->territory_only);
}

void indicators_codes(const struct indicators_view *v, const char *section, struct buf *out)
{
    const struct catalogue *c = v->definitions->catalogue;
    for (size_t k = 0; k < c->indicators_n; k++)
        if (indicators_has(v, &c->indicators[k]) && (!section || strcmp(section, c->indicators[k].section) == 0))
            buf_addf(out, "%s%s", out->len ? "," : "", c->indicators[k].code);
}

/* ---- cells ---- */

void indicators_columns(json_t *table, const char *suffix, const char *said)
{
    static const struct {
        const char *key, *label;
    } columns[] = {{"valeur", "Valeur"}, {"num", "Comptés"}, {"den", "Sur"}, {"nr", "Non renseignés"}};
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        char key[40], label[80];
        snprintf(key, sizeof key, "%s%s", columns[k].key, suffix);
        snprintf(label, sizeof label, "%s%s", columns[k].label, said);
        table_column(table, key, label, TABLE_NUMBER, NULL);
    }
}

static void add_part(json_t *table, const struct indicator *i, const int64_t *slots, enum figure_part part, bool hidden)
{
    static const int64_t none[FIGURE_PART_COUNT + 1] = {0};
    struct indicator alone = *i;
    double v;
    alone.slot = 0;
    if (!figure_part(&alone, slots ? slots + i->slot : none, part, &v))
        table_text(table, NULL);
    else if (hidden)
        table_withheld(table);
    else if (!slots)
        table_unknown(table);
    else if (figure_part_whole(i, part))
        table_number(table, (int64_t)v);
    else
        table_decimal(table, v, 2);
}

void indicators_key_cell(json_t *table, const struct indicator *i, size_t k, const int64_t *slots, bool hidden)
{
    struct buf text = {0};
    json_t *cell = table_figure(table, i, slots, k, hidden);
    if (slots && !hidden) {
        figure_show(i, slots, k, &text);
        json_object_set_new(cell, "texte", json_string(buf_text(&text)));
        buf_deinit(&text);
    }
}

static void add_key(json_t *table, const struct indicator *i, size_t k, const int64_t *slots, bool hidden)
{
    indicators_key_cell(table, i, k, slots, hidden);
    for (int part = 0; part < FIGURE_PART_COUNT; part++)
        table_text(table, NULL);
}

void indicators_cells(json_t *table, const struct indicator *i, size_t k, const int64_t *slots, bool hidden)
{
    bool keys = i->kind == KIND_REPARTITION;
    if (keys && k != INDICATORS_WHOLE) {
        add_key(table, i, k, slots, hidden);
        return;
    }
    if (!keys || hidden)
        table_figure(table, i, slots, 0, hidden);
    else if (slots)
        table_text(table, NULL);
    else
        table_unknown(table);
    for (int part = 0; part < FIGURE_PART_COUNT; part++)
        add_part(table, i, slots, (enum figure_part)part, hidden);
}

/* ---- rows ---- */

static bool is_hidden(const struct indicators_view *v, const struct indicators_side *s, const struct indicator *i)
{
    return s->hidden && s->hidden[i - v->definitions->catalogue->indicators];
}

bool indicators_live(const struct indicators_view *v, const struct indicator *i)
{
    return v->live && !(v->guarded && privacy_guards(i)) && !is_hidden(v, &v->now, i);
}

/* The cells of the row that was begun last follow the live figure and its parts, as far as there are any. */
static void set_live(const struct indicators_view *v, json_t *table, const struct indicator *i, const char *key)
{
    static const char *const names[] = {"", ":num", ":den", ":nr"};
    const json_t *rows = json_object_get(table, "lignes");
    const json_t *cells = json_object_get(json_array_get(rows, json_array_size(rows) - 1), "cellules");
    char code[LABEL_MAX];
    if (!indicators_live(v, i))
        return;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        json_t *cell = json_array_get(cells, k + 1);
        if (!*json_string_value(json_object_get(cell, "texte")))
            continue;
        snprintf(code, sizeof code, "%s%s%s", i->code, key ? ":" : "", key ? key : names[k]);
        table_live(cell, &v->scope, code);
    }
}

static void add_row(const struct indicators_view *v, json_t *table, const struct indicator *i, size_t k)
{
    char label[LABEL_MAX], key[64] = "", code[LABEL_MAX];
    struct buf href = {0};
    bool of_key = i->kind == KIND_REPARTITION && k != INDICATORS_WHOLE;
    if (of_key) {
        indicator_key(i, k, key, sizeof key);
        label_key(i, k, label, sizeof label);
    }
    json_t *row = table_row(table), *head = table_text(table, of_key ? label : i->label);
    if (of_key) {
        table_class(row, "cle");
    } else {
        buf_addf(&href, "/indicateurs/%s%s%s", i->code, *v->query ? "?" : "", v->query);
        table_link(head, buf_text(&href));
    }
    indicators_cells(table, i, k, v->now.slots, is_hidden(v, &v->now, i));
    set_live(v, table, i, of_key ? key : NULL);
    indicators_cells(table, i, k, v->before.slots, is_hidden(v, &v->before, i));
    snprintf(code, sizeof code, "%s%s%s", i->code, of_key ? ":" : "", key);
    table_class(table_text(table, code), "code");
    buf_deinit(&href);
}

/* A key that stands for "not known" is told only if somebody was counted under it; so is none of what is withheld. */
static bool has_key(const struct indicators_view *v, const struct indicator *i, size_t k)
{
    const struct codes *codes = expr_codes(i->expression);
    if (is_hidden(v, &v->now, i) && is_hidden(v, &v->before, i))
        return false;
    return !(codes && codes->items[k].unknown) || (v->now.slots && v->now.slots[i->slot + 2 + k]) ||
           (v->before.slots && v->before.slots[i->slot + 2 + k]);
}

static void add_rows(const struct indicators_view *v, json_t *table, const struct indicator *i)
{
    add_row(v, table, i, INDICATORS_WHOLE);
    for (size_t k = 0; i->kind == KIND_REPARTITION && k < i->keys_n; k++)
        if (has_key(v, i, k))
            add_row(v, table, i, k);
}

/* ---- tables ---- */

static json_t *new_table(const char *id, const char *title)
{
    json_t *t = table_new(id, title, TEXT_LEGEND);
    table_column(t, "indicateur", TEXT_NAME, TABLE_TEXT, NULL);
    indicators_columns(t, "", "");
    indicators_columns(t, "_avant", TEXT_ONE_YEAR);
    table_column(t, "code", TEXT_CODE, TABLE_TEXT, NULL);
    json_object_set_new(t, "triable", json_false()); /* keys belong below their figure */
    return t;
}

json_t *indicators_table(const struct indicators_view *v, const char *section)
{
    const struct catalogue *c = v->definitions->catalogue;
    char slug[INDICATORS_SLUG_LEN];
    const char *name;
    json_t *t = new_table("indicateurs", TEXT_TITLE);
    for (size_t s = 0; (name = indicators_section(c, s, slug)); s++) {
        bool begun = false;
        for (size_t k = 0; (!section || strcmp(section, name) == 0) && k < c->indicators_n; k++) {
            if (strcmp(c->indicators[k].section, name) != 0 || !indicators_has(v, &c->indicators[k]))
                continue;
            if (!begun)
                table_section(t, name);
            begun = true;
            add_rows(v, t, &c->indicators[k]);
        }
    }
    return t;
}

json_t *indicators_table_of(const struct indicators_view *v, const char *id, const char *title,
                            const struct indicator *const *list, size_t n)
{
    json_t *t = new_table(id, title);
    for (size_t k = 0; k < n; k++)
        add_rows(v, t, list[k]);
    return t;
}
