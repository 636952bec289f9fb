/* /reference/territoire/CODE: a territory, to correct or to take away; its chantiers; every version of it. */
#include <string.h>

#include "base/cal.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/reference_form.h"
#include "dashboard/reference_versions.h"
#include "io/http.h"

static const char TEXT_UNKNOWN[] = "Ce territoire n’est pas, et n’a jamais été, dans les données de référence.",
                  TEXT_LATER[] = "Ce territoire n’était pas encore connu ce soir-là.";

/* $1: as known then; $2: the subject of the journal; $3: the code. Versions that came later are not known yet. */
static const char versions_sql[] =
    "SELECT v.nom, v.lancement, v.porteur, v.known_from,"
    "       CASE WHEN v.known_to < 'infinity' AND ($1::timestamptz IS NULL OR v.known_to <= $1::timestamptz)"
    "            THEN v.known_to END, coalesce(j.auteur, ''), " EDITION_KNOWN(
        "v") "  FROM cvg.territoire v" REFERENCE_BY("v") " WHERE v.code = $3 AND ($1::timestamptz IS NULL OR "
                                                         "v.known_from <= $1::timestamptz) ORDER BY v.known_from DESC";
/* $1: as known then; $2: the code */
static const char chantiers_sql[] =
    "SELECT l.chantier_id, l.nom, nullif(l.depuis, '-infinity'), nullif(l.jusqua, 'infinity'), l.objectif"
    "  FROM cvg.chantier_ligne l WHERE l.territoire = $2 AND " EDITION_KNOWN("l") " ORDER BY 1, l.depuis";
enum { V_NOM, V_LANCEMENT, V_PORTEUR, V_FROM, V_TO, V_AUTEUR, V_KNOWN };
enum { L_ID, L_NOM, L_DEPUIS, L_JUSQUA, L_OBJECTIF };

struct territoire_page {
    size_t versions, chantiers;
    struct edition act;
};

static int prepare(struct page *p, struct err *e)
{
    struct territoire_page *f = page_own(p, sizeof *f);
    struct db_params versions = {0}, chantiers = {0};
    struct buf subject = {0};
    (void)e;
    if (page_posted(p))
        reference_territoire_act(p, page_segment(p), &f->act);
    buf_addf(&subject, "territoire:%s", page_segment(p));
    page_known(p, &versions);
    db_add_text(&versions, buf_text(&subject));
    db_add_text(&versions, page_segment(p));
    f->versions = page_need_sql(p, versions_sql, &versions);
    page_known(p, &chantiers);
    db_add_text(&chantiers, page_segment(p));
    f->chantiers = page_need_sql(p, chantiers_sql, &chantiers);
    buf_deinit(&subject);
    return 0;
}

static int32_t day_of(const struct db_result *r, int row, int col)
{
    return db_is_null(r, row, col) ? CELL_NULL : db_day(r, row, col);
}

static json_t *table_of_versions(const struct db_result *r)
{
    json_t *t = table_new("versions", "Ce qu’on savait de ce territoire, version après version", NULL);
    table_column(t, "nom", "Nom", TABLE_TEXT, NULL);
    table_column(t, "lancement", "Lancement", TABLE_DAY, NULL);
    table_column(t, "porteur", "Structure porteuse", TABLE_TEXT, NULL);
    reference_version_columns(t);
    for (int i = 0; i < db_rows(r); i++) {
        table_row(t);
        table_text(t, db_text(r, i, V_NOM));
        table_day(t, day_of(r, i, V_LANCEMENT));
        table_text(t, db_text(r, i, V_PORTEUR));
        reference_version_cells(t, r, i, V_FROM, V_TO, V_AUTEUR);
    }
    return t;
}

static json_t *table_of_chantiers(const struct db_result *r)
{
    json_t *t = table_new("chantiers", "Ses chantiers", NULL);
    table_column(t, "nom", "Chantier", TABLE_TEXT, NULL);
    table_column(t, "code", "Identifiant", TABLE_TEXT, NULL);
    table_column(t, "depuis", "Depuis le", TABLE_DAY, NULL);
    table_column(t, "jusqua", "Jusqu’au", TABLE_DAY, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        struct buf href = {0};
        buf_adds(&href, "/reference/chantier/");
        http_url_encode(db_text(r, i, L_ID), false, &href);
        table_row(t);
        table_link(table_text(t, db_text(r, i, L_NOM)), buf_text(&href));
        table_text(t, db_text(r, i, L_ID));
        for (int col = L_DEPUIS; col <= L_JUSQUA; col++)
            if (db_is_null(r, i, col))
                table_text(t, col == L_DEPUIS ? "toujours" : "");
            else
                table_day(t, db_day(r, i, col));
        if (db_is_null(r, i, L_OBJECTIF))
            table_unknown(t);
        else
            table_number(t, db_int64(r, i, L_OBJECTIF));
        buf_deinit(&href);
    }
    return t;
}

/* The version that is in force, or was then; false: it was taken away, or not there yet. */
static bool find_known(const struct page *p, const struct db_result *r, struct territoire_version *out)
{
    for (int i = 0; i < db_rows(r); i++) {
        if (!db_bool(r, i, V_KNOWN))
            continue;
        *out = (struct territoire_version){.code = page_segment(p),
                                           .nom = db_text(r, i, V_NOM),
                                           .porteur = db_text(r, i, V_PORTEUR),
                                           .lancement = day_of(r, i, V_LANCEMENT),
                                           .known_from_us = db_instant(r, i, V_FROM)};
        return true;
    }
    return false;
}

static json_t *build(struct page *p)
{
    struct territoire_page *f = page_own(p, sizeof *f);
    const struct db_result *versions = page_result(p, f->versions);
    const char *refusal = page_posted(p) ? edition_refusal(&f->act) : NULL;
    struct territoire_version now = {0};
    struct buf path = {0};
    json_t *doc = NULL;
    buf_adds(&path, "/reference/territoire/");
    http_url_encode(page_segment(p), false, &path);
    bool known = find_known(p, versions, &now), forms = !page_choice(p)->past;
    if (!db_rows(versions) && !refusal) {
        page_refuse(p, 404, forms ? TEXT_UNKNOWN : TEXT_LATER);
    } else if (page_posted(p) && !refusal) {
        page_go_said(p, known ? buf_text(&path) : "/reference",
                     known ? "Le territoire est enregistré." : "Le territoire est retiré.");
    } else {
        doc =
            json_pack("{ss ss sb so so sb s{so so}}", "titre", known ? now.nom : page_segment(p), "code",
                      page_segment(p), "connu", known, "choix",
                      choice_bar(page_choice(p), page_dashboard(p)->definitions, buf_text(&path), NULL, page_today(p)),
                      "territoire",
                      !forms    ? json_null()
                      : refusal ? reference_territoire_form_again(p, buf_text(&path), refusal, known ? &now : NULL)
                                : reference_territoire_form(buf_text(&path), known ? &now : NULL),
                      "libre", known && db_rows(page_result(p, f->chantiers)) == 0, "tables", "versions",
                      table_of_versions(versions), "chantiers", table_of_chantiers(page_result(p, f->chantiers)));
        must(doc);
        json_t *form = json_object_get(doc, "territoire");
        if (json_is_object(form)) { /* the path says which one it is */
            json_object_set_new(form, "code", json_string(page_segment(p)));
            json_object_set_new(form, "nomme", json_true());
        }
    }
    buf_deinit(&path);
    return doc;
}

void page_reference_territoire_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/reference/territoire/",
                                          .prefix = true,
                                          .name = "reference_territoire",
                                          .right = RIGHT_EDIT,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
