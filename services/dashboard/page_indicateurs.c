/* /indicateurs: the whole catalogue for a perimeter, a period and a programme, beside the same period a year before; as
 * tables or as bars (`vue`), all of it or one section. */
#include <string.h>

#include "dashboard/indicators.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/stream.h"
#include "dashboard/words.h"
#include "io/http.h"

#define PATH "/indicateurs"
#define CHART "graphique"
#define TABLE "tableau"

static const char TEXT_VIEW[] = "Cette vue n’existe pas : tableau ou graphique.";
static const char TEXT_SECTION[] =
    "Cette partie du catalogue n’existe pas. Choisissez-en une sur la page des indicateurs.";
static const char TEXT_NOT_HERE[] = "Ce périmètre ne vous était pas ouvert un an avant.";
static const char TEXT_NO_YEAR[] = "Il n’y a pas de période un an avant.";
static const char TEXT_ALL[] = "Tout", TEXT_TABLE[] = "Tableau", TEXT_CHART[] = "Graphique";

struct catalogue_page {
    size_t now, before;
    bool has_before, charts;
    struct period period; /* a year before */
    const char *why;      /* it has none */
    const char *section;  /* its name; NULL: all */
    char slug[INDICATORS_SLUG_LEN];
};

/* ---- what it is about ---- */

static int read_section(const struct page *p, struct catalogue_page *c, struct err *e)
{
    const char *wanted = page_query(p, "section");
    if (!wanted || !*wanted)
        return 0;
    for (size_t k = 0; (c->section = indicators_section(page_dashboard(p)->definitions->catalogue, k, c->slug)); k++)
        if (strcmp(c->slug, wanted) == 0)
            return 0;
    return err_set(e, ERR_USAGE, "%s", TEXT_SECTION);
}

static int read_view(const struct page *p, struct catalogue_page *c, struct err *e)
{
    const char *vue = page_query(p, "vue");
    c->charts = vue && strcmp(vue, CHART) == 0;
    if (c->charts || !vue || !*vue || strcmp(vue, TABLE) == 0)
        return 0;
    return err_set(e, ERR_USAGE, "%s", TEXT_VIEW);
}

static int prepare(struct page *p, struct err *e)
{
    const struct choice *choice = page_choice(p);
    struct catalogue_page *c = page_own(p, sizeof *c);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    if (read_view(p, c, e) < 0 || read_section(p, c, e) < 0)
        return -1;
    c->now = page_need_figures(p, &choice->scope, 1, &choice->period);
    if (!period_year_before(&choice->period, &c->period))
        c->why = TEXT_NO_YEAR;
    else if (!rights_see_scope(page_viewer(p), &choice->scope, r, c->period.debut, c->period.fin))
        c->why = TEXT_NOT_HERE;
    c->has_before = !c->why;
    if (c->has_before)
        c->before = page_need_figures(p, &choice->scope, 1, &c->period);
    return 0;
}

/* ---- links ---- */

struct address {
    const char *vue, *section; /* "" or NULL: left out */
};

static void address_of(const struct page *p, struct address a, struct buf *out)
{
    buf_adds(out, PATH "?");
    choice_query(page_choice(p), page_dashboard(p)->definitions, false, page_today(p), out);
    if (a.section && *a.section)
        buf_addf(out, "&section=%s", a.section);
    if (a.vue && *a.vue)
        buf_addf(out, "&vue=%s", a.vue);
}

static void add_link(const struct page *p, json_t *list, const char *label, struct address a, bool here)
{
    struct buf href = {0};
    address_of(p, a, &href);
    json_array_append_new(list, json_pack("{ss ss sb}", "libelle", label, "href", buf_text(&href), "ici", here));
    buf_deinit(&href);
}

static json_t *views_of(const struct page *p, const struct catalogue_page *c)
{
    const char *section = c->section ? c->slug : NULL;
    json_t *list = json_array();
    add_link(p, list, TEXT_TABLE, (struct address){.section = section}, !c->charts);
    add_link(p, list, TEXT_CHART, (struct address){CHART, section}, c->charts);
    return list;
}

static json_t *sections_of(const struct page *p, const struct catalogue_page *c)
{
    const struct catalogue *all = page_dashboard(p)->definitions->catalogue;
    const char *vue = c->charts ? CHART : NULL, *name;
    char slug[INDICATORS_SLUG_LEN];
    json_t *list = json_array();
    add_link(p, list, TEXT_ALL, (struct address){.vue = vue}, !c->section);
    for (size_t k = 0; (name = indicators_section(all, k, slug)); k++)
        add_link(p, list, name, (struct address){vue, slug}, c->section && strcmp(slug, c->slug) == 0);
    return list;
}

static json_t *bar_of(const struct page *p, const struct catalogue_page *c)
{
    const struct choice *choice = page_choice(p);
    const struct dashboard *d = page_dashboard(p);
    json_t *perimeters =
        choice_perimeters(page_viewer(p), &d->directory, choice->period.debut, choice->period.fin, page_today(p));
    json_t *bar = choice_bar(choice, d->definitions, PATH, perimeters, page_today(p));
    choice_bar_keep(bar, "section", c->section ? c->slug : NULL);
    choice_bar_keep(bar, "vue", c->charts ? CHART : NULL);
    json_decref(perimeters);
    return bar;
}

/* ---- what it shows ---- */

static json_t *charts_of(const struct page *p, const struct catalogue_page *c, const struct indicators_view *v)
{
    const struct catalogue *all = page_dashboard(p)->definitions->catalogue;
    char slug[INDICATORS_SLUG_LEN];
    const char *name;
    size_t i;
    json_t *out = json_array(), *chart;
    for (size_t k = 0; c->charts && (name = indicators_section(all, k, slug)); k++) {
        if (c->section && strcmp(slug, c->slug) != 0)
            continue;
        json_t *charts = indicators_charts(v, name, slug);
        json_array_foreach(charts, i, chart)
            json_object_set_new(chart, "donnees", page_chart(json_incref(json_object_get(chart, "donnees"))));
        if (json_array_size(charts))
            json_array_append_new(out, json_pack("{ss ss so}", "titre", name, "ancre", slug, "graphiques", charts));
        else
            json_decref(charts);
    }
    return out;
}

/* {"periode", "couverture", "manque"}: what a column is about; `manque` says why there is nothing. */
static json_t *about_of(const struct page *p, const struct period *period, const struct figures_view *f,
                        const char *why)
{
    struct buf label = {0}, coverage = {0};
    if (period)
        choice_period_label(period, &label);
    if (f && f->slots)
        words_coverage(&f->coverage, page_evening(p), &coverage);
    json_t *out = json_pack("{ss ss ss?}", "periode", buf_text(&label), "couverture", buf_text(&coverage), "manque",
                            f && f->slots ? NULL : why);
    buf_deinit(&label);
    buf_deinit(&coverage);
    return out;
}

static void listen(struct page *p, const struct catalogue_page *c, const struct indicators_view *v)
{
    struct buf codes = {0};
    indicators_codes(v, c->section, &codes);
    if (v->live)
        page_live(p, &page_choice(p)->scope, 1, codes.len <= STREAM_CODES_MAX ? buf_text(&codes) : "");
    buf_deinit(&codes);
}

static json_t *build(struct page *p)
{
    struct catalogue_page *c = page_own(p, sizeof *c);
    const struct choice *choice = page_choice(p);
    const struct dashboard *d = page_dashboard(p);
    const struct figures_view *now = page_figures(p, c->now, 0),
                              *before = c->has_before ? page_figures(p, c->before, 0) : NULL;
    struct buf query = {0};
    choice_query(choice, d->definitions, false, page_today(p), &query);
    const struct indicators_view v = {
        .definitions = d->definitions,
        .scope = choice->scope,
        .query = buf_text(&query),
        .now = {choice->period.name, now->slots, now->hidden},
        .before = {c->period.name, before ? before->slots : NULL, before ? before->hidden : NULL},
        .live = now->live,
        .guarded = rights_guarded(page_viewer(p))};
    page_about(p, now);
    listen(p, c, &v);
    json_t *doc =
        json_pack("{ss ss so so so sb so so so s{so}}", "titre", "Indicateurs", "perimetre",
                  directory_label(&d->directory, &choice->scope), "choix", bar_of(p, c), "vues", views_of(p, c),
                  "sections", sections_of(p, c), "en_tableau", !c->charts, "graphiques", charts_of(p, c, &v),
                  "maintenant", about_of(p, &choice->period, now, page_missing(p, c->now)), "avant",
                  about_of(p, c->has_before ? &c->period : NULL, before, c->why ? c->why : page_missing(p, c->before)),
                  "tables", "indicateurs", indicators_table(&v, c->section));
    must(doc);
    buf_deinit(&query);
    return doc;
}

void page_indicateurs_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = PATH,
                                          .name = "indicateurs",
                                          .right = RIGHT_FIGURES,
                                          .perimetre = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
