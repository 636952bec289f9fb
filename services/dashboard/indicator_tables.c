/* One figure in many perimeters, and over the quarters: of a repartition a column a key. */
#include "dashboard/indicator_tables.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/labels.h"

static const char TEXT_TERRITOIRES[] = "Dans chaque territoire", TEXT_CHANTIERS[] = "Dans chaque chantier",
                  TEXT_CUT[] = "Les premiers seulement : il y en a trop pour une page.",
                  TEXT_COURSE[] = "Trimestre après trimestre", TEXT_QUARTER[] = "Trimestre", TEXT_DEN[] = "Sur",
                  TEXT_NR[] = "Non renseignés", TEXT_COVERAGE[] = "Chantiers comptés", TEXT_VALUE[] = "Valeur";

#define LABEL_MAX 200

static bool is_shown_key(const struct indicator *i, size_t k)
{
    const struct codes *codes = expr_codes(i->expression);
    return !(codes && codes->items[k].unknown);
}

static void add_columns(json_t *table, const struct indicator *i)
{
    char key[64], label[LABEL_MAX];
    if (i->kind != KIND_REPARTITION) {
        indicators_columns(table, "", "");
        return;
    }
    for (size_t k = 0; k < i->keys_n; k++) {
        if (!is_shown_key(i, k))
            continue;
        indicator_key(i, k, key, sizeof key);
        label_key(i, k, label, sizeof label);
        table_column(table, key, label, TABLE_NUMBER, NULL);
    }
    table_column(table, "den", TEXT_DEN, TABLE_NUMBER, NULL);
    table_column(table, "nr", TEXT_NR, TABLE_NUMBER, NULL);
}

static void add_cells(json_t *table, const struct indicator *i, const int64_t *slots, bool hidden)
{
    if (i->kind != KIND_REPARTITION) {
        indicators_cells(table, i, 0, slots, hidden);
        return;
    }
    for (size_t k = 0; k < i->keys_n; k++)
        if (is_shown_key(i, k))
            indicators_key_cell(table, i, k, slots, hidden);
    for (size_t k = 0; k < 2; k++) {
        if (hidden)
            table_withheld(table);
        else if (!slots)
            table_unknown(table);
        else
            table_number(table, slots[i->slot + k]);
    }
}

/* ---- within a perimeter ---- */

json_t *within_table(const struct indicator *i, bool chantiers, bool cut)
{
    json_t *t = table_new("detail", chantiers ? TEXT_CHANTIERS : TEXT_TERRITOIRES, cut ? TEXT_CUT : NULL);
    table_column(t, "nom", chantiers ? "Chantier" : "Territoire", TABLE_TEXT, NULL);
    add_columns(t, i);
    return t;
}

json_t *within_row(json_t *table, const struct indicator *i, const char *name, const int64_t *slots, bool hidden)
{
    table_row(table);
    json_t *cell = table_text(table, name);
    add_cells(table, i, slots, hidden);
    return cell;
}

/* ---- over the quarters ---- */

void course_quarters(int32_t last, struct period out[COURSE_QUARTERS])
{
    int y, m, d;
    cal_date(last, &y, &m, &d);
    for (int k = 0; k < COURSE_QUARTERS; k++)
        out[k] = period_quarter(cal_add_months(cal_day(y, m, 1), -3 * (COURSE_QUARTERS - 1 - k)));
}

json_t *course_table(const struct indicator *i, const struct course_point *points, size_t n)
{
    json_t *t = table_new("cours", TEXT_COURSE, NULL);
    char coverage[40];
    table_column(t, "trimestre", TEXT_QUARTER, TABLE_TEXT, NULL);
    add_columns(t, i);
    table_column(t, "couverture", TEXT_COVERAGE, TABLE_TEXT, NULL);
    for (size_t k = 0; k < n; k++) {
        const struct course_point *p = &points[k];
        table_row(t);
        table_text(t, p->period->name);
        add_cells(t, i, p->slots, p->hidden);
        snprintf(coverage, sizeof coverage, "%u/%u", p->coverage.counted, p->coverage.expected);
        table_class(table_text(t, p->slots ? coverage : "–"), "nombre");
    }
    return t;
}

json_t *course_chart(const struct indicator *i, const struct course_point *points, size_t n)
{
    if (i->kind == KIND_REPARTITION || n == 0)
        return NULL;
    json_t *bars = json_array();
    for (size_t k = 0; k < n; k++) {
        const struct course_point *p = &points[k];
        struct buf text = {0};
        double v;
        bool known = !p->hidden && p->slots && figure_value(i, p->slots, 0, &v);
        if (known)
            figure_show(i, p->slots, 0, &text);
        else
            buf_adds(&text, p->hidden ? "s" : "–");
        json_array_append_new(bars, json_pack("{s:s, s:[o], s:[s]}", "nom", p->period->name, "valeurs",
                                              known ? json_real(v) : json_null(), "textes", buf_text(&text)));
        buf_deinit(&text);
    }
    return json_pack("{s:s, s:[s], s:o}", "unite", i->unit, "series", TEXT_VALUE, "barres", bars);
}
