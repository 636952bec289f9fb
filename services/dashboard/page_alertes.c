/* /alertes: what is to be done in a perimeter, the gravest first; which alerts nobody is told of for a while.
 *
 * Always of now: what was open on an evening stands in each alert's own history. A POST ends a silence; acts on one
 * alert are posted to its own page. */
#include <string.h>

#include "base/cal.h"
#include "dashboard/alertes.h"
#include "dashboard/edition.h"
#include "dashboard/exercice.h"
#include "dashboard/pages.h"
#include "io/http.h"
#include "programme/alertes.h"

static const char TEXT_RULE[] = "Cette règle n’existe pas.", TEXT_STATE[] = "Cet état n’existe pas.";
static const char TEXT_NOT_YOURS[] = "Vous ne pouvez pas mettre fin à ce silence.";
static const char TEXT_MANY[] = "Les %d premières alertes sont montrées : choisissez un périmètre plus petit.";
static const char TEXT_ENDED[] = "Le silence est fini : ces alertes sont dites de nouveau.";

static const char end_sql[] = "SELECT 0::int8, CASE WHEN cvg.silence_lever($1, $2, $3::integer) THEN NULL"
                              " ELSE 'Ce silence était déjà fini.' END";

struct alertes_page {
    enum alertes_etat etat;
    const char *regle;
    size_t rows, silences;
    struct exercice_needs exercice;
    struct edition act;
};

static void need_end(struct page *p, struct alertes_page *a)
{
    edition_begin(&a->act, p);
    edition_text(&a->act, "portee");
    edition_number(&a->act, "n", "Silence");
    edition_send(&a->act, end_sql);
}

static int prepare(struct page *p, struct err *e)
{
    struct alertes_page *a = page_own(p, sizeof *a);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    const char *regle = page_query(p, "regle");
    a->regle = regle ? regle : "";
    if (*a->regle && alerte_regle_parse(a->regle) == REGLE_NONE)
        return err_set(e, ERR_USAGE, "%s", TEXT_RULE);
    if (!alertes_etat_parse(page_query(p, "etat"), &a->etat))
        return err_set(e, ERR_USAGE, "%s", TEXT_STATE);
    if (page_choice(p)->past) {
        page_go(p, "/alertes");
        return 0;
    }
    if (page_posted(p) && !rights_silence(page_viewer(p), page_field(p, "portee"), r, page_today(p))) {
        page_refuse(p, 403, TEXT_NOT_YOURS);
        return 0;
    }
    if (page_posted(p))
        need_end(p, a);
    page_days(p, page_today(p), page_today(p));
    a->rows = alertes_need(p, &page_choice(p)->scope, a->etat, a->regle, ALERTES_MAX);
    a->silences = silences_need(p, &page_choice(p)->scope);
    if (rights_drill(page_viewer(p)))
        exercice_need(p, &a->exercice);
    return 0;
}

static json_t *states_of(enum alertes_etat chosen)
{
    json_t *list = json_array();
    for (int e = 0; e < ALERTES_ETAT_COUNT; e++)
        json_array_append_new(list,
                              json_pack("{ss ss sb}", "valeur", alertes_etat_name((enum alertes_etat)e), "libelle",
                                        alertes_etat_label((enum alertes_etat)e), "choisi", e == (int)chosen));
    return list;
}

/* [{"titre" or null, "plie", "cartes"}] of the table's sections. What is addressed to others is folded for who sees
 * everybody's, behind what is addressed to them: it is most of what there is. */
static json_t *groups_of(const struct page *p, const json_t *table)
{
    json_t *groups = json_array(), *row, *cards = NULL;
    size_t i;
    json_array_foreach(json_object_get(table, "lignes"), i, row)
    {
        bool head = json_is_true(json_object_get(row, "entete"));
        json_t *titre = json_object_get(json_array_get(json_object_get(row, "cellules"), 0), "texte");
        if (head || !cards) {
            bool others = json_array_size(groups) > 0 && head && strcmp(json_string_value(titre), ALERTES_AUTRES) == 0;
            cards = json_array();
            json_array_append_new(groups,
                                  json_pack("{sO sb so}", "titre", head ? titre : json_null(), "plie",
                                            others && page_viewer(p)->scope.kind == SCOPE_NATION, "cartes", cards));
        }
        if (!head)
            json_array_append(cards, json_object_get(row, "alerte"));
    }
    return groups;
}

/* The list as it was chosen. */
static void put_here(const struct page *p, const struct alertes_page *a, struct buf *out)
{
    struct buf scope = {0};
    scope_format(&page_choice(p)->scope, &scope);
    buf_adds(out, "/alertes?perimetre=");
    http_url_encode(buf_text(&scope), false, out);
    if (*a->regle)
        buf_addf(out, "&regle=%s", a->regle);
    if (a->etat != ALERTES_EN_COURS)
        buf_addf(out, "&etat=%s", alertes_etat_name(a->etat));
    buf_deinit(&scope);
}

static json_t *document(struct page *p, const struct alertes_page *a, const char *refusal)
{
    const struct db_result *rows = page_result(p, a->rows), *silences = page_result(p, a->silences);
    struct buf here = {0};
    json_t *perimeters =
        choice_perimeters(page_viewer(p), &page_dashboard(p)->directory, page_today(p), page_today(p), page_today(p));
    json_t *table = alertes_table(p, rows, silences, ALERTES_MAX, a->etat);
    json_t *doc = json_pack(
        "{ss so so so sb sb so so s{so so}}", "titre", "Alertes", "choix",
        choice_bar(page_choice(p), page_dashboard(p)->definitions, "/alertes", perimeters, page_today(p)), "etats",
        states_of(a->etat), "regles", alertes_regles(a->regle), "aucune", table_rows_n(table) == 0, "des_silences",
        db_rows(silences) > 0, "trop", db_rows(rows) > ALERTES_MAX ? json_sprintf(TEXT_MANY, ALERTES_MAX) : json_null(),
        "refus", refusal ? json_string(refusal) : json_null(), "tables", "alertes", table, "silences",
        silences_table(p, silences));
    must(doc);
    put_here(p, a, &here);
    if (!page_taken(p))
        json_object_set_new(doc, "groupes", groups_of(p, table));
    json_object_set_new(doc, "retour_page", json_string(buf_text(&here)));
    buf_deinit(&here);
    json_object_set_new(doc, "exercice", rights_drill(page_viewer(p)) ? exercice_said(p, &a->exercice) : json_null());
    json_object_set_new(doc, "toutes", json_boolean(a->etat == ALERTES_EN_COURS && !*a->regle));
    json_decref(perimeters);
    return doc;
}

static json_t *build(struct page *p)
{
    struct alertes_page *a = page_own(p, sizeof *a);
    const char *refusal = page_posted(p) ? edition_refusal(&a->act) : NULL;
    if (page_posted(p) && !refusal) {
        page_go_said(p, "/alertes", TEXT_ENDED);
        return NULL;
    }
    page_reread_alertes(p, &page_choice(p)->scope);
    return document(p, a, refusal);
}

void page_alertes_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/alertes",
                                          .name = "alertes",
                                          .right = RIGHT_FIGURES,
                                          .form = true,
                                          .perimetre = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
