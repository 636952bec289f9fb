/* /reference/chantier/ID: the dated lines of a chantier (territory, target, activity, software, contact); to correct
 * one, to go on differently from a day on, to add one, to take one away; and every version of them.
 *
 * `?ligne=DAY` names the line that the form shows by its first day, "debut" where that is open, "nouvelle" for none;
 * else the line of today, or the last. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/reference_form.h"
#include "dashboard/reference_versions.h"
#include "io/http.h"

static const char TEXT_UNKNOWN[] = "Ce chantier n’est pas, et n’a jamais été, dans les données de référence.",
                  TEXT_LATER[] = "Ce chantier n’était pas encore connu ce soir-là.";
static const char OPEN[] = "debut", NEW[] = "nouvelle";

/* $1: as known then; $2: the subject of the journal; $3: the chantier; those in force first. */
static const char lignes_sql[] =
    "SELECT nullif(v.depuis, '-infinity'), nullif(v.jusqua, 'infinity'), v.territoire, v.nom, v.objectif,"
    "       v.support_activite, v.logiciel, v.contact, v.known_from,"
    "       CASE WHEN v.known_to < 'infinity' AND ($1::timestamptz IS NULL OR v.known_to <= $1::timestamptz)"
    "            THEN v.known_to END, coalesce(j.auteur, ''), " EDITION_KNOWN(
        "v") "  FROM cvg.chantier_ligne v" REFERENCE_BY("v") " WHERE v.chantier_id = $3 AND ($1::timestamptz IS NULL "
                                                             "OR v.known_from <= $1::timestamptz)"
                                                             " ORDER BY v.depuis DESC, v.known_from DESC";
static const char places_sql[] = "SELECT t.code, t.nom FROM cvg.territoire t WHERE " EDITION_KNOWN("t") " ORDER BY 2";
enum {
    L_DEPUIS,
    L_JUSQUA,
    L_TERRITOIRE,
    L_NOM,
    L_OBJECTIF,
    L_SUPPORT,
    L_LOGICIEL,
    L_CONTACT,
    L_FROM,
    L_TO,
    L_AUTEUR,
    L_KNOWN
};

struct chantier_page {
    size_t lignes, places;
    struct edition act;
};

static int prepare(struct page *p, struct err *e)
{
    struct chantier_page *f = page_own(p, sizeof *f);
    struct db_params lignes = {0}, places = {0};
    struct buf subject = {0};
    (void)e;
    if (page_posted(p))
        reference_ligne_act(p, page_segment(p), &f->act);
    buf_addf(&subject, "chantier:%s", page_segment(p));
    page_known(p, &lignes);
    db_add_text(&lignes, buf_text(&subject));
    db_add_text(&lignes, page_segment(p));
    f->lignes = page_need_sql(p, lignes_sql, &lignes);
    page_known(p, &places);
    f->places = page_need_sql(p, places_sql, &places);
    buf_deinit(&subject);
    return 0;
}

static int32_t day_of(const struct db_result *r, int row, int col)
{
    return db_is_null(r, row, col) ? CELL_NULL : db_day(r, row, col);
}

static struct ligne_version ligne_of(const struct page *p, const struct db_result *r, int row)
{
    return (struct ligne_version){.chantier = page_segment(p),
                                  .territoire = db_text(r, row, L_TERRITOIRE),
                                  .nom = db_text(r, row, L_NOM),
                                  .support = db_text(r, row, L_SUPPORT),
                                  .logiciel = db_text(r, row, L_LOGICIEL),
                                  .contact = db_text(r, row, L_CONTACT),
                                  .depuis = day_of(r, row, L_DEPUIS),
                                  .jusqua = day_of(r, row, L_JUSQUA),
                                  .objectif = db_is_null(r, row, L_OBJECTIF) ? CELL_NULL
                                                                             : (int32_t)db_int64(r, row, L_OBJECTIF),
                                  .known_from_us = db_instant(r, row, L_FROM)};
}

/* ---- which line ---- */

static bool covers(const struct db_result *r, int row, int32_t day)
{
    return (db_is_null(r, row, L_DEPUIS) || db_day(r, row, L_DEPUIS) <= day) &&
           (db_is_null(r, row, L_JUSQUA) || db_day(r, row, L_JUSQUA) >= day);
}

static bool is_named(const struct db_result *r, int row, const char *name)
{
    char day[CAL_DAY_LEN];
    if (db_is_null(r, row, L_DEPUIS))
        return strcmp(name, OPEN) == 0;
    cal_format_day(db_day(r, row, L_DEPUIS), day);
    return strcmp(name, day) == 0;
}

/* The row of the line that the form shows: the one that it was sent of, or that the address names; -1: none, a new one.
 */
static int choose(const struct page *p, const struct db_result *r)
{
    bool first_day = *page_field(p, "avant");
    const char *name = !page_posted(p)            ? page_query(p, "ligne")
                       : !*page_field(p, "connu") ? NEW
                       : first_day                ? page_field(p, "avant")
                                                  : OPEN;
    int first = -1, now = -1;
    for (int i = 0; i < db_rows(r); i++) {
        if (!db_bool(r, i, L_KNOWN))
            continue;
        if (name && is_named(r, i, name))
            return i;
        if (first < 0)
            first = i;
        if (now < 0 && covers(r, i, page_today(p)))
            now = i;
    }
    if (page_posted(p) || (name && strcmp(name, NEW) == 0))
        return -1;
    return now < 0 ? first : now;
}

/* ---- the tables ---- */

static void add_day(json_t *t, const struct db_result *r, int row, int col, const char *open)
{
    if (db_is_null(r, row, col))
        table_text(t, open);
    else
        table_day(t, db_day(r, row, col));
}

static void add_columns(json_t *t)
{
    table_column(t, "depuis", "Depuis le", TABLE_DAY, NULL);
    table_column(t, "jusqua", "Jusqu’au", TABLE_DAY, NULL);
    table_column(t, "territoire", "Territoire", TABLE_TEXT, NULL);
    table_column(t, "nom", "Nom", TABLE_TEXT, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    table_column(t, "support", "Support d’activité", TABLE_TEXT, NULL);
    table_column(t, "logiciel", "Logiciel", TABLE_TEXT, NULL);
    table_column(t, "contact", "Contact", TABLE_TEXT, NULL);
}

/* Begins the row; returns its first cell. */
static json_t *add_ligne(json_t *t, const struct db_result *r, int row)
{
    json_t *line = table_row(t);
    add_day(t, r, row, L_DEPUIS, "toujours");
    add_day(t, r, row, L_JUSQUA, "");
    table_text(t, db_text(r, row, L_TERRITOIRE));
    table_text(t, db_text(r, row, L_NOM));
    if (db_is_null(r, row, L_OBJECTIF))
        table_unknown(t);
    else
        table_number(t, db_int64(r, row, L_OBJECTIF));
    table_text(t, db_text(r, row, L_SUPPORT));
    table_text(t, db_text(r, row, L_LOGICIEL));
    table_text(t, db_text(r, row, L_CONTACT));
    return json_array_get(json_object_get(line, "cellules"), 0);
}

static json_t *table_of_lignes(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("lignes", "Ses lignes", NULL);
    add_columns(t);
    for (int i = 0; i < db_rows(r); i++) {
        char href[16 + CAL_DAY_LEN], day[CAL_DAY_LEN];
        if (!db_bool(r, i, L_KNOWN))
            continue;
        json_t *first = add_ligne(t, r, i);
        snprintf(day, sizeof day, "%s", OPEN);
        if (!db_is_null(r, i, L_DEPUIS))
            cal_format_day(db_day(r, i, L_DEPUIS), day);
        snprintf(href, sizeof href, "?ligne=%s", day);
        if (!page_choice(p)->past)
            table_link(first, href);
    }
    return t;
}

static json_t *table_of_versions(const struct db_result *r)
{
    json_t *t = table_new("versions", "Ce qu’on savait de ce chantier, version après version", NULL);
    add_columns(t);
    reference_version_columns(t);
    for (int i = 0; i < db_rows(r); i++) {
        add_ligne(t, r, i);
        reference_version_cells(t, r, i, L_FROM, L_TO, L_AUTEUR);
    }
    return t;
}

/* ---- the page ---- */

static const char *said_of(const struct page *p)
{
    if (strcmp(page_field(p, "acte"), "retirer") == 0)
        return "La ligne est retirée.";
    if (strcmp(page_field(p, "mode"), "suite") == 0)
        return "Le changement est enregistré à partir de son premier jour.";
    return strcmp(page_field(p, "mode"), "correction") == 0 ? "La ligne est corrigée." : "La ligne est ajoutée.";
}

static json_t *show(struct page *p, const struct chantier_page *f, const char *path, const char *refusal)
{
    const struct db_result *r = page_result(p, f->lignes);
    int at = choose(p, r);
    struct ligne_version now = {0};
    bool forms = !page_choice(p)->past;
    if (at >= 0)
        now = ligne_of(p, r, at);
    const char *place = refusal ? page_field(p, "territoire") : at >= 0 ? now.territoire : "";
    json_t *form = !forms    ? json_null()
                   : refusal ? reference_ligne_form_again(p, path, refusal, at >= 0 ? &now : NULL)
                             : reference_ligne_form(path, at >= 0 ? &now : NULL);
    if (forms) { /* the path says whose line it is */
        json_object_set_new(form, "chantier", json_string(page_segment(p)));
        json_object_set_new(form, "nomme", json_true());
    }
    json_t *doc =
        json_pack("{ss ss ss so so so s{so so}}", "titre",
                  directory_chantier(&page_dashboard(p)->directory, page_segment(p)), "code", page_segment(p), "chemin",
                  path, "choix", choice_bar(page_choice(p), page_dashboard(p)->definitions, path, NULL, page_today(p)),
                  "ligne", form, "territoires", reference_places(page_result(p, f->places), 0, 1, place), "tables",
                  "lignes", table_of_lignes(p, r), "versions", table_of_versions(r));
    must(doc);
    return doc;
}

static json_t *build(struct page *p)
{
    struct chantier_page *f = page_own(p, sizeof *f);
    const char *refusal = page_posted(p) ? edition_refusal(&f->act) : NULL;
    struct buf path = {0};
    json_t *doc = NULL;
    buf_adds(&path, "/reference/chantier/");
    http_url_encode(page_segment(p), false, &path);
    if (page_posted(p) && !refusal)
        page_go_said(p, buf_text(&path), said_of(p));
    else if (!db_rows(page_result(p, f->lignes)))
        page_refuse(p, 404, page_choice(p)->past ? TEXT_LATER : TEXT_UNKNOWN);
    else
        doc = show(p, f, buf_text(&path), refusal);
    buf_deinit(&path);
    return doc;
}

void page_reference_chantier_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/reference/chantier/",
                                          .prefix = true,
                                          .name = "reference_chantier",
                                          .right = RIGHT_EDIT,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
