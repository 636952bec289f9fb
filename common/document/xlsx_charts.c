/* Native charts. Their data stand on a sheet of their own; what is withheld or unknown is an empty cell there, since a
 * spreadsheet draws words as 0, and its category says which it is, and of which series. */
#include "document/xlsx_book.h"

#include <math.h>

#include "document/ecrit.h"

#define ACCENT 0x1F4E8C
#define CLAIR 0xA9BFDD
#define CONTRAIRE 0xB8560F
#define TOTAL 0x46536A
#define FILET 0xD8DDE6
#define PIXELS_LARGE 820.0
#define PIXELS_CATEGORIE 34.0 /* a category's height, and what stands around all of them */
#define PIXELS_AUTOUR 110.0
#define PIXELS_COURBES 380.0
#define PIXELS_LIGNE 20.0 /* a row's height */
#define DEFAUT_LARGE 480.0
#define DEFAUT_HAUT 288.0
#define COURBES_DESSINEES 2 /* at most: the whole and the perimeter that the report is about; the data hold all */
#define JOUR_EXCEL 25569
#define LOIN .5        /* all above this share of the greatest: the axis does not begin at 0 */
#define MARGE_PART .25 /* of what moves, below its least */

struct data { /* where the data of a chart stand */
    const char *sheet;
    lxw_row_t first, last;
};

static struct data data_begin(struct xlsx_book *b, const struct plan_graphique *g, size_t rows)
{
    worksheet_write_string(b->data, b->data_row, 0, g->titre, b->words[WORDS_CAPTION]);
    struct data d = {.sheet = b->data->name, .first = b->data_row + 2, .last = b->data_row + 1 + (lxw_row_t)rows};
    b->data_row = d.last + 2;
    return d;
}

static void add_series(lxw_chart *c, const struct data *d, lxw_col_t col, const char *name, uint32_t color)
{
    lxw_chart_series *s = chart_add_series(c, NULL, NULL);
    chart_series_set_categories(s, d->sheet, d->first, 0, d->last, 0);
    chart_series_set_values(s, d->sheet, d->first, col, d->last, col);
    if (*name)
        chart_series_set_name(s, name);
    if (color) {
        lxw_chart_fill fill = {.color = color};
        chart_series_set_fill(s, &fill);
    } else {
        lxw_chart_fill none = {.none = LXW_TRUE};
        chart_series_set_fill(s, &none);
    }
}

static bool not_drawn(const struct plan_valeur *v)
{
    return v->etat == PLAN_SECRET || v->etat == PLAN_INCONNU;
}

/* "Lyon (2022 : s)", "Lyon (2023 : s, 2022 : –)"; "Lyon (–)" where all that there is is one and the same. */
static void write_category(struct xlsx_book *b, lxw_row_t row, const struct plan_graphique *g, size_t i)
{
    struct buf text = {0};
    size_t marked = 0;
    bool alike = true;
    for (size_t s = 0; s < g->series_n; s++)
        alike &= not_drawn(&g->series[s].valeurs[i]) && g->series[s].valeurs[i].etat == g->series[0].valeurs[i].etat;
    buf_adds(&text, g->categories[i]);
    if (alike)
        buf_addf(&text, " (%s)", g->series[0].valeurs[i].texte);
    for (size_t s = 0; s < g->series_n && !alike; s++)
        if (not_drawn(&g->series[s].valeurs[i]))
            buf_addf(&text, "%s%s" ECRIT_INSECABLE ": %s", marked++ ? ", " : " (", g->series[s].nom,
                     g->series[s].valeurs[i].texte);
    if (marked)
        buf_addc(&text, ')');
    worksheet_write_string(b->data, row, 0, buf_text(&text), NULL);
    buf_deinit(&text);
}

static lxw_chart *bars(struct xlsx_book *b, const struct plan_graphique *g)
{
    struct data d = data_begin(b, g, g->categories_n);
    lxw_chart *c = workbook_add_chart(b->book, LXW_CHART_BAR);
    bool percent = false, tenths = false;
    for (size_t s = 0; s < g->series_n; s++) {
        worksheet_write_string(b->data, d.first - 1, (lxw_col_t)(1 + s), g->series[s].nom, b->words[WORDS_HEAD_RIGHT]);
        for (size_t i = 0; i < g->categories_n; i++) {
            const struct plan_valeur *v = &g->series[s].valeurs[i];
            percent |= v->etat == PLAN_DIT && v->forme == PLAN_POURCENT;
            tenths |= v->etat == PLAN_DIT && v->forme == PLAN_DIXIEME;
            if (s == 0)
                write_category(b, d.first + (lxw_row_t)i, g, i);
            if (v->etat == PLAN_DIT)
                xlsx_value(b, b->data, d.first + (lxw_row_t)i, (lxw_col_t)(1 + s), v, LOOK_PLAIN);
        }
        add_series(c, &d, (lxw_col_t)(1 + s), g->series[s].nom, s ? CLAIR : ACCENT);
    }
    lxw_chart_series *each;
    STAILQ_FOREACH(each, c->series_list, list_pointers)
    {
        chart_series_set_labels(each);
        chart_series_set_labels_num_format(each, percent ? "0\\ %" : tenths ? "#,##0.0" : "#,##0");
    }
    if (g->series_n == 1)
        chart_legend_set_position(c, LXW_CHART_LEGEND_NONE);
    chart_axis_set_num_format(c->x_axis, percent ? "0\\ %" : "#,##0");
    return c;
}

static void write_panel_name(struct xlsx_book *b, lxw_row_t row, lxw_col_t col, const struct plan_panneau *p)
{
    struct buf text = {0};
    buf_adds(&text, p->nom);
    if (p->inconnu)
        buf_addf(&text, " (%s)", plan_inconnu().texte);
    worksheet_write_string(b->data, row, col, buf_text(&text), b->words[WORDS_HEAD_RIGHT]);
    buf_deinit(&text);
}

static lxw_chart *curves(struct xlsx_book *b, const struct plan_graphique *g)
{
    static const uint32_t colors[COURBES_DESSINEES] = {TOTAL, ACCENT};
    const struct plan_panneau *first = &g->panneaux[0];
    struct data d = data_begin(b, g, first->n);
    lxw_chart *c = workbook_add_chart(b->book, LXW_CHART_LINE);
    for (size_t i = 0; i < first->n; i++) {
        struct plan_valeur day = {
            .etat = PLAN_DIT, .forme = PLAN_JOUR, .nombre = first->jours[i], .arrondi = first->jours[i]};
        xlsx_value(b, b->data, d.first + (lxw_row_t)i, 0, &day, LOOK_PLAIN);
    }
    for (size_t s = 0; s < g->panneaux_n; s++) {
        const struct plan_panneau *p = &g->panneaux[s];
        write_panel_name(b, d.first - 1, (lxw_col_t)(1 + s), p);
        for (size_t i = 0; i < p->n && i < first->n && !p->inconnu; i++)
            worksheet_write_number(b->data, d.first + (lxw_row_t)i, (lxw_col_t)(1 + s), (double)p->valeurs[i], NULL);
        if (!p->tout || s >= COURBES_DESSINEES)
            continue;
        lxw_chart_series *line = chart_add_series(c, NULL, NULL);
        lxw_chart_line look = {.color = colors[s], .width = 2.25};
        chart_series_set_categories(line, d.sheet, d.first, 0, d.last, 0);
        chart_series_set_values(line, d.sheet, d.first, (lxw_col_t)(1 + s), d.last, (lxw_col_t)(1 + s));
        chart_series_set_name(line, p->nom);
        chart_series_set_line(line, &look);
    }
    chart_axis_set_num_format(c->x_axis, "mm/yyyy");
    chart_axis_set_num_format(c->y_axis, "#,##0");
    chart_axis_set_min(c->y_axis, 0);
    return c;
}

/* Bars one upon the other, the lowest not seen. */
static lxw_chart *waterfall(struct xlsx_book *b, const struct plan_graphique *g)
{
    static const char *const names[] = {"", "Total", "Hausse", "Baisse"};
    static const uint32_t colors[] = {0, TOTAL, ACCENT, CONTRAIRE};
    struct data d = data_begin(b, g, g->categories_n);
    lxw_chart *c = workbook_add_chart(b->book, LXW_CHART_COLUMN_STACKED);
    double at = 0, low = g->series[0].valeurs[0].nombre, high = low;
    for (size_t i = 0; i < g->categories_n; i++) {
        const struct plan_valeur *v = &g->series[0].valeurs[i];
        lxw_row_t row = d.first + (lxw_row_t)i;
        double size = v->nombre < 0 ? -v->nombre : v->nombre;
        double base = !v->ecart ? 0 : v->nombre < 0 ? at - size : at;
        worksheet_write_string(b->data, row, 0, g->categories[i], NULL);
        worksheet_write_number(b->data, row, 1, base, NULL);
        worksheet_write_number(b->data, row, !v->ecart ? 2 : v->nombre < 0 ? 4 : 3, size, NULL);
        at = v->ecart ? at + v->nombre : v->nombre;
        low = at < low ? at : low;
        high = at > high ? at : high;
    }
    if (low > high * LOIN)
        chart_axis_set_min(c->y_axis, floor((low - (high - low) * MARGE_PART) / 10) * 10);
    for (size_t s = 0; s < sizeof names / sizeof *names; s++)
        add_series(c, &d, (lxw_col_t)(1 + s), names[s], colors[s]);
    chart_legend_set_position(c, LXW_CHART_LEGEND_NONE);
    return c;
}

lxw_row_t xlsx_chart(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_graphique *g)
{
    bool bar = g->dessin == PLAN_BARRES;
    lxw_chart *c = bar ? bars(b, g) : g->dessin == PLAN_COURBES ? curves(b, g) : waterfall(b, g);
    double high = bar ? PIXELS_AUTOUR + PIXELS_CATEGORIE * (double)g->categories_n : PIXELS_COURBES;
    if (bar) /* the first category above */
        chart_axis_set_reverse(c->y_axis);
    lxw_chart_line hairline = {.color = FILET, .width = .5};
    chart_axis_major_gridlines_set_line(c->x_axis, &hairline);
    chart_axis_major_gridlines_set_line(c->y_axis, &hairline);
    lxw_chart_font strong = {.size = 12, .bold = LXW_TRUE, .color = 0x1B2432};
    chart_title_set_name_font(c, &strong);
    if (g->dessin != PLAN_CASCADE && !(bar && g->series_n == 1))
        chart_legend_set_position(c, LXW_CHART_LEGEND_BOTTOM);
    chart_title_set_name(c, g->titre);
    lxw_chart_options o = {
        .x_scale = PIXELS_LARGE / DEFAUT_LARGE, .y_scale = high / DEFAUT_HAUT, .description = mem_unconst(g->alt)};
    worksheet_insert_chart_opt(s, row, 0, c, &o);
    return row + (lxw_row_t)(high / PIXELS_LIGNE) + 2;
}
