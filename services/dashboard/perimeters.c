/* What several pages say of perimeters. */
#include "dashboard/perimeters.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/charge.h"
#include "dashboard/words.h"
#include "io/http.h"
#include "programme/figures.h"

#define TREND_WEEKS 4

static const char TEXT_NO_CURVE[] = "La courbe ne peut pas être calculée pour le moment.",
                  TEXT_NOTHING_YET[] = "La courbe commencera avec le premier export accepté.";

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

/* Is the last evening of these days that of the period's figure? */
static bool ends_live(const struct page_curve *c, const struct figures_view *v)
{
    int32_t last = c->days[c->days_n - 1];
    return v->live && v->period->debut <= last && last <= v->period->fin;
}

static json_t *curve_of(const struct page *p, const struct page_curve *c, const struct figures_view *v)
{
    const struct scope *s = &v->scope;
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
        json_t *cell = table_number(table, x->values[i]);
        if (i + 1 == c->days_n && ends_live(c, v))
            table_live(cell, s, "effectif.file_active");
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

/* ---- before the first export ---- */

bool perimeters_silent(const struct figures_view *v)
{
    return v->slots && v->coverage.counted == 0;
}

json_t *perimeters_value(const struct page *p, const struct figures_view *v, const char *code)
{
    if (!perimeters_silent(v))
        return page_value(p, v, code);
    const struct figures_view unknown = {.scope = v->scope, .period = v->period};
    return page_value(p, &unknown, code);
}

void perimeters_await(json_t *doc, const struct figures_view *v)
{
    const char *before = json_string_value(json_object_get(doc, "attend"));
    struct buf scopes = {0};
    if (!v->live || !perimeters_silent(v))
        return;
    if (before)
        buf_addf(&scopes, "%s ", before);
    scope_format(&v->scope, &scopes);
    json_object_set_new(doc, "attend", json_string(buf_text(&scopes)));
    buf_deinit(&scopes);
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
    return json_pack("{so so}", "entrees", perimeters_value(p, month, "effectif.entrees"), "sorties",
                     perimeters_value(p, month, "effectif.sorties"));
}

json_t *perimeters_choice(const struct page *p, const char *action)
{
    return choice_bar(page_choice(p), page_dashboard(p)->definitions, action, NULL, page_today(p));
}

json_t *perimeters_headline(const struct page *p, const struct figures_view *v)
{
    int64_t objectif = objectif_of(p, &v->scope);
    const struct choice *c = page_choice(p);
    bool silent = perimeters_silent(v);
    json_t *doc =
        json_pack("{so sb sb sn sn}", "file_active", perimeters_value(p, v, "effectif.file_active"), "ce_soir",
                  !c->past && c->period.fin >= page_today(p), "sans_export", silent, "objectif", "realise");
    struct buf text = {0};
    if (objectif != CELL_NULL) {
        figure_show_int(objectif, &text);
        json_object_set_new(doc, "objectif", json_string(buf_text(&text)));
    }
    if (objectif != CELL_NULL && !silent)
        json_object_set_new(doc, "realise", page_value(p, v, "effectif.objectif"));
    buf_deinit(&text);
    return doc;
}

void perimeters_query(const struct page *p, struct buf *href)
{
    struct buf query = {0};
    choice_query(page_choice(p), page_dashboard(p)->definitions, true, page_today(p), &query);
    if (query.len)
        buf_addf(href, "%c%s", strchr(buf_text(href), '?') ? '&' : '?', buf_text(&query));
    buf_deinit(&query);
}

void perimeters_href(const struct page *p, const struct scope *s, struct buf *href)
{
    buf_adds(href, s->kind == SCOPE_CHANTIER ? "/chantier/" : "/territoire/");
    http_url_encode(s->code, false, href);
    perimeters_query(p, href);
}

void perimeters_link(const struct page *p, json_t *cell, const struct scope *s)
{
    struct buf href = {0};
    perimeters_href(p, s, &href);
    table_link(cell, buf_text(&href));
    buf_deinit(&href);
}

json_t *perimeters_table(const struct page *p, const char *id, const char *title, enum scope_kind kind)
{
    json_t *t = table_new(id, title, NULL);
    table_column(t, "nom", kind == SCOPE_CHANTIER ? "Chantier" : "Territoire", TABLE_TEXT, NULL);
    table_column(t, "file_active", "File active", TABLE_NUMBER, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    table_column(t, "realise", "Réalisé", TABLE_RATE, NULL);
    table_column(t, "tendance", "Quatre semaines", TABLE_NUMBER, NULL);
    if (kind != SCOPE_CHANTIER) /* of one chantier a share says nothing */
        table_column(t, "couverture", "Chantiers comptés", TABLE_TEXT, NULL);
    table_column(t, "ancien", kind == SCOPE_CHANTIER ? "Dernier export" : "Export le plus ancien", TABLE_DAY, NULL);
    table_column(t, "charge", "Salariés par ETP", TABLE_NUMBER, NULL);
    if (!page_choice(p)->past)
        table_column(t, "alertes", "À voir", TABLE_TEXT, NULL);
    return t;
}

static json_t *live_cell(const struct page *p, json_t *table, const struct figures_view *v, const char *code)
{
    const struct catalogue *all = page_dashboard(p)->definitions->catalogue;
    const struct indicator *i = catalogue_find(all, code);
    must(i);
    if (perimeters_silent(v))
        return table_unknown(table);
    json_t *cell = table_figure(table, i, v->slots, 0, v->hidden && v->hidden[i - all->indicators]);
    if (v->live)
        table_live(cell, &v->scope, code);
    return cell;
}

/* What waits for somebody, and leads to it. */
static void alerts_cell(const struct page *p, json_t *table, const struct scope *s)
{
    const struct dashboard *d = page_dashboard(p);
    struct buf text = {0}, href = {0}, scope = {0};
    if (!page_sees(p, s)) {
        table_unknown(table);
        return;
    }
    struct ouvertes_nombre x = ouvertes_of(&d->ouvertes, s, &d->directory.reference, page_today(p));
    if (!x.n) {
        table_class(table_text(table, "rien"), "calme");
        return;
    }
    buf_addf(&text, "%lld alerte%s", (long long)x.n, x.n > 1 ? "s" : "");
    if (x.critiques)
        buf_addf(&text, ", dont %lld critique%s", (long long)x.critiques, x.critiques > 1 ? "s" : "");
    scope_format(s, &scope);
    buf_adds(&href, "/alertes?perimetre=");
    http_url_encode(buf_text(&scope), false, &href);
    json_t *cell = table_text(table, buf_text(&text));
    table_class(cell, x.critiques ? "critique" : "a-voir");
    table_link(cell, buf_text(&href));
    buf_deinit(&text);
    buf_deinit(&href);
    buf_deinit(&scope);
}

void perimeters_line(const struct page *p, json_t *table, const struct figures_view *v, int64_t trend)
{
    int64_t objectif = objectif_of(p, &v->scope);
    live_cell(p, table, v, "effectif.file_active");
    if (objectif == CELL_NULL)
        table_unknown(table);
    else
        table_number(table, objectif);
    live_cell(p, table, v, "effectif.objectif");
    perimeters_trend_cell(table, perimeters_silent(v) ? CELL_NULL : trend);
    if (v->scope.kind != SCOPE_CHANTIER) {
        struct buf counted = {0};
        words_counted(&v->coverage, &counted);
        json_t *cell = table_text(table, v->slots ? buf_text(&counted) : "–");
        if (v->live)
            table_live(cell, &v->scope, WORDS_LIVE_COUNTED);
        buf_deinit(&counted);
    }
    json_t *oldest = table_day(table, v->coverage.counted ? v->coverage.oldest : CELL_NULL);
    if (v->live)
        table_live(oldest, &v->scope, WORDS_LIVE_OLDEST);
    charge_live_cell(live_cell(p, table, v, "effectif.charge_cip"), charge_seuils(p, &v->scope));
    if (!page_choice(p)->past)
        alerts_cell(p, table, &v->scope);
}

void perimeters_add_curve(const struct page *p, json_t *doc, size_t need, const struct figures_view *v)
{
    const char *missing = page_missing(p, need);
    json_t *curve = perimeters_silent(v) ? NULL : curve_of(p, page_curve(p, need), v);
    if (curve)
        json_object_set_new(doc, "courbe", curve);
    else if (perimeters_silent(v))
        json_object_set_new(doc, "sans_courbe", json_string(TEXT_NOTHING_YET));
    else
        json_object_set_new(doc, "manque", json_string(missing ? missing : TEXT_NO_CURVE));
}
