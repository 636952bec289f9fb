/* /indicateurs/CODE: one figure: what it is and how it is made, in words, in the catalogue's terms and in SQL; its
 * value beside that of a year before, in each perimeter within, and over eight quarters. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/definition_words.h"
#include "dashboard/indicator_tables.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/perimeters.h"
#include "dashboard/privacy.h"
#include "dashboard/words.h"
#include "io/http.h"
#include "programme/facts_sql.h"

#define PATH "/indicateurs/"

static const char TEXT_NOT_HERE[] = "Ce périmètre ne vous était pas ouvert un an avant.";
static const char TEXT_NO_YEAR[] = "Il n’y a pas de période un an avant.";
static const char TEXT_NO_CODE[] = "Aucun indicateur n’a ce code. La page des indicateurs les donne tous.";
static const char TEXT_NEAR[] = "Aucun indicateur n’a ce code. Cherchiez-vous ";

struct indicator_page {
    const struct indicator *i;
    struct scope *scopes; /* the perimeter, then those within it that the viewer may see */
    size_t n, cap;
    bool cut; /* there are more */
    size_t now, before;
    bool has_before, course;
    struct period period; /* a year before */
    const char *why;      /* it has none */
    struct period quarters[COURSE_QUARTERS];
    size_t needs[COURSE_QUARTERS], quarters_n;
};

/* ---- what it needs ---- */

static void refuse(struct page *p)
{
    const char *near[DEFINITION_NEAR_MAX];
    size_t n = definition_near(page_dashboard(p)->definitions->catalogue, page_segment(p), near);
    struct buf text = {0};
    buf_adds(&text, n ? TEXT_NEAR : TEXT_NO_CODE);
    for (size_t k = 0; k < n; k++)
        buf_addf(&text, "%s%s", k == 0 ? "" : k + 1 == n ? " ou " : ", ", near[k]);
    buf_adds(&text, n ? " ?" : "");
    page_refuse(p, 404, buf_text(&text));
    buf_deinit(&text);
}

static void add_scope(struct page *p, struct indicator_page *x, enum scope_kind kind, const char *code)
{
    struct scope s = {.kind = kind};
    snprintf(s.code, sizeof s.code, "%s", code);
    if (!page_sees_in_period(p, &s))
        return;
    x->cut |= x->n == x->cap;
    if (x->n < x->cap)
        x->scopes[x->n++] = s;
}

struct within {
    struct page *p;
    struct indicator_page *x;
};

static void add_chantier(const char *id, const struct membership *m, void *arg)
{
    struct within *w = arg;
    (void)m;
    add_scope(w->p, w->x, SCOPE_CHANTIER, id);
}

static void add_within(struct page *p, struct indicator_page *x)
{
    const struct choice *c = page_choice(p);
    const struct directory *dir = &page_dashboard(p)->directory;
    const struct reference *r = &dir->reference;
    bool operational = c->scope.kind == SCOPE_OPERATIONNELS;
    if (c->scope.kind == SCOPE_TERRITOIRE && !x->i->territory_only)
        directory_chantiers(dir, c->scope.code, c->period.debut, c->period.fin, add_chantier, &(struct within){p, x});
    for (size_t k = 0; k < r->territoires_n && (operational || c->scope.kind == SCOPE_NATION); k++) {
        int32_t since = r->territoires[k].lancement;
        if (!operational || (since != CELL_NULL && since <= c->period.debut))
            add_scope(p, x, SCOPE_TERRITOIRE, r->territoires[k].code);
    }
}

/* The need of a period that is asked for anyway; reporting counts the whole catalogue for each. */
static size_t need_of(struct page *p, const struct indicator_page *x, const struct period *q)
{
    if (strcmp(q->name, page_choice(p)->period.name) == 0)
        return x->now;
    if (x->has_before && strcmp(q->name, x->period.name) == 0)
        return x->before;
    return page_need_figures(p, &page_choice(p)->scope, 1, q);
}

/* The quarters that end with that of the period's end, or of the evening as of which it is known. Only when asked for:
 * they take reporting some seconds for the nation. */
static void add_course(struct page *p, struct indicator_page *x)
{
    const struct choice *c = page_choice(p);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    int32_t evening = page_evening(p), last = c->period.fin < evening ? c->period.fin : evening;
    course_quarters(last, x->quarters);
    for (size_t k = 0; k < COURSE_QUARTERS; k++) {
        struct period q = x->quarters[k];
        if (!rights_see_so_far(page_viewer(p), &c->scope, r, q.debut, q.fin, page_today(p)))
            continue;
        x->quarters[x->quarters_n] = q;
        x->needs[x->quarters_n++] = need_of(p, x, &q);
    }
}

static int prepare(struct page *p, struct err *e)
{
    const struct choice *c = page_choice(p);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct indicator_page *x = page_own(p, sizeof *x);
    (void)e;
    x->i = catalogue_find(page_dashboard(p)->definitions->catalogue, page_segment(p));
    if (!x->i) {
        refuse(p);
        return 0;
    }
    x->cap = WIRE_ASK_SCOPES_MAX;
    x->scopes = page_alloc(p, x->cap, sizeof *x->scopes);
    x->scopes[x->n++] = c->scope;
    add_within(p, x);
    x->now = page_need_figures(p, x->scopes, x->n, &c->period);
    if (!period_year_before(&c->period, &x->period))
        x->why = TEXT_NO_YEAR;
    else if (!rights_see_scope(page_viewer(p), &c->scope, r, x->period.debut, x->period.fin))
        x->why = TEXT_NOT_HERE;
    x->has_before = !x->why;
    if (x->has_before)
        x->before = page_need_figures(p, &c->scope, 1, &x->period);
    x->course = page_query(p, "cours") && strcmp(page_query(p, "cours"), "oui") == 0;
    if (x->course)
        add_course(p, x);
    return 0;
}

/* ---- the SQL behind it ---- */

struct members {
    const struct dashboard *d;
    const struct indicator *i;
    const struct choice *choice;
    const char **names;
    size_t n;
};

static void add_member(struct members *m, const char *reporter)
{
    const struct reference *r = &m->d->directory.reference;
    const struct period *p = &m->choice->period;
    struct membership in = reference_membership(r, reporter, p->debut, p->fin);
    if (in.counts && (!m->i->at_end || in.at_end) && scope_includes(&m->choice->scope, r, reporter, &in, p->debut))
        m->names[m->n++] = reporter;
}

/* Those who report the dataset and count in the perimeter; NULL: all who do. */
static const char *const *members_of(struct page *p, const struct indicator *i, size_t *n_out)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    bool chantiers = page_dashboard(p)->definitions->datasets[i->source]->reporter == REPORTER_CHANTIER;
    size_t all = chantiers ? r->chantiers.n : r->territoires_n;
    struct members m = {.d = page_dashboard(p), .i = i, .choice = page_choice(p)};
    m.names = page_alloc(p, all + 1, sizeof *m.names);
    for (size_t k = 0; k < all; k++)
        add_member(&m, chantiers ? r->chantiers.entries[k].key : r->territoires[k].code);
    *n_out = m.n;
    return m.n == all ? NULL : m.names;
}

static json_t *sql_of(struct page *p, const struct indicator *i)
{
    const struct definitions *d = page_dashboard(p)->definitions;
    const struct choice *c = page_choice(p);
    struct facts_shown shown = {.indicator = (size_t)(i - d->catalogue->indicators),
                                .debut = c->period.debut,
                                .fin = c->period.fin,
                                .at_us = c->at_us,
                                .programme = c->programme};
    struct buf text = {0};
    if (i->source == SOURCE_CHANTIER)
        return json_null();
    shown.reporters = members_of(p, i, &shown.reporters_n);
    facts_sql_show(d, &shown, &text);
    json_t *out = json_string(buf_text(&text));
    buf_deinit(&text);
    return out;
}

/* ---- what it shows ---- */

static struct indicators_side side_of(const struct figures_view *f, const struct period *period)
{
    return (struct indicators_side){
        .period = period->name, .slots = f ? f->slots : NULL, .hidden = f ? f->hidden : NULL};
}

static json_t *table_within(struct page *p, const struct indicator_page *x)
{
    json_t *t = within_table(x->i, x->scopes[0].kind == SCOPE_TERRITOIRE, x->cut);
    for (size_t k = 1; k < x->n; k++) {
        const struct figures_view *f = page_figures(p, x->now, k);
        struct indicators_side side = side_of(f, &page_choice(p)->period);
        struct choice there = *page_choice(p);
        struct buf href = {0};
        there.scope = x->scopes[k];
        buf_addf(&href, PATH "%s?", x->i->code);
        choice_query(&there, page_dashboard(p)->definitions, false, page_today(p), &href);
        bool hidden = side.hidden && side.hidden[x->i - page_dashboard(p)->definitions->catalogue->indicators];
        json_t *cell =
            within_row(t, x->i, directory_label(&page_dashboard(p)->directory, &f->scope), side.slots, hidden);
        table_link(cell, buf_text(&href));
        buf_deinit(&href);
    }
    return t;
}

static json_t *table_of_course(const struct page *p, const struct indicator_page *x, json_t **chart_out)
{
    const struct catalogue *all = page_dashboard(p)->definitions->catalogue;
    struct course_point points[COURSE_QUARTERS];
    for (size_t k = 0; k < x->quarters_n; k++) {
        const struct figures_view *f = page_figures(p, x->needs[k], 0);
        points[k] = (struct course_point){.period = &x->quarters[k],
                                          .slots = f->slots,
                                          .hidden = f->hidden && f->hidden[x->i - all->indicators],
                                          .coverage = f->coverage};
    }
    json_t *chart = course_chart(x->i, points, x->quarters_n);
    *chart_out = chart ? page_chart(chart) : json_null();
    return course_table(x->i, points, x->quarters_n);
}

static json_t *bar_of(const struct page *p, const struct indicator_page *x)
{
    const struct choice *c = page_choice(p);
    const struct dashboard *d = page_dashboard(p);
    struct buf path = {0};
    json_t *perimeters =
        choice_perimeters(page_viewer(p), &d->directory, c->period.debut, c->period.fin, page_today(p));
    buf_addf(&path, PATH "%s", x->i->code);
    json_t *bar = choice_bar(c, d->definitions, buf_text(&path), perimeters, page_today(p));
    choice_bar_keep(bar, "cours", x->course ? "oui" : NULL);
    json_decref(perimeters);
    buf_deinit(&path);
    return bar;
}

static void add_coverage(const struct page *p, json_t *doc, const char *key, const struct figures_view *f,
                         const char *missing)
{
    struct buf text = {0};
    if (f && f->slots)
        words_coverage(&f->coverage, page_evening(p), &text);
    else
        buf_adds(&text, missing ? missing : "");
    json_object_set_new(doc, key, json_string(buf_text(&text)));
    buf_deinit(&text);
}

static json_t *build(struct page *p)
{
    struct indicator_page *x = page_own(p, sizeof *x);
    const struct definitions *d = page_dashboard(p)->definitions;
    const struct choice *c = page_choice(p);
    const struct figures_view *now = page_figures(p, x->now, 0),
                              *before = x->has_before ? page_figures(p, x->before, 0) : NULL;
    struct buf query = {0}, label = {0}, here = {0};
    choice_query(c, d, false, page_today(p), &query);
    if (x->has_before)
        choice_period_label(&x->period, &label);
    buf_addf(&here, PATH "%s?%s%s", x->i->code, buf_text(&query), x->course ? "&cours=oui" : "");
    const struct indicators_view v = {.definitions = d,
                                      .scope = c->scope,
                                      .query = buf_text(&query),
                                      .now = side_of(now, &c->period),
                                      .before = side_of(before, &x->period),
                                      .live = now->live,
                                      .guarded = rights_guarded(page_viewer(p))};
    page_about(p, now);
    if (now->live)
        page_live(p, &c->scope, 1, x->i->code);
    json_t *cours = NULL,
           *tables = json_pack("{so}", "chiffre", indicators_table_of(&v, "chiffre", x->i->label, &x->i, 1));
    if (x->n > 1)
        json_object_set_new(tables, "detail", table_within(p, x));
    if (x->course)
        json_object_set_new(tables, "cours", table_of_course(p, x, &cours));
    json_t *doc =
        json_pack("{ss ss so ss ss so so so? so so ss sb so}", "titre", x->i->label, "perimetre",
                  directory_label(&page_dashboard(p)->directory, &c->scope), "choix", bar_of(p, x), "query",
                  buf_text(&query), "periode_avant", buf_text(&label), "existe", json_boolean(indicators_has(&v, x->i)),
                  "donnees", page_chart(indicators_chart(&v, x->i)), "cours", cours, "definition",
                  definition_words(d, x->i), "sql", sql_of(p, x->i), "adresse", buf_text(&here), "garde",
                  rights_guarded(page_viewer(p)) && privacy_guards(x->i), "tables", tables);
    must(doc);
    add_coverage(p, doc, "couverture", now, page_missing(p, x->now));
    add_coverage(p, doc, "couverture_avant", before, x->why ? x->why : page_missing(p, x->before));
    json_object_set_new(doc, "k", json_integer(d->numbers.secret_k));
    buf_deinit(&query);
    buf_deinit(&label);
    buf_deinit(&here);
    return doc;
}

void page_indicateur_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = PATH,
                                          .prefix = true,
                                          .name = "indicateur",
                                          .right = RIGHT_FIGURES,
                                          .perimetre = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
