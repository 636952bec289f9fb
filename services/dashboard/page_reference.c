/* /reference: the territories, the chantiers with their targets, as they are or as they were known on an evening; and
 * the forms that add one. What is there is corrected on the page of each (page_reference_territoire.c,
 * page_reference_chantier.c). */
#include <string.h>

#include "base/cal.h"
#include "dashboard/edition.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/reference_form.h"
#include "io/http.h"

/* $1: as known then; $2: the day whose lines count */
static const char territoires_sql[] =
    "SELECT t.code, t.nom, t.lancement, t.porteur, count(DISTINCT l.chantier_id),"
    "       count(DISTINCT l.chantier_id) FILTER (WHERE $2::date BETWEEN l.depuis AND l.jusqua),"
    "       sum(l.objectif) FILTER (WHERE $2::date BETWEEN l.depuis AND l.jusqua)"
    "  FROM cvg.territoire t LEFT JOIN cvg.chantier_ligne l ON l.territoire = t.code AND " EDITION_KNOWN(
        "l") " WHERE " EDITION_KNOWN("t") " GROUP BY 1, 2, 3, 4 ORDER BY 2";
/* One line a chantier: the one of that day, else the last. */
static const char chantiers_sql[] =
    "SELECT x.*, t.nom FROM (SELECT DISTINCT ON (l.chantier_id) l.chantier_id, l.nom, l.territoire,"
    "       nullif(l.depuis, '-infinity'), nullif(l.jusqua, 'infinity'), l.objectif, l.support_activite, l.logiciel,"
    "       l.contact, $2::date BETWEEN l.depuis AND l.jusqua"
    "  FROM cvg.chantier_ligne l WHERE " EDITION_KNOWN(
        "l") " ORDER BY l.chantier_id, $2::date BETWEEN l.depuis AND l.jusqua DESC, l.depuis DESC) x"
             "  LEFT JOIN cvg.territoire t ON t.code = x.territoire AND " EDITION_KNOWN(
                 "t") " ORDER BY t.nom, x.chantier_id";
enum { T_CODE, T_NOM, T_LANCEMENT, T_PORTEUR, T_EVER, T_MEMBERS, T_OBJECTIF };
enum { C_ID, C_NOM, C_TERRITOIRE, C_DEPUIS, C_JUSQUA, C_OBJECTIF, C_SUPPORT, C_LOGICIEL, C_CONTACT, C_MEMBER, C_PLACE };

struct reference_page {
    size_t territoires, chantiers;
    struct edition act;
};

static bool posts_territoire(const struct page *p)
{
    return page_posted(p) && strcmp(page_field(p, "quoi"), "territoire") == 0;
}

static int prepare(struct page *p, struct err *e)
{
    struct reference_page *f = page_own(p, sizeof *f);
    struct db_params territoires = {0}, chantiers = {0};
    (void)e;
    if (posts_territoire(p))
        reference_territoire_act(p, NULL, &f->act);
    else if (page_posted(p))
        reference_ligne_act(p, NULL, &f->act);
    page_known(p, &territoires);
    db_add_day(&territoires, page_evening(p));
    f->territoires = page_need_sql(p, territoires_sql, &territoires);
    page_known(p, &chantiers);
    db_add_day(&chantiers, page_evening(p));
    f->chantiers = page_need_sql(p, chantiers_sql, &chantiers);
    return 0;
}

/* ---- the tables ---- */

static void add_link(const struct page *p, json_t *cell, const char *folder, const char *id)
{
    const struct choice *c = page_choice(p);
    struct buf href = {0};
    char day[CAL_DAY_LEN];
    buf_adds(&href, folder);
    http_url_encode(id, false, &href);
    if (c->past) {
        cal_format_day(c->connu_le, day);
        buf_addf(&href, "?connu_le=%s", day);
    }
    table_link(cell, buf_text(&href));
    buf_deinit(&href);
}

static void add_number(json_t *t, const struct db_result *r, int row, int col)
{
    if (db_is_null(r, row, col))
        table_unknown(t);
    else
        table_number(t, db_int64(r, row, col));
}

static void add_day(json_t *t, const struct db_result *r, int row, int col, const char *open)
{
    if (db_is_null(r, row, col))
        table_text(t, open);
    else
        table_day(t, db_day(r, row, col));
}

static json_t *table_of_territoires(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("territoires", "Les territoires", NULL);
    int64_t members = 0, objectif = 0;
    table_column(t, "nom", "Territoire", TABLE_TEXT, NULL);
    table_column(t, "code", "Code", TABLE_TEXT, NULL);
    table_column(t, "lancement", "Lancement", TABLE_DAY, NULL);
    table_column(t, "porteur", "Structure porteuse", TABLE_TEXT, NULL);
    table_column(t, "chantiers", "Chantiers", TABLE_NUMBER, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        table_row(t);
        add_link(p, table_text(t, db_text(r, i, T_NOM)), "/reference/territoire/", db_text(r, i, T_CODE));
        table_text(t, db_text(r, i, T_CODE));
        table_day(t, db_is_null(r, i, T_LANCEMENT) ? CELL_NULL : db_day(r, i, T_LANCEMENT));
        table_text(t, db_text(r, i, T_PORTEUR));
        table_number(t, db_int64(r, i, T_MEMBERS));
        add_number(t, r, i, T_OBJECTIF);
        members += db_int64(r, i, T_MEMBERS);
        objectif += db_int64(r, i, T_OBJECTIF);
    }
    table_foot(t);
    table_text(t, "En tout");
    for (int i = 0; i < 3; i++)
        table_text(t, NULL);
    table_number(t, members);
    table_number(t, objectif);
    return t;
}

static json_t *table_of_chantiers(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("chantiers", "Les chantiers", "La ligne en vigueur de chacun, ou sa dernière.");
    const char *place = NULL;
    table_column(t, "nom", "Chantier", TABLE_TEXT, NULL);
    table_column(t, "code", "Identifiant", TABLE_TEXT, NULL);
    table_column(t, "depuis", "Depuis le", TABLE_DAY, NULL);
    table_column(t, "jusqua", "Jusqu’au", TABLE_DAY, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    table_column(t, "support", "Support d’activité", TABLE_TEXT, NULL);
    table_column(t, "logiciel", "Logiciel", TABLE_TEXT, NULL);
    table_column(t, "contact", "Contact", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        const char *here = db_is_null(r, i, C_PLACE) ? db_text(r, i, C_TERRITOIRE) : db_text(r, i, C_PLACE);
        if (!place || strcmp(place, here) != 0)
            table_section(t, here);
        place = here;
        json_t *row = table_row(t);
        if (!db_bool(r, i, C_MEMBER))
            table_class(row, "ancien");
        add_link(p, table_text(t, db_text(r, i, C_NOM)), "/reference/chantier/", db_text(r, i, C_ID));
        table_text(t, db_text(r, i, C_ID));
        add_day(t, r, i, C_DEPUIS, "toujours");
        add_day(t, r, i, C_JUSQUA, "");
        add_number(t, r, i, C_OBJECTIF);
        table_text(t, db_text(r, i, C_SUPPORT));
        table_text(t, db_text(r, i, C_LOGICIEL));
        table_text(t, db_text(r, i, C_CONTACT));
    }
    return t;
}

/* ---- the page ---- */

static void go(struct page *p, bool territoire)
{
    struct buf path = {0}, said = {0};
    const char *id = page_field(p, territoire ? "code" : "chantier");
    buf_adds(&path, territoire ? "/reference/territoire/" : "/reference/chantier/");
    http_url_encode(id, false, &path);
    buf_addf(&said, territoire ? "Le territoire %s est ajouté." : "Le chantier %s est ajouté.", id);
    page_go_said(p, buf_text(&path), buf_text(&said));
    buf_deinit(&path);
    buf_deinit(&said);
}

static json_t *build(struct page *p)
{
    struct reference_page *f = page_own(p, sizeof *f);
    const char *refusal = page_posted(p) ? edition_refusal(&f->act) : NULL;
    bool territoire = posts_territoire(p), forms = !page_choice(p)->past;
    if (page_posted(p) && !refusal) {
        go(p, territoire);
        return NULL;
    }
    json_t *places = reference_places(page_result(p, f->territoires), T_CODE, T_NOM,
                                      refusal && !territoire ? page_field(p, "territoire") : "");
    json_t *doc = json_pack(
        "{ss so so so so s{so so}}", "titre", "Données de référence", "choix",
        choice_bar(page_choice(p), page_dashboard(p)->definitions, "/reference", NULL, page_today(p)),
        "ajout_territoire",
        !forms                  ? json_null()
        : refusal && territoire ? reference_territoire_form_again(p, "/reference", refusal, NULL)
                                : reference_territoire_form("/reference", NULL),
        "ajout_chantier",
        !forms                   ? json_null()
        : refusal && !territoire ? reference_ligne_form_again(p, "/reference", refusal, NULL)
                                 : reference_ligne_form("/reference", NULL),
        "territoires", places, "tables", "territoires", table_of_territoires(p, page_result(p, f->territoires)),
        "chantiers", table_of_chantiers(p, page_result(p, f->chantiers)));
    must(doc);
    return doc;
}

void page_reference_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/reference",
                                          .name = "reference",
                                          .right = RIGHT_EDIT,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
