/* /chantier/ID and its sheet for the dialogue de gestion, /chantier/ID/fiche: the curve, the caseload of each CIP, the
 * on the page also its caseload forecast, its last submissions with their findings, what is to complete, its nights and
 * closures.
 *
 * Which parcours is to complete is told to the chantier and its coordination; others see how many. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/alertes.h"
#include "dashboard/chantier_constats.h"
#include "dashboard/chantier_nuits.h"
#include "dashboard/chantier_prevision.h"
#include "dashboard/charge.h"
#include "dashboard/envois.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/perimeters.h"
#include "dashboard/words.h"
#include "io/http.h"

#define CODES                                                                                                          \
    "effectif.file_active,effectif.entrees,effectif.sorties,effectif.charge_cip,effectif.objectif,"                    \
    "effectif.etp_accompagnement"

struct chantier_page {
    size_t figures, month, curve, caseload;
    /* of the page alone */
    bool page;
    size_t todo, envois, constats, prevision, alertes;
    struct nuits_need nuits;
    bool now; /* the viewer's on the page's evening, not in its period alone: all but `figures` is there */
};

static int prepare(struct page *p, struct err *e)
{
    struct chantier_page *c = page_own(p, sizeof *c);
    const struct choice *choice = page_choice(p);
    struct period month = perimeters_month(p);
    int32_t days[CURVE_WEEKS + 1];
    (void)e;
    if (page_scope(p, SCOPE_CHANTIER, page_segment(p)) < 0)
        return 0;
    c->figures = page_need_figures(p, &choice->scope, 1, &choice->period);
    c->now = page_sees(p, &choice->scope);
    if (!c->now)
        return 0;
    perimeters_weeks(page_evening(p), days);
    c->month = page_need_figures(p, &choice->scope, 1, &month);
    c->curve = page_need_curve(p, &choice->scope, 1, days, CURVE_WEEKS + 1);
    c->caseload = page_need_list(p, WIRE_ASK_CASELOAD, &choice->scope);
    return 0;
}

static int prepare_page(struct page *p, struct err *e)
{
    struct chantier_page *c = page_own(p, sizeof *c);
    const struct scope *s = &page_choice(p)->scope;
    if (prepare(p, e) < 0)
        return -1;
    c->page = true;
    if (!c->now)
        return 0;
    const char *const reporter[] = {s->code};
    c->todo = page_need_list(p, WIRE_ASK_TODO, s);
    c->prevision = chantier_prevision_need(p, s);
    c->envois = envois_need(p, reporter, 1);
    if (!page_choice(p)->past) { /* what there is to do now */
        c->constats = chantier_constats_need(p, s->code);
        c->alertes = alertes_need(p, s, ALERTES_EN_COURS, "", ALERTES_BREF);
    }
    chantier_nuits_need(p, s->code, &c->nuits);
    return 0;
}

/* ---- caseload ---- */

static json_t *table_of_caseload(const struct page *p, const json_t *doc)
{
    const struct prevision_seuils seuils = charge_seuils(p, &page_choice(p)->scope);
    json_t *t = table_new("charge", "Salariés suivis par chaque accompagnant",
                          "Tous programmes ensemble, salariés et postes au soir de la dernière situation.");
    size_t i;
    json_t *x;
    table_column(t, "cip_ref", "Accompagnant", TABLE_TEXT, NULL);
    table_column(t, "fonction", "Fonction", TABLE_TEXT, NULL);
    table_column(t, "etp", "ETP", TABLE_NUMBER, NULL);
    table_column(t, "parcours", "Salariés suivis", TABLE_NUMBER, NULL);
    table_column(t, "charge", "Salariés par ETP", TABLE_NUMBER, NULL);
    json_array_foreach(json_object_get(doc, "accompagnants"), i, x)
    {
        const char *ref = json_string_value(json_object_get(x, "cip_ref"));
        const json_t *charge = json_object_get(x, "charge");
        table_row(t);
        table_text(t, ref ? ref : "sans accompagnant");
        table_text(t, json_string_value(json_object_get(x, "fonction")));
        table_decimal(t, json_number_value(json_object_get(x, "etp")), 2);
        table_number(t, json_integer_value(json_object_get(x, "parcours")));
        if (json_is_number(charge))
            charge_cell(table_decimal(t, json_number_value(charge), 1), json_number_value(charge), seuils);
        else
            table_unknown(t);
    }
    table_foot(t);
    table_text(t, "En tout");
    table_text(t, NULL);
    table_decimal(t, json_number_value(json_object_get(doc, "etp")), 2);
    table_number(t, json_integer_value(json_object_get(doc, "parcours")));
    if (json_is_number(json_object_get(doc, "charge")))
        table_decimal(t, json_number_value(json_object_get(doc, "charge")), 1);
    else
        table_unknown(t);
    return t;
}

/* ---- to complete ---- */

static json_t *table_of_todo(const struct page *p, const json_t *doc)
{
    (void)p;
    json_t *t = table_new("a_completer", "À compléter", NULL);
    size_t i;
    json_t *x;
    table_column(t, "cip_ref", "Accompagnant", TABLE_TEXT, NULL);
    table_column(t, "parcours_id", "Parcours", TABLE_TEXT, NULL);
    table_column(t, "echeance", "Échéance", TABLE_DAY, NULL);
    table_column(t, "message", "À faire", TABLE_TEXT, NULL);
    json_array_foreach(json_object_get(doc, "a_completer"), i, x)
    {
        const char *due = json_string_value(json_object_get(x, "echeance"));
        const char *ref = json_string_value(json_object_get(x, "cip_ref"));
        int32_t day = CELL_NULL;
        if (due && !cal_parse_iso(due, strlen(due), &day))
            day = CELL_NULL;
        table_row(t);
        table_text(t, ref ? ref : "sans accompagnant");
        table_text(t, json_string_value(json_object_get(x, "parcours_id")));
        table_day(t, day);
        table_text(t, json_string_value(json_object_get(x, "message")));
    }
    return t;
}

static json_t *table_of_todo_counts(const struct page *p, const json_t *doc)
{
    (void)p;
    json_t *t = table_new("a_completer", "À compléter", "Le chantier et sa coordination voient quels parcours."), *x,
           *counts = json_object();
    const char *what;
    size_t i;
    table_column(t, "quoi", "Quoi", TABLE_TEXT, NULL);
    table_column(t, "nombre", "Parcours", TABLE_NUMBER, NULL);
    json_array_foreach(json_object_get(doc, "a_completer"), i, x)
    {
        const char *label = json_string_value(json_object_get(x, "quoi"));
        json_object_set_new(counts, label, json_integer(1 + json_integer_value(json_object_get(counts, label))));
    }
    json_object_foreach(counts, what, x)
    {
        table_row(t);
        table_text(t, what);
        table_number(t, json_integer_value(x));
    }
    json_decref(counts);
    return t;
}

/* ---- the page ---- */

static void add_list(struct page *p, json_t *doc, size_t need, const char *name,
                     json_t *(*table)(const struct page *p, const json_t *doc))
{
    const json_t *list = page_list(p, need);
    if (list)
        json_object_set_new(json_object_get(doc, "tables"), name, table(p, list));
    else if (page_missing(p, need) && !json_object_get(doc, "manque") && !json_object_get(doc, "sans_courbe"))
        json_object_set_new(doc, "manque", json_string(page_missing(p, need)));
}

static json_t *place_of(const struct page *p, const struct scope *s)
{
    const struct directory *dir = &page_dashboard(p)->directory;
    const struct choice *c = page_choice(p);
    struct membership m = reference_membership(&dir->reference, s->code, c->period.debut, c->period.fin);
    if (!m.counts)
        return json_null();
    const struct territoire *t = &dir->reference.territoires[m.territoire];
    struct scope above = {.kind = SCOPE_TERRITOIRE};
    struct buf href = {0};
    snprintf(above.code, sizeof above.code, "%s", t->code);
    perimeters_href(p, &above, &href);
    json_t *place =
        json_pack("{ss ss sb}", "href", buf_text(&href), "nom", t->nom, "lien", page_viewer(p)->role != ROLE_CHANTIER);
    buf_deinit(&href);
    return place;
}

/* Where the page leads to, with the choice kept. */
static json_t *links_of(const struct page *p, const struct scope *s, bool page)
{
    struct buf own = {0}, sheet = {0}, figures = {0}, action = {0}, scope = {0};
    perimeters_href(p, s, &own);
    buf_adds(&action, "/chantier/");
    http_url_encode(s->code, false, &action);
    buf_addf(&sheet, "%s/fiche", buf_text(&action));
    json_t *choix = perimeters_choice(p, buf_text(page ? &action : &sheet));
    perimeters_query(p, &sheet);
    scope_format(s, &scope);
    buf_adds(&figures, "/indicateurs?perimetre=");
    http_url_encode(buf_text(&scope), false, &figures);
    perimeters_query(p, &figures);
    json_t *links = json_pack("{ss ss ss ss so}", "scope", buf_text(&scope), "accueil", buf_text(&own), "fiche",
                              buf_text(&sheet), "indicateurs", buf_text(&figures), "choix", choix);
    must(links);
    buf_deinit(&own);
    buf_deinit(&sheet);
    buf_deinit(&figures);
    buf_deinit(&action);
    buf_deinit(&scope);
    return links;
}

static json_t *situation_of(const struct figures_view *own)
{
    struct buf day = {0};
    if (!own->coverage.counted || own->coverage.oldest == CELL_NULL)
        return json_null();
    words_day(own->coverage.oldest, &day);
    json_t *text = json_string(buf_text(&day));
    buf_deinit(&day);
    return text;
}

/* What the page shows and the sheet does not. */
static void add_page(struct page *p, const struct chantier_page *c, json_t *doc)
{
    bool rows = rights_guarded(page_viewer(p)); /* a chantier or its coordination: those whose rows they are */
    envois_add(p, c->envois, doc);
    json_object_set_new(doc, "dernier", json_null());
    if (!page_choice(p)->past) {
        chantier_constats_add(p, doc, c->constats);
        alertes_add_bref(p, c->alertes, &page_choice(p)->scope, doc);
    }
    chantier_prevision_add(p, doc, c->prevision);
    add_list(p, doc, c->todo, "a_completer", rows ? table_of_todo : table_of_todo_counts);
    chantier_nuits_add(p, page_choice(p)->scope.code, &c->nuits, doc);
}

static void add_now(struct page *p, const struct chantier_page *c, json_t *doc)
{
    json_object_set_new(doc, "mois", perimeters_moves(p, page_figures(p, c->month, 0)));
    perimeters_add_curve(p, doc, c->curve, page_figures(p, c->figures, 0));
    add_list(p, doc, c->caseload, "charge", table_of_caseload);
    if (c->page)
        add_page(p, c, doc);
}

static json_t *build(struct page *p)
{
    struct chantier_page *c = page_own(p, sizeof *c);
    const struct figures_view *own = page_figures(p, c->figures, 0);
    const struct prevision_seuils seuils = charge_seuils(p, &own->scope);
    struct buf today = {0}, fin = {0};
    page_about(p, own);
    page_live(p, &own->scope, 1, CODES);
    words_day(page_today(p), &today);
    words_day(page_choice(p)->period.fin, &fin); /* on which the indicator counts posts: other than the table */
    json_t *doc =
        json_pack("{ss ss sb ss ss so so so so so sb s{}}", "titre",
                  directory_label(&page_dashboard(p)->directory, &own->scope), "code", own->scope.code, "modifiable",
                  rights_see_page(page_viewer(p), RIGHT_EDIT), "aujourdhui", buf_text(&today), "postes_au",
                  buf_text(&fin), "territoire", place_of(p, &own->scope), "phare", perimeters_headline(p, own),
                  "charge", charge_value(p, own), "etp", perimeters_value(p, own, "effectif.etp_accompagnement"),
                  "situation", situation_of(own), "a_jour", c->now, "tables");
    must(doc);
    json_object_update_missing_new(doc, links_of(p, &own->scope, c->page));
    json_object_set_new(doc, "seuils", json_pack("{si si}", "tendue", seuils.attention, "critique", seuils.critique));
    perimeters_await(doc, own);
    if (c->now)
        add_now(p, c, doc);
    buf_deinit(&today);
    buf_deinit(&fin);
    return doc;
}

void page_chantier_open(struct dashboard *d)
{
    static const struct page_spec page = {.path = "/chantier/",
                                          .prefix = true,
                                          .name = "chantier",
                                          .right = RIGHT_FIGURES,
                                          .prepare = prepare_page,
                                          .build = build};
    static const struct page_spec fiche = {.path = "/chantier/",
                                           .prefix = true,
                                           .below = "/fiche",
                                           .name = "fiche",
                                           .right = RIGHT_FIGURES,
                                           .prepare = prepare,
                                           .build = build};
    page_add(d, &page);
    page_add(d, &fiche);
}
