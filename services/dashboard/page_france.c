/* /france: the nation's file active, live, and its territories. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/carte.h"
#include "dashboard/charge.h"
#include "dashboard/envois.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/perimeters.h"
#include "dashboard/words.h"

#define CODES "effectif.file_active,effectif.entrees,effectif.sorties,effectif.charge_cip,effectif.objectif"

struct france {
    struct scope *scopes; /* the nation, then every territory */
    size_t n, figures, month, curve, envois;
};

static int prepare(struct page *p, struct err *e)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct france *f = page_own(p, sizeof *f);
    int32_t days[CURVE_WEEKS + 1];
    struct period month = perimeters_month(p);
    (void)e;
    f->n = 1 + r->territoires_n;
    f->scopes = page_alloc(p, f->n, sizeof *f->scopes);
    f->scopes[0] = (struct scope){.kind = SCOPE_NATION};
    for (size_t i = 1; i < f->n; i++) {
        f->scopes[i].kind = SCOPE_TERRITOIRE;
        snprintf(f->scopes[i].code, sizeof f->scopes[i].code, "%s", r->territoires[i - 1].code);
    }
    perimeters_weeks(page_evening(p), days);
    f->figures = page_need_figures(p, f->scopes, f->n, &page_choice(p)->period);
    f->month = page_need_figures(p, f->scopes, 1, &month);
    f->curve = page_need_curve(p, f->scopes, f->n, days, CURVE_WEEKS + 1);
    f->envois = envois_need(p, NULL, 0);
    return 0;
}

static json_t *table_of(struct page *p, const struct france *f)
{
    const struct dashboard *d = page_dashboard(p);
    json_t *t = perimeters_table(p, "territoires", "Les territoires", SCOPE_TERRITOIRE);
    for (size_t k = 1; k <= f->n; k++) {
        size_t i = k == f->n ? 0 : k; /* the nation is the foot */
        const struct figures_view *v = page_figures(p, f->figures, i);
        if (i)
            table_row(t);
        else
            table_foot(t);
        json_t *head = table_text(t, directory_label(&d->directory, &v->scope));
        if (i)
            perimeters_link(p, head, &v->scope);
        perimeters_line(p, t, v, perimeters_trend(page_curve(p, f->curve), &v->scope));
    }
    return t;
}

static json_t *build(struct page *p)
{
    struct france *f = page_own(p, sizeof *f);
    const struct figures_view *nation = page_figures(p, f->figures, 0);
    struct buf coverage = {0};
    page_about(p, nation);
    page_live(p, f->scopes, f->n, CODES);
    words_coverage(&nation->coverage, page_evening(p), &coverage);
    json_t *doc = json_pack("{ss ss so so ss so so so s{so}}", "titre", "France", "scope", "nation", "phare",
                            perimeters_headline(p, nation), "mois", perimeters_moves(p, page_figures(p, f->month, 0)),
                            "couverture", buf_text(&coverage), "charge", charge_value(p, nation), "carte",
                            carte_chart(p, f->figures, f->n), "choix", perimeters_choice(p, "/france"), "tables",
                            "territoires", table_of(p, f));
    must(doc);
    envois_add(p, f->envois, doc);
    for (size_t k = 0; k < f->n; k++)
        perimeters_await(doc, page_figures(p, f->figures, k));
    perimeters_add_curve(p, doc, f->curve, nation);
    buf_deinit(&coverage);
    return doc;
}

void page_france_open(struct dashboard *d)
{
    static const struct page_spec spec = {
        .path = "/france", .name = "france", .right = RIGHT_NATION, .prepare = prepare, .build = build};
    page_add(d, &spec);
}
