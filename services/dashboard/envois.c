/* The last submissions, as pages list them. */
#include "dashboard/envois.h"

#include <string.h>

#include "dashboard/words.h"
#include "io/http.h"

#define ENVOIS_TEXT_(n) #n
#define ENVOIS_TEXT(n) ENVOIS_TEXT_(n)

/* $1: reporters; $2: as known then. What became of one later is not told: it had been received. */
static const char sql[] =
    "SELECT x.id, x.chantier_id, CASE WHEN x.known THEN x.state ELSE 'received' END, x.date_situation,"
    " CASE WHEN x.known THEN x.at ELSE x.received_at END,"
    " CASE WHEN x.known THEN (x.outcome->'rows'->>'read')::int8 END,"
    " CASE WHEN x.known THEN (x.outcome->'rows'->>'set_aside')::int8 END"
    " FROM (SELECT s.*, a.at, $2::timestamptz IS NULL OR a.at <= $2::timestamptz AS known"
    "       FROM cvg.submission s, LATERAL (SELECT coalesce(greatest(s.judged_at, s.decided_at, s.quarantined_at),"
    "                                                       s.received_at)) a(at)"
    "       WHERE ($1::text[] IS NULL OR s.chantier_id = ANY ($1::text[]))"
    "       AND s.received_at <= coalesce($2::timestamptz, 'infinity')"
    "       ORDER BY s.received_at DESC LIMIT " ENVOIS_TEXT(ENVOIS_MAX) ") x ORDER BY x.received_at DESC";

static const struct {
    const char *state, *label;
} states[] = {{"received", "reçu"},    {"accepted", "accepté"},    {"held", "retenu"},
              {"refused", "refusé"},   {"superseded", "remplacé"}, {"quarantined", "en quarantaine"},
              {"discarded", "écarté"}, {"duplicate", "déjà reçu"}};

const char *envois_state(const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            return states[i].label;
    return state;
}

size_t envois_need(struct page *p, const char *const *reporters, size_t n)
{
    struct db_params params = {0};
    struct db_array list = {0};
    if (reporters) {
        db_array_begin(&list, DB_TEXT);
        for (size_t i = 0; i < n; i++)
            db_array_add_text(&list, reporters[i]);
        db_add_array(&params, &list);
    } else {
        db_add_null(&params);
    }
    page_known(p, &params);
    return page_need_sql(p, sql, &params);
}

void envois_add(const struct page *p, size_t need, json_t *doc)
{
    const struct db_result *r = page_result(p, need);
    json_t *list = json_array();
    for (int i = 0; i < db_rows(r); i++) {
        const char *id = db_text(r, i, 0), *chantier = db_text(r, i, 1), *state = db_text(r, i, 2);
        int32_t situation = db_day(r, i, 3);
        if (!rights_see_reporter(page_viewer(p), chantier, &page_dashboard(p)->directory.reference, situation,
                                 situation))
            continue;
        struct buf href = {0}, day = {0}, when = {0};
        buf_adds(&href, "/chantier/");
        http_url_encode(chantier, false, &href);
        buf_adds(&href, "/envoi/");
        http_url_encode(id, false, &href);
        words_day(situation, &day);
        words_instant(db_instant(r, i, 4), &when);
        json_t *x = json_pack("{ss ss ss ss ss ss ss ss}", "submission", id, "chantier", chantier, "nom",
                              directory_reporter(&page_dashboard(p)->directory, chantier), "href", buf_text(&href),
                              "etat", state, "etat_libelle", envois_state(state), "situation", buf_text(&day), "quand",
                              buf_text(&when));
        json_object_set_new(x, "lues", db_is_null(r, i, 5) ? json_null() : json_integer(db_int64(r, i, 5)));
        json_object_set_new(x, "ecartees", db_is_null(r, i, 6) ? json_null() : json_integer(db_int64(r, i, 6)));
        json_array_append_new(list, x);
        buf_deinit(&href);
        buf_deinit(&day);
        buf_deinit(&when);
    }
    json_object_set_new(doc, "envois", list);
    json_object_set_new(doc, "a_envois", json_true());
}
