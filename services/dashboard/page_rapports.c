/* /rapports: the quarterly reports, each version with who prepared and closed it; for Convergence also the quarters of
 * which a draft may be looked at. */
#include <string.h>

#include "dashboard/pages.h"
#include "dashboard/rapport.h"
#include "dashboard/words.h"
#include "io/http.h"
#include "programme/arretes_dus.h"

#define COLUMNS 7  /* of who sees drafts */
#define QUARTERS 5 /* that are listed though nothing is prepared of them: the current one and those before it */

static const char open_sql[] = "SELECT trimestre FROM cvg.arrete_demande WHERE faite_le IS NULL";

struct rapports_page {
    size_t versions, open;
};

static int prepare(struct page *p, struct err *e)
{
    struct rapports_page *c = page_own(p, sizeof *c);
    struct db_params all = {0};
    (void)e;
    db_add_null(&all);
    c->versions = page_need_sql(p, rapport_versions_sql, &all);
    c->open = page_need_sql(p, open_sql, NULL);
    return 0;
}

static void put_instant(json_t *t, const struct db_result *r, int row, int column)
{
    struct buf text = {0};
    if (!db_is_null(r, row, column))
        words_instant(db_instant(r, row, column), &text);
    table_class(table_text(t, buf_text(&text)), "instant");
    buf_deinit(&text);
}

/* Is a newer version of its quarter closed? The newest come first. */
static bool replaced(const struct db_result *r, int i)
{
    for (int k = i - 1; k >= 0 && strcmp(db_text(r, k, V_TRIMESTRE), db_text(r, i, V_TRIMESTRE)) == 0; k--)
        if (db_bool(r, k, V_ARRETE))
            return db_bool(r, i, V_ARRETE);
    return false;
}

static void put_version(json_t *t, const struct db_result *r, int i, bool drafts)
{
    struct buf name = {0};
    json_t *href =
        json_sprintf("/rapports/%s?version=%ld", db_text(r, i, V_TRIMESTRE), (long)db_int64(r, i, V_VERSION));
    rapport_version_name(db_int64(r, i, V_VERSION), db_bool(r, i, V_ARRETE), &name);
    buf_adds(&name, replaced(r, i) ? ", remplacé" : "");
    table_row(t);
    table_link(table_text(t, db_text(r, i, V_TRIMESTRE)), json_string_value(href));
    table_text(t, buf_text(&name));
    put_instant(t, r, i, V_CONNU);
    if (drafts)
        table_text(t, db_text(r, i, V_PREPARE_PAR));
    put_instant(t, r, i, V_ARRETE_LE);
    if (drafts)
        table_text(t, db_text(r, i, V_ARRETE_PAR));
    table_text(t, db_text(r, i, V_MOTIF));
    json_decref(href);
    buf_deinit(&name);
}

static bool has(const struct db_result *r, const char *trimestre)
{
    for (int i = 0; i < db_rows(r); i++)
        if (strcmp(db_text(r, i, 0), trimestre) == 0)
            return true;
    return false;
}

static void put_draft(const struct page *p, json_t *t, const struct period *q, const struct db_result *open)
{
    bool waits = has(open, q->name);
    json_t *href = json_sprintf(waits ? "/rapports/%s" : "/rapports/%s?version=0", q->name);
    table_row(t);
    table_link(table_text(t, q->name), json_string_value(href));
    table_text(t, waits                    ? "Préparation demandée"
                  : q->fin < page_today(p) ? "Brouillon : rien n’est préparé"
                                           : "Brouillon : le trimestre n’est pas fini");
    for (int k = 2; k < COLUMNS; k++)
        table_text(t, NULL);
    json_decref(href);
}

/* The newest quarter first: what is open of each, then its versions. */
static void put_rows(const struct page *p, json_t *t, const struct db_result *r, const struct db_result *open)
{
    bool drafts = rights_drafts(page_viewer(p));
    int i = 0;
    for (int k = 0; k <= QUARTERS; k++) {
        struct period q = arretes_trimestre_avant(page_today(p), k);
        for (; i < db_rows(r) && (k == QUARTERS || strcmp(db_text(r, i, V_TRIMESTRE), q.name) > 0); i++)
            if (drafts || db_bool(r, i, V_ARRETE))
                put_version(t, r, i, drafts);
        if (drafts && k < QUARTERS && (!has(r, q.name) || has(open, q.name)))
            put_draft(p, t, &q, open);
    }
}

static json_t *table_of(const struct page *p, const struct db_result *r, const struct db_result *open)
{
    bool drafts = rights_drafts(page_viewer(p));
    json_t *t = table_new("rapports", "Rapports trimestriels", NULL);
    table_column(t, "trimestre", "Trimestre", TABLE_TEXT, NULL);
    table_column(t, "etat", "État", TABLE_TEXT, NULL);
    table_column(t, "connu", "Données connues le", TABLE_TEXT, NULL);
    if (drafts)
        table_column(t, "prepare_par", "Préparé par", TABLE_TEXT, NULL);
    table_column(t, "arrete_le", "Arrêté le", TABLE_TEXT, NULL);
    if (drafts)
        table_column(t, "arrete_par", "Arrêté par", TABLE_TEXT, NULL);
    table_column(t, "motif", "Motif", TABLE_TEXT, NULL);
    put_rows(p, t, r, open);
    return t;
}

static json_t *build(struct page *p)
{
    struct rapports_page *c = page_own(p, sizeof *c);
    json_t *t = table_of(p, page_result(p, c->versions), page_result(p, c->open));
    json_t *doc = json_pack("{ss sb sb s{so}}", "titre", "Rapports", "aucun", table_rows_n(t) == 0, "brouillons",
                            rights_drafts(page_viewer(p)), "tables", "rapports", t);
    must(doc);
    return doc;
}

void page_rapports_open(struct dashboard *d)
{
    static const struct page_spec spec = {
        .path = "/rapports", .name = "rapports", .right = RIGHT_REPORTS, .prepare = prepare, .build = build};
    page_add(d, &spec);
}
