/* What several pages say of perimeters. */
#include "dashboard/perimeters.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/words.h"
#include "io/http.h"
#include "programme/figures.h"

#define TREND_WEEKS 4

static const char TEXT_NO_CURVE[] = "La courbe ne peut pas être calculée pour le moment.";

const char perimeters_watch_sql[] = "SELECT c.chantier_id, (SELECT count(*) FROM cvg.submission s WHERE s.chantier_id "
                                    "= c.chantier_id AND s.state = 'held'),"
                                    " c.situation FROM cvg.chantier_state c ORDER BY 1";

void perimeters_weeks(int32_t last, int32_t *out)
{
    for (int i = 0; i <= CURVE_WEEKS; i++)
        out[i] = last - 7 * (CURVE_WEEKS - i);
}

static bool is_same(const struct scope *a, const struct scope *b)
{
    return a->kind == b->kind && strcmp(a->code, b->code) == 0;
}

static const struct page_series *find(const struct page_curve *c, const struct scope *s)
{
    for (size_t i = 0; c && i < c->series_n; i++)
        if (is_same(&c->series[i].scope, s))
            return &c->series[i];
    return NULL;
}

/* On the period's last day, as `effectif.objectif` has it; where that is still to come, this evening. */
static int64_t objectif_of(const struct page *p, const struct scope *s)
{
    int32_t fin = page_choice(p)->period.fin, evening = page_evening(p);
    return directory_objectif(&page_dashboard(p)->directory, s, fin < evening ? fin : evening);
}

json_t *perimeters_curve(const struct page *p, const struct page_curve *c, const struct scope *s)
{
    const struct page_series *x = find(c, s);
    const struct dashboard *d = page_dashboard(p);
    char day[CAL_DAY_LEN];
    if (!x)
        return NULL;
    const char *nom = directory_label(&d->directory, s);
    json_t *points = json_array(), *table = table_new("courbe", "File active chaque semaine", NULL);
    table_column(table, "jour", "Au soir du", TABLE_DAY, NULL);
    table_column(table, "file_active", "File active", TABLE_NUMBER, NULL);
    for (size_t i = 0; i < c->days_n; i++) {
        cal_format_day(c->days[i], day);
        json_array_append_new(points, json_pack("[sI]", day, (json_int_t)x->values[i]));
        table_row(table);
        table_day(table, c->days[i]);
        table_number(table, x->values[i]);
    }
    int64_t objectif = objectif_of(p, s);
    struct buf scope = {0};
    scope_format(s, &scope);
    json_t *data = json_pack("{s[{ssssso}] ss}", "series", "nom", nom, "scope", buf_text(&scope), "points", points,
                             "unite", "salariés");
    must(data);
    buf_deinit(&scope);
    if (objectif != CELL_NULL)
        json_object_set_new(data, "objectif", json_integer(objectif));
    return json_pack("{so so}", "donnees", page_chart(data), "table", table);
}

int64_t perimeters_trend(const struct page_curve *c, const struct scope *s)
{
    const struct page_series *x = find(c, s);
    if (!x || c->days_n <= TREND_WEEKS)
        return CELL_NULL;
    return x->values[c->days_n - 1] - x->values[c->days_n - 1 - TREND_WEEKS];
}

void perimeters_trend_cell(json_t *table, int64_t trend)
{
    if (trend == CELL_NULL) {
        table_unknown(table);
        return;
    }
    struct buf text = {0};
    words_signed(trend, &text);
    json_t *cell = table_number(table, trend);
    json_object_set_new(cell, "texte", json_string(buf_text(&text)));
    table_class(cell, trend > 0 ? "hausse" : trend < 0 ? "baisse" : "stable");
    buf_deinit(&text);
}

struct watch perimeters_watch(const struct page *p, const struct db_result *r, const struct scope *s)
{
    const struct dashboard *d = page_dashboard(p);
    const struct reference *reference = &d->directory.reference;
    const struct numbers *numbers = &d->definitions->numbers;
    int32_t today = page_today(p),
            night = period_last_night(cal_now_us(), numbers->deadline_hour, numbers->grace_hours);
    struct watch w = {0};
    for (int i = 0; i < db_rows(r); i++) {
        const char *id = db_text(r, i, 0);
        struct membership m = reference_membership(reference, id, today, today);
        if (!m.at_end || !scope_includes(s, reference, id, &m, today))
            continue;
        w.held += db_int64(r, i, 1);
        if (!m.coordination)
            w.silent += db_is_null(r, i, 2) || db_day(r, i, 2) < night;
    }
    return w;
}

void perimeters_watch_cell(json_t *table, const struct watch *w)
{
    struct buf text = {0};
    if (w->silent)
        buf_addf(&text, "%lld en retard", (long long)w->silent);
    if (w->held)
        buf_addf(&text, "%s%lld retenu%s", text.len ? ", " : "", (long long)w->held, w->held > 1 ? "s" : "");
    if (!text.len)
        buf_adds(&text, "rien");
    table_class(table_text(table, buf_text(&text)), w->silent || w->held ? "a-voir" : "calme");
    buf_deinit(&text);
}

/* ---- the parts of pages ---- */

struct period perimeters_month(const struct page *p)
{
    struct period out;
    struct err e;
    char name[24];
    int y, m, day;
    cal_date(page_evening(p), &y, &m, &day);
    snprintf(name, sizeof name, "%04d-%02d", y, m);
    must(period_parse(name, &out, &e) == 0);
    return out;
}

json_t *perimeters_moves(const struct page *p, const struct figures_view *month)
{
    return json_pack("{so so}", "entrees", page_value(p, month, "effectif.entrees"), "sorties",
                     page_value(p, month, "effectif.sorties"));
}

json_t *perimeters_choice(const struct page *p, const char *action)
{
    return choice_bar(page_choice(p), page_dashboard(p)->definitions, action, NULL, page_today(p));
}

json_t *perimeters_headline(const struct page *p, const struct figures_view *v)
{
    int64_t objectif = objectif_of(p, &v->scope);
    const struct choice *c = page_choice(p);
    json_t *doc = json_pack("{so sb}", "file_active", page_value(p, v, "effectif.file_active"), "ce_soir",
                            !c->past && c->period.fin >= page_today(p));
    struct buf text = {0};
    if (objectif != CELL_NULL) {
        figure_show_int(objectif, &text);
        json_object_set_new(doc, "objectif", json_string(buf_text(&text)));
        json_object_set_new(doc, "realise", page_value(p, v, "effectif.objectif"));
    } else {
        json_object_set_new(doc, "objectif", json_null());
    }
    buf_deinit(&text);
    return doc;
}

void perimeters_link(const struct page *p, json_t *cell, const struct scope *s)
{
    struct buf href = {0}, query = {0};
    buf_adds(&href, s->kind == SCOPE_CHANTIER ? "/chantier/" : "/territoire/");
    http_url_encode(s->code, false, &href);
    choice_query(page_choice(p), page_dashboard(p)->definitions, true, page_today(p), &query);
    if (query.len)
        buf_addf(&href, "?%s", buf_text(&query));
    table_link(cell, buf_text(&href));
    buf_deinit(&href);
    buf_deinit(&query);
}

json_t *perimeters_table(const struct page *p, const char *id, const char *title, const char *first)
{
    json_t *t = table_new(id, title, NULL);
    table_column(t, "nom", first, TABLE_TEXT, NULL);
    table_column(t, "file_active", "File active", TABLE_NUMBER, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    table_column(t, "realise", "Réalisé", TABLE_RATE, NULL);
    table_column(t, "tendance", "Quatre semaines", TABLE_NUMBER, NULL);
    table_column(t, "couverture", "Chantiers comptés", TABLE_TEXT, NULL);
    table_column(t, "ancien", "Export le plus ancien", TABLE_DAY, NULL);
    table_column(t, "charge", "Salariés par ETP", TABLE_NUMBER, NULL);
    if (!page_choice(p)->past)
        table_column(t, "alertes", "À voir", TABLE_TEXT, NULL);
    return t;
}

static void live_cell(const struct page *p, json_t *table, const struct figures_view *v, const char *code)
{
    const struct catalogue *all = page_dashboard(p)->definitions->catalogue;
    const struct indicator *i = catalogue_find(all, code);
    must(i);
    json_t *cell = table_figure(table, i, v->slots, 0, v->hidden && v->hidden[i - all->indicators]);
    if (v->live)
        table_live(cell, &v->scope, code);
}

void perimeters_line(const struct page *p, json_t *table, const struct figures_view *v, int64_t trend,
                     const struct db_result *watch)
{
    struct buf counted = {0};
    int64_t objectif = objectif_of(p, &v->scope);
    live_cell(p, table, v, "effectif.file_active");
    if (objectif == CELL_NULL)
        table_unknown(table);
    else
        table_number(table, objectif);
    live_cell(p, table, v, "effectif.objectif");
    perimeters_trend_cell(table, trend);
    words_counted(&v->coverage, &counted);
    json_t *cells[] = {table_text(table, v->slots ? buf_text(&counted) : "–"),
                       table_day(table, v->coverage.counted ? v->coverage.oldest : CELL_NULL)};
    buf_deinit(&counted);
    if (v->live) {
        table_live(cells[0], &v->scope, WORDS_LIVE_COUNTED);
        table_live(cells[1], &v->scope, WORDS_LIVE_OLDEST);
    }
    live_cell(p, table, v, "effectif.charge_cip");
    if (page_choice(p)->past)
        return;
    if (!page_sees(p, &v->scope)) {
        table_unknown(table);
        return;
    }
    struct watch w = perimeters_watch(p, watch, &v->scope);
    perimeters_watch_cell(table, &w);
}

void perimeters_add_curve(const struct page *p, json_t *doc, size_t need, const struct scope *s)
{
    json_t *curve = perimeters_curve(p, page_curve(p, need), s);
    if (curve)
        json_object_set_new(doc, "courbe", curve);
    else
        json_object_set_new(doc, "manque", json_string(page_missing(p, need) ? page_missing(p, need) : TEXT_NO_CURVE));
}
