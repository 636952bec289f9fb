/* /territoire/CODE: a territory's file active, its chantiers, its team, its indicators beside the nation's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/alertes.h"
#include "dashboard/charge.h"
#include "dashboard/envois.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/perimeters.h"
#include "dashboard/words.h"
#include "io/http.h"

#define CODES "effectif.file_active,effectif.entrees,effectif.sorties,effectif.charge_cip,effectif.objectif"

/* What is shown beside the nation's; the whole catalogue is on /indicateurs. */
static const char *const beside[] = {
    "public.femmes",
    "public.habitat_instable",
    "public.rsa",
    "public.rqth",
    "frein.cumul",
    "modalite.concerte",
    "parcours.duree_moyenne",
    "emploi.emploi_formation",
    "emploi.dynamiques_asp",
    "logement.ameliore",
    "sante.droit_ouvert",
    "frein_sortie.au_moins_un",
    "qualite.remontee",
    "qualite.completude",
};

struct territoire_page {
    struct page *page;
    struct scope *scopes;  /* the territory, then its chantiers in the period */
    struct scope *present; /* those of them that are the viewer's on the page's evening, in this order */
    size_t n, present_n, cap, figures, month, nation, curve, envois, postes, alertes;
    bool now;               /* the territory is the viewer's, and the page is of now */
    const char **reporters; /* [present_n] */
};

static void add_scope(struct territoire_page *t, const struct scope *s)
{
    t->scopes[t->n++] = *s;
    if (!page_sees(t->page, s))
        return;
    t->present[t->present_n] = *s;
    t->reporters[t->present_n] = t->present[t->present_n].code;
    t->present_n++;
}

static void add_chantier(const char *id, const struct membership *m, void *arg)
{
    struct territoire_page *t = arg;
    struct scope s = {.kind = SCOPE_CHANTIER};
    (void)m;
    snprintf(s.code, sizeof s.code, "%s", id);
    if (t->n < t->cap && page_sees_in_period(t->page, &s))
        add_scope(t, &s);
}

static int prepare(struct page *p, struct err *e)
{
    static const struct scope nation = {.kind = SCOPE_NATION};
    struct dashboard *d = page_dashboard(p);
    struct territoire_page *t = page_own(p, sizeof *t);
    const struct choice *c = page_choice(p);
    struct period month = perimeters_month(p);
    int32_t days[CURVE_WEEKS + 1];
    (void)e;
    if (page_scope(p, SCOPE_TERRITOIRE, page_segment(p)) < 0)
        return 0;
    t->cap = d->directory.reference.chantiers.n + 1;
    t->page = p;
    t->scopes = page_alloc(p, t->cap, sizeof *t->scopes);
    t->present = page_alloc(p, t->cap, sizeof *t->present);
    t->reporters = page_alloc(p, t->cap, sizeof *t->reporters);
    add_scope(t, &c->scope);
    directory_chantiers(&d->directory, c->scope.code, c->period.debut, c->period.fin, add_chantier, t);
    perimeters_weeks(page_evening(p), days);
    t->figures = page_need_figures(p, t->scopes, t->n, &c->period);
    t->month = page_need_figures(p, t->scopes, 1, &month);
    t->nation = page_need_figures(p, &nation, 1, &c->period);
    t->curve = page_need_curve(p, t->present, t->present_n, days, CURVE_WEEKS + 1);
    t->postes = page_need_list(p, WIRE_ASK_POSTES, &c->scope);
    t->now = !c->past && page_sees(p, &c->scope);
    if (t->now)
        t->alertes = alertes_need(p, &c->scope, ALERTES_EN_COURS, "", ALERTES_BREF);
    t->envois = envois_need(p, t->reporters, t->present_n);
    return 0;
}

static json_t *table_of_chantiers(struct page *p, const struct territoire_page *t)
{
    json_t *table = perimeters_table(p, "chantiers", "Les chantiers", SCOPE_CHANTIER);
    for (size_t i = 1; i < t->n; i++) {
        const struct figures_view *v = page_figures(p, t->figures, i);
        table_row(table);
        perimeters_link(p, table_text(table, directory_label(&page_dashboard(p)->directory, &v->scope)), &v->scope);
        perimeters_line(p, table, v, perimeters_trend(page_curve(p, t->curve), &v->scope));
    }
    return table;
}

static bool is_hidden(const struct figures_view *v, const struct catalogue *all, const struct indicator *i)
{
    return v->hidden && v->hidden[i - all->indicators];
}

static json_t *table_of_indicators(struct page *p, const struct territoire_page *t)
{
    const struct catalogue *all = page_dashboard(p)->definitions->catalogue;
    const struct figures_view *own = page_figures(p, t->figures, 0), *nation = page_figures(p, t->nation, 0);
    json_t *table = table_new("indicateurs", "Indicateurs, à côté de ceux de la France entière", NULL);
    table_column(table, "indicateur", "Indicateur", TABLE_TEXT, NULL);
    table_column(table, "ici", "Ce territoire", TABLE_NUMBER, NULL);
    table_column(table, "france", "France entière", TABLE_NUMBER, NULL);
    for (size_t k = 0; k < sizeof beside / sizeof *beside; k++) {
        const struct indicator *i = catalogue_find(all, beside[k]);
        struct buf href = {0}, scope = {0};
        if (!i)
            continue;
        scope_format(&own->scope, &scope);
        buf_addf(&href, "/indicateurs/%s?perimetre=", i->code);
        http_url_encode(buf_text(&scope), false, &href);
        perimeters_query(p, &href);
        table_row(table);
        table_link(table_text(table, i->label), buf_text(&href));
        table_figure(table, i, own->slots, 0, is_hidden(own, all, i));
        table_figure(table, i, nation->slots, 0, is_hidden(nation, all, i));
        buf_deinit(&href);
        buf_deinit(&scope);
    }
    return table;
}

/* ---- the coordination's own posts, as its files tell them ---- */

static json_t *team_of(const struct page *p, const struct territoire_page *t, const struct figures_view *v)
{
    if (!page_list(p, t->postes)) /* nothing is known: no sum is 0 */
        return json_null();
    return json_pack("{so so}", "pourvus", page_value(p, v, "coordination.etp_pourvus"), "vacants",
                     page_value(p, v, "coordination.etp_vacants"));
}

static const char *function_label(const struct definitions *d, const char *code)
{
    int set = definitions_find_dataset(d, "equipe"),
        at = set < 0 ? -1 : dataset_find_field(d->datasets[set], "fonction");
    const struct codes *codes = at < 0 ? NULL : d->datasets[set]->fields[at].codes;
    int32_t i = codes && code ? codes_find_exact(codes, code, strlen(code)) : -1;
    return i < 0 ? code : codes->items[i].label;
}

static void add_team(const struct page *p, const struct territoire_page *t, json_t *doc)
{
    const json_t *list = page_list(p, t->postes);
    json_t *table = table_new("postes", "L’équipe de coordination", NULL), *x;
    size_t i;
    table_column(table, "fonction", "Fonction", TABLE_TEXT, NULL);
    table_column(table, "etp", "ETP", TABLE_NUMBER, NULL);
    table_column(table, "etat", "Poste", TABLE_TEXT, NULL);
    table_column(table, "depuis", "Depuis le", TABLE_DAY, NULL);
    json_array_foreach(json_object_get(list, "postes"), i, x)
    {
        const char *etat = json_string_value(json_object_get(x, "etat")),
                   *since = json_string_value(json_object_get(x, "depuis"));
        bool vacant = etat && strcmp(etat, "VACANT") == 0;
        int32_t day = CELL_NULL;
        if (since && !cal_parse_iso(since, strlen(since), &day))
            day = CELL_NULL;
        table_row(table);
        table_text(table,
                   function_label(page_dashboard(p)->definitions, json_string_value(json_object_get(x, "fonction"))));
        table_decimal(table, json_number_value(json_object_get(x, "etp")), 2);
        json_t *cell = table_text(table, vacant ? "vacant" : "pourvu");
        if (vacant)
            table_class(cell, "a-voir");
        table_day(table, day);
    }
    if (list)
        json_object_set_new(json_object_get(doc, "tables"), "postes", table);
    else
        json_decref(table);
    json_object_set_new(doc, "sans_equipe", list ? json_null() : json_string(page_missing(p, t->postes)));
}

static json_t *build(struct page *p)
{
    struct territoire_page *t = page_own(p, sizeof *t);
    const struct directory *dir = &page_dashboard(p)->directory;
    const struct figures_view *own = page_figures(p, t->figures, 0);
    struct buf coverage = {0}, scope = {0}, path = {0}, figures = {0};
    page_about(p, own);
    page_live(p, t->scopes, t->n, CODES);
    words_coverage(&own->coverage, page_evening(p), &coverage);
    scope_format(&own->scope, &scope);
    buf_adds(&path, "/territoire/");
    http_url_encode(own->scope.code, false, &path);
    buf_adds(&figures, "/indicateurs?perimetre=");
    http_url_encode(buf_text(&scope), false, &figures);
    perimeters_query(p, &figures);
    json_t *doc =
        json_pack("{ss ss ss ss sb so so ss so so so s{so so}}", "titre", directory_label(dir, &own->scope), "code",
                  own->scope.code, "scope", buf_text(&scope), "indicateurs", buf_text(&figures), "nationale",
                  page_viewer(p)->scope.kind == SCOPE_NATION, "phare", perimeters_headline(p, own), "mois",
                  perimeters_moves(p, page_figures(p, t->month, 0)), "couverture", buf_text(&coverage), "charge",
                  charge_value(p, own), "equipe", team_of(p, t, own), "choix", perimeters_choice(p, buf_text(&path)),
                  "tables", "chantiers", table_of_chantiers(p, t), "indicateurs", table_of_indicators(p, t));
    must(doc);
    envois_add(p, t->envois, doc);
    if (t->now)
        alertes_add_bref(p, t->alertes, &page_choice(p)->scope, doc);
    add_team(p, t, doc);
    for (size_t i = 0; i < t->n; i++)
        perimeters_await(doc, page_figures(p, t->figures, i));
    perimeters_add_curve(p, doc, t->curve, own);
    buf_deinit(&coverage);
    buf_deinit(&scope);
    buf_deinit(&path);
    buf_deinit(&figures);
    return doc;
}

void page_territoire_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/territoire/",
                                          .prefix = true,
                                          .name = "territoire",
                                          .right = RIGHT_FIGURES,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
