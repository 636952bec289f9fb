/* /rapports/QUARTER: a version of a quarterly report in short, its bridges and its files; Convergence has it prepared,
 * and another person closes it.
 *
 * `version` of the address: one that is closed or prepared, as it is published; 0: a draft of now, with every number.
 * Without it the page leads to the one that matters: what is prepared, for who may close it; what is closed; a draft.
 * A POST asks for a preparation, which reporting makes in that person's name, closes what they have seen, or
 * takes it back. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/edition.h"
#include "dashboard/pages.h"
#include "dashboard/rapport.h"
#include "dashboard/words.h"
#include "io/http.h"

#define REFRESH_S 3

static const char TEXT_NONE[] = "Ce rapport n’existe pas, ou n’est pas arrêté.";
static const char TEXT_NOT_YOURS[] = "Seule Convergence prépare et arrête les rapports.";
static const char TEXT_ASKED[] = "La préparation est demandée : elle prend quelques secondes.";
static const char TEXT_CLOSED[] = "Le rapport est arrêté : plus rien n’en changera.";
static const char TEXT_WITHDRAWN[] = "Ce qui était préparé est retiré.";

static const char asked_sql[] = "SELECT auteur, demandee_le, faite_le IS NULL, coalesce(refus, '')"
                                " FROM cvg.arrete_demande WHERE trimestre = $1 ORDER BY n DESC LIMIT 1";
enum { A_AUTEUR, A_LE, A_ATTEND, A_REFUS };
static const char ask_sql[] = "SELECT NULL::int8, refus FROM cvg.arrete_demander($1, $2, $3, $4)";
static const char withdraw_sql[] = "SELECT NULL::int8, refus FROM cvg.arrete_retirer($1, $2, $3)";
static const char close_sql[] = "SELECT version, refus FROM cvg.arrete_fermer($1, $2, $3)";

struct rapport_page {
    struct period trimestre;
    int64_t version; /* −1: the address names none */
    size_t versions, asked, apercu;
    struct edition act;
    bool closing, withdrawing;
};

/* ---- what it needs ---- */

/* −2: it is none. */
static int64_t read_version(const struct page *p)
{
    const char *s = page_query(p, "version");
    char *end;
    if (!s || !*s)
        return -1;
    long v = strtol(s, &end, 10);
    return *end || strlen(s) > 4 || v < 0 ? -2 : v;
}

static void act(struct page *p, struct rapport_page *c)
{
    c->closing = strcmp(page_field(p, "acte"), "arreter") == 0;
    c->withdrawing = strcmp(page_field(p, "acte"), "retirer") == 0;
    edition_begin(&c->act, p);
    edition_fixed(&c->act, c->trimestre.name);
    if (c->closing || c->withdrawing) {
        edition_text(&c->act, "vu");
    } else {
        edition_fixed_day(&c->act, c->trimestre.fin);
        edition_text(&c->act, "motif");
    }
    edition_send(&c->act, c->closing ? close_sql : c->withdrawing ? withdraw_sql : ask_sql);
}

static int prepare(struct page *p, struct err *e)
{
    struct rapport_page *c = page_own(p, sizeof *c);
    struct db_params versions = {0}, asked = {0};
    (void)e;
    c->version = read_version(p);
    if (!rapport_trimestre(page_segment(p), &c->trimestre) || c->version == -2 ||
        (c->version == 0 && !rights_drafts(page_viewer(p)))) {
        page_refuse(p, 404, TEXT_NONE);
        return 0;
    }
    if (page_posted(p) && !rights_report(page_viewer(p))) {
        page_refuse(p, 403, TEXT_NOT_YOURS);
        return 0;
    }
    if (page_posted(p))
        act(p, c);
    db_add_text(&versions, c->trimestre.name);
    c->versions = page_need_sql(p, rapport_versions_sql, &versions);
    db_add_text(&asked, c->trimestre.name);
    c->asked = page_need_sql(p, asked_sql, &asked);
    if (c->version >= 0)
        c->apercu = page_need_rapport(p, c->trimestre.name, (int32_t)c->version, WIRE_FICHIER_APERCU);
    return 0;
}

/* ---- which versions there are ---- */

static int find_version(const struct db_result *r, int64_t version)
{
    for (int i = 0; i < db_rows(r); i++)
        if (db_int64(r, i, V_VERSION) == version)
            return i;
    return -1;
}

/* The row of what is prepared, or of the newest that is closed; −1. */
static int find_state(const struct db_result *r, bool closed)
{
    for (int i = 0; i < db_rows(r); i++)
        if (db_bool(r, i, V_ARRETE) == closed)
            return i;
    return -1;
}

static void go(struct page *p, const struct rapport_page *c, int64_t version)
{
    json_t *path = json_sprintf("/rapports/%s?version=%ld", c->trimestre.name, (long)version);
    page_go(p, json_string_value(path));
    json_decref(path);
}

/* To the version that matters to this viewer. */
static void go_on(struct page *p, const struct rapport_page *c)
{
    const struct db_result *r = page_result(p, c->versions);
    bool drafts = rights_drafts(page_viewer(p));
    int row = drafts ? find_state(r, false) : -1;
    if (row < 0)
        row = find_state(r, true);
    if (row < 0 && !drafts)
        page_refuse(p, 404, TEXT_NONE);
    else
        go(p, c, row < 0 ? 0 : db_int64(r, row, V_VERSION));
}

static json_t *versions_of(const struct page *p, const struct rapport_page *c)
{
    const struct db_result *r = page_result(p, c->versions);
    bool drafts = rights_drafts(page_viewer(p));
    json_t *list = json_array();
    for (int i = 0; i < db_rows(r); i++) {
        struct buf name = {0};
        int64_t v = db_int64(r, i, V_VERSION);
        if (!drafts && !db_bool(r, i, V_ARRETE))
            continue;
        rapport_version_name(v, db_bool(r, i, V_ARRETE), &name);
        json_array_append_new(list, json_pack("{so ss sb}", "href",
                                              json_sprintf("/rapports/%s?version=%ld", c->trimestre.name, (long)v),
                                              "libelle", buf_text(&name), "ici", v == c->version));
        buf_deinit(&name);
    }
    if (drafts)
        json_array_append_new(list,
                              json_pack("{so ss sb}", "href", json_sprintf("/rapports/%s?version=0", c->trimestre.name),
                                        "libelle", "Brouillon de maintenant", "ici", c->version == 0));
    return list;
}

/* The closed version that is in force instead of the one that is shown; null: none is. */
static json_t *successor_of(const struct rapport_page *c, const struct db_result *r)
{
    int newest = find_state(r, true), shown = find_version(r, c->version);
    struct buf name = {0};
    if (newest < 0 || shown < 0 || !db_bool(r, shown, V_ARRETE) || db_int64(r, newest, V_VERSION) == c->version)
        return json_null();
    int64_t v = db_int64(r, newest, V_VERSION);
    rapport_version_name(v, true, &name);
    json_t *x = json_pack("{so ss}", "href", json_sprintf("/rapports/%s?version=%ld", c->trimestre.name, (long)v),
                          "nom", buf_text(&name));
    buf_deinit(&name);
    return x;
}

/* ---- acts ---- */

static json_t *instant(const struct db_result *r, int row, int column)
{
    struct buf text = {0};
    if (!db_is_null(r, row, column))
        words_instant(db_instant(r, row, column), &text);
    json_t *s = json_string(buf_text(&text));
    buf_deinit(&text);
    return s;
}

/* What may be done by whom: null for who may not. */
static json_t *acts_of(const struct page *p, const struct rapport_page *c, const json_t *apercu, const char *refusal)
{
    const struct db_result *r = page_result(p, c->versions), *a = page_result(p, c->asked);
    const char *login = page_viewer(p)->login;
    int prepared = find_state(r, false);
    bool waits = db_rows(a) && db_bool(a, 0, A_ATTEND), ended = c->trimestre.fin < page_today(p);
    bool shown = prepared >= 0 && db_int64(r, prepared, V_VERSION) == c->version && apercu;
    bool own = prepared >= 0 && strcmp(db_text(r, prepared, V_PREPARE_PAR), login) == 0;
    if (!rights_report(page_viewer(p)) || (ended && waits && prepared < 0 && !refusal))
        return json_null();
    struct buf end = {0};
    words_day(c->trimestre.fin, &end);
    json_t *acts = json_pack(
        "{so so so sb sb sb sb sb sb so ss ss}", "pas_encore", ended ? json_null() : json_string(buf_text(&end)),
        "action", json_sprintf("/rapports/%s?version=%ld", c->trimestre.name, c->version < 0 ? 0L : (long)c->version),
        "refus", refusal ? json_string(refusal) : json_null(), "preparer", ended && !waits, "rectifier",
        find_state(r, true) >= 0, "encore", prepared >= 0, "arreter", shown && !own, "le_sien", shown && own, "retirer",
        shown, "voir",
        prepared >= 0 && !shown
            ? json_sprintf("/rapports/%s?version=%ld", c->trimestre.name, (long)db_int64(r, prepared, V_VERSION))
            : json_null(),
        "vu", shown ? db_text(r, prepared, V_EMPREINTE) : "", "motif",
        refusal && !c->closing && !c->withdrawing ? page_field(p, "motif") : "");
    must(acts);
    buf_deinit(&end);
    return acts;
}

/* Somebody asked, and it is being made; or nothing came of it. */
static void add_asked(struct page *p, json_t *doc, const struct rapport_page *c)
{
    const struct db_result *a = page_result(p, c->asked);
    bool seen = db_rows(a) && rights_drafts(page_viewer(p)), waits = seen && db_bool(a, 0, A_ATTEND);
    bool refused = seen && !waits && *db_text(a, 0, A_REFUS);
    if (waits && c->version < 0)
        page_refresh(p, REFRESH_S);
    json_object_set_new(doc, "demande",
                        waits || refused
                            ? json_pack("{ss so sb ss}", "auteur", db_text(a, 0, A_AUTEUR), "quand",
                                        instant(a, 0, A_LE), "attend", waits, "refus", db_text(a, 0, A_REFUS))
                            : json_null());
}

/* ---- the document ---- */

static const char *perimetre_of(const struct page *p)
{
    const char *s = page_query(p, "pont");
    return s && *s ? s : "nation";
}

static json_t *files_of(const struct rapport_page *c, const json_t *apercu)
{
    json_t *list = json_array(), *x;
    size_t i;
    json_array_foreach(json_object_get(apercu, "fichiers"), i, x)
    {
        const char *name = json_string_value(x);
        json_array_append_new(list, json_pack("{so ss}", "href",
                                              json_sprintf("/rapports/%s/fichiers/%s?version=%ld", c->trimestre.name,
                                                           name, (long)c->version),
                                              "nom", name));
    }
    return list;
}

/* "2026-C3, rectificatif 1", as the state before is named. */
static void state_name(const struct page *p, const struct rapport_page *c, struct buf *out)
{
    const struct db_result *r = page_result(p, c->versions);
    int row = find_version(r, c->version);
    buf_addf(out, "%s, ", c->trimestre.name);
    size_t at = out->len;
    rapport_version_name(c->version, row >= 0 && db_bool(r, row, V_ARRETE), out);
    out->data[at] = (char)tolower((unsigned char)out->data[at]);
}

static void add_report(struct page *p, json_t *doc, const struct rapport_page *c, const json_t *apercu)
{
    struct buf after = {0};
    state_name(p, c, &after);
    const char *scope = perimetre_of(p);
    json_t *ponts = rapport_ponts(apercu, scope, buf_text(&after)), *files = files_of(c, apercu),
           *tables = json_object(), *pont;
    size_t i;
    json_object_set_new(tables, "effectifs", rapport_table_effectifs(apercu));
    json_object_set_new(tables, "remontees", rapport_table_remontees(p, apercu));
    json_object_set_new(tables, "indicateurs", rapport_table_indicateurs(apercu, scope));
    json_array_foreach(ponts, i, pont)
    {
        json_t *t = json_object_get(pont, "table");
        json_object_set(tables, json_string_value(json_object_get(t, "id")), t);
    }
    json_object_set_new(doc, "a_remontees", json_boolean(table_rows_n(json_object_get(tables, "remontees")) > 0));
    if (json_integer_value(json_object_get(apercu, "avant_fin")))
        json_object_set(doc, "avant_fin", json_object_get(apercu, "avant_fin"));
    json_object_set_new(doc, "tables", tables);
    json_object_set_new(doc, "a_fichiers", json_boolean(json_array_size(files) > 0));
    json_object_set_new(doc, "fichiers", files);
    json_object_set_new(doc, "a_ponts", json_boolean(json_array_size(ponts) > 0));
    json_object_set_new(doc, "ponts", ponts);
    json_object_set_new(doc, "perimetres", rapport_ponts_perimetres(apercu, scope));
    json_object_set_new(doc, "motif_rectificatif", json_string(json_string_value(json_object_get(apercu, "motif"))));
    buf_deinit(&after);
}

static void add_head(const struct page *p, json_t *doc, const struct rapport_page *c, const struct db_result *r,
                     int row)
{
    bool drafts = rights_drafts(page_viewer(p));
    struct buf label = {0};
    if (row >= 0)
        rapport_version_name(c->version, db_bool(r, row, V_ARRETE), &label);
    json_object_set_new(doc, "nom", json_string(row >= 0 ? buf_text(&label) : c->version == 0 ? "Brouillon" : ""));
    buf_reset(&label);
    choice_period_label(&c->trimestre, &label);
    json_object_set_new(doc, "periode", json_string(buf_text(&label)));
    buf_deinit(&label);
    json_object_set_new(doc, "version",
                        row < 0 ? json_null()
                                : json_pack("{so sb sb so sb ss ss so}", "connu", instant(r, row, V_CONNU), "arrete",
                                            db_bool(r, row, V_ARRETE), "calendrier",
                                            strcmp(db_text(r, row, V_ARRETE_PAR), "calendrier") == 0, "arrete_le",
                                            instant(r, row, V_ARRETE_LE), "qui", drafts, "prepare_par",
                                            db_text(r, row, V_PREPARE_PAR), "arrete_par", db_text(r, row, V_ARRETE_PAR),
                                            "prepare_le", instant(r, row, V_PREPARE_LE)));
    json_object_set_new(doc, "brouillon", json_boolean(c->version == 0));
    json_object_set_new(doc, "numero", json_integer(c->version));
}

static json_t *document(struct page *p, struct rapport_page *c, const char *refusal)
{
    const struct db_result *r = page_result(p, c->versions);
    const json_t *apercu = c->version < 0 ? NULL : page_list(p, c->apercu);
    const char *missing = c->version < 0 ? NULL : page_missing(p, c->apercu);
    json_t *doc =
        json_pack("{so ss sn sn s[] so sb sb s[] sb s[] s[] ss}", "titre",
                  json_sprintf("Rapport %s", c->trimestre.name), "trimestre", c->trimestre.name, "manque", "avant_fin",
                  "versions", "actes", acts_of(p, c, apercu, refusal), "a_remontees", false, "a_fichiers", false,
                  "fichiers", "a_ponts", false, "ponts", "perimetres", "motif_rectificatif", "");
    must(doc);
    json_object_set_new(doc, "versions", versions_of(p, c));
    json_object_set_new(doc, "remplace", successor_of(c, r));
    json_object_set_new(doc, "apercu", json_boolean(apercu != NULL));
    if (missing)
        json_object_set_new(doc, "manque", json_string(missing));
    add_head(p, doc, c, r, find_version(r, c->version));
    add_asked(p, doc, c);
    if (apercu)
        add_report(p, doc, c, apercu);
    return doc;
}

/* What an act leads to; false: it was refused, and the page says why. */
static bool done(struct page *p, struct rapport_page *c, const char **refusal)
{
    *refusal = edition_refusal(&c->act);
    if (*refusal)
        return false;
    json_t *path = c->closing ? json_sprintf("/rapports/%s?version=%ld", c->trimestre.name,
                                             (long)db_int64(page_result(p, c->act.need), 0, 0))
                              : json_sprintf("/rapports/%s", c->trimestre.name);
    page_go_said(p, json_string_value(path), c->closing ? TEXT_CLOSED : c->withdrawing ? TEXT_WITHDRAWN : TEXT_ASKED);
    json_decref(path);
    return true;
}

static json_t *build(struct page *p)
{
    struct rapport_page *c = page_own(p, sizeof *c);
    const struct db_result *r = page_result(p, c->versions), *a = page_result(p, c->asked);
    const char *refusal = NULL;
    bool drafts = rights_drafts(page_viewer(p));
    int row = find_version(r, c->version);
    if (page_posted(p) && done(p, c, &refusal))
        return NULL;
    if (c->version < 0 && !(drafts && db_rows(a) && db_bool(a, 0, A_ATTEND))) {
        go_on(p, c);
        return NULL;
    }
    if (c->version > 0 && (row < 0 || !(drafts || db_bool(r, row, V_ARRETE)))) {
        page_refuse(p, 404, TEXT_NONE);
        return NULL;
    }
    return document(p, c, refusal);
}

void page_rapport_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/rapports/",
                                          .prefix = true,
                                          .name = "rapport",
                                          .right = RIGHT_REPORTS,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
