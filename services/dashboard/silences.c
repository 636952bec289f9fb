/* The silences in force: of a reporter, of its territory, of everybody. */
#include <string.h>

#include "base/cal.h"
#include "dashboard/alertes.h"
#include "dashboard/words.h"

/* $1: parcours are not named; $2: an instant; $3: whom they are of, NULL: anybody */
static const char sql[] =
    "SELECT s.chantier_id, s.n::int8, s.regle, s.sujet, CASE WHEN $1::boolean AND s.regle = ANY"
    " ('{A-PROLONGATION,A-POST-SORTIE,\"\"}') AND s.sujet <> '' THEN '…' ELSE s.sujet END, s.auteur, s.raison, s.au"
    " FROM cvg.silence s WHERE s.au > $2::timestamptz AND s.du <= $2::timestamptz"
    " AND ($3::text[] IS NULL OR s.chantier_id = ANY ($3::text[])) ORDER BY s.au DESC, s.chantier_id, s.n";
enum { COL_PORTEE, COL_N, COL_REGLE, COL_SUJET, COL_SHOWN, COL_AUTEUR, COL_RAISON, COL_AU };

static const char TEXT_ALL[] = "toutes les alertes";

static size_t need(struct page *p, struct db_array *of)
{
    struct db_params params = {0};
    db_add_bool(&params, !rights_guarded(page_viewer(p)));
    db_add_instant(&params, cal_now_us());
    if (of)
        db_add_array(&params, of);
    else
        db_add_null(&params);
    return page_need_sql(p, sql, &params);
}

/* A chantier's, and what is above it. */
static void add_reporter(const struct page *p, const char *reporter, struct db_array *list)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct membership m = reference_membership(r, reporter, page_today(p), page_today(p));
    db_array_add_text(list, reporter);
    if (m.at_end && !m.coordination)
        db_array_add_text(list, r->territoires[m.territoire].code);
}

static void add_member(const char *id, const struct membership *m, void *arg)
{
    (void)m;
    db_array_add_text(arg, id);
}

size_t silences_need(struct page *p, const struct scope *s)
{
    struct db_array list = {0};
    if (s->kind == SCOPE_NATION || s->kind == SCOPE_OPERATIONNELS)
        return need(p, NULL);
    db_array_begin(&list, DB_TEXT);
    db_array_add_text(&list, "");
    if (s->kind == SCOPE_CHANTIER) {
        add_reporter(p, s->code, &list);
    } else {
        db_array_add_text(&list, s->code);
        directory_chantiers(&page_dashboard(p)->directory, s->code, page_today(p), page_today(p), add_member, &list);
    }
    return need(p, &list);
}

size_t silences_need_one(struct page *p, const char *reporter)
{
    struct db_array list = {0};
    db_array_begin(&list, DB_TEXT);
    db_array_add_text(&list, "");
    if (*reporter)
        add_reporter(p, reporter, &list);
    return need(p, &list);
}

static bool is_of(const struct page *p, const char *portee, const char *reporter)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    if (!*portee || strcmp(portee, reporter) == 0)
        return true;
    struct membership m = reference_membership(r, reporter, page_today(p), page_today(p));
    return m.at_end && strcmp(r->territoires[m.territoire].code, portee) == 0;
}

int silences_find(const struct page *p, const struct db_result *r, const struct alerte_row *x)
{
    for (int i = 0; i < db_rows(r); i++) {
        const char *regle = db_text(r, i, COL_REGLE), *sujet = db_text(r, i, COL_SUJET);
        if (*regle && strcmp(regle, x->regle) != 0)
            continue;
        if (*sujet && strcmp(sujet, x->sujet) != 0)
            continue;
        if (is_of(p, db_text(r, i, COL_PORTEE), x->reporter))
            return i;
    }
    return -1;
}

int64_t silences_until(const struct db_result *r, int i)
{
    return db_instant(r, i, COL_AU);
}

static void put_scope(const struct page *p, const char *portee, struct buf *out)
{
    buf_adds(out, *portee ? directory_reporter(&page_dashboard(p)->directory, portee) : "Tout le programme");
}

static void put_what(const struct db_result *r, int i, struct buf *out)
{
    const char *regle = db_text(r, i, COL_REGLE), *shown = db_text(r, i, COL_SHOWN);
    buf_adds(out, *regle ? alertes_regle_label(regle) : TEXT_ALL);
    if (*shown)
        buf_addf(out, ", %s", shown);
}

json_t *silences_one(const struct page *p, const struct db_result *r, int i)
{
    const char *portee = db_text(r, i, COL_PORTEE);
    struct buf scope = {0}, what = {0}, until = {0};
    put_scope(p, portee, &scope);
    put_what(r, i, &what);
    words_instant(db_instant(r, i, COL_AU), &until);
    json_t *one =
        json_pack("{ss ss ss ss ss ss sI sb}", "perimetre", buf_text(&scope), "quoi", buf_text(&what), "raison",
                  db_text(r, i, COL_RAISON), "auteur", db_text(r, i, COL_AUTEUR), "jusqu", buf_text(&until), "portee",
                  portee, "n", (json_int_t)db_int64(r, i, COL_N), "peut",
                  rights_silence(page_viewer(p), portee, &page_dashboard(p)->directory.reference, page_today(p)));
    must(one);
    buf_deinit(&scope);
    buf_deinit(&what);
    buf_deinit(&until);
    return one;
}

json_t *silences_table(const struct page *p, const struct db_result *r)
{
    static const char *const keys[] = {"perimetre", "quoi", "raison", "auteur", "jusqu"};
    json_t *t = table_new("silences", "Silences en vigueur",
                          "Les alertes restent visibles ici ; aucun message n’en est envoyé jusqu’à cette date.");
    table_column(t, "perimetre", "Pour", TABLE_TEXT, NULL);
    table_column(t, "quoi", "Alertes", TABLE_TEXT, NULL);
    table_column(t, "raison", "Raison", TABLE_TEXT, NULL);
    table_column(t, "auteur", "Par", TABLE_TEXT, NULL);
    table_column(t, "jusqu", "Jusqu’au", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        json_t *one = silences_one(p, r, i), *row = table_row(t);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            table_text(t, json_string_value(json_object_get(one, keys[k])));
        if (page_taken(p))
            json_decref(one);
        else
            json_object_set_new(row, "silence", one);
    }
    return t;
}
