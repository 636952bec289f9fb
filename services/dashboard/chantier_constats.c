/* The findings of a chantier's last submission, one line a kind. PostgreSQL groups them: an outcome may list thousands,
 * and the loop reads a few. */
#include "dashboard/chantier_constats.h"

#include <string.h>

#include "base/cal.h"
#include "dashboard/envoi.h"
#include "dashboard/envois.h"
#include "dashboard/findings.h"
#include "dashboard/words.h"
#include "programme/finding_groups.h"

#define NBSP "\u00a0"

/* Kinds in the order of finding_groups.c, five of them; of each its first finding and its first lines. */
static const char sql[] =
    "WITH last AS (SELECT s.id, s.state, s.date_situation, s.outcome FROM cvg.submission s WHERE s.chantier_id = $1"
    " AND s.state <> 'received' AND s.outcome IS NOT NULL ORDER BY s.n DESC LIMIT 1),"
    " listed AS (SELECT f.value, f.ordinality AS at, (f.value->>'line')::int8 AS line, strpos('EW', left("
    "coalesce(f.value->>'severity', ''), 1)) AS letter, concat_ws(' ', f.value->>'dataset', CASE WHEN f.value->>'code'"
    " <> 'E-COLONNE' THEN f.value->>'column' END, f.value->>'code') AS kind"
    " FROM last, json_array_elements(last.outcome->'findings') WITH ORDINALITY f),"
    " kinds AS (SELECT (letter + 2) % 3 AS severity, kind, count(*) AS n, (array_agg(value ORDER BY line, at))[1] AS "
    "first, (array_agg(line ORDER BY line, at) FILTER (WHERE line IS NOT NULL))[1:4] AS lines FROM listed"
    " GROUP BY letter, kind)"
    " SELECT last.id, last.state, last.date_situation, (SELECT count(*) FROM listed)"
    " + coalesce((last.outcome->>'findings_unlisted')::int8, 0), (SELECT count(*) FROM kinds),"
    " k.n, k.first::text, array_to_string(k.lines, ' ') FROM last LEFT JOIN (SELECT * FROM kinds"
    " ORDER BY severity, kind LIMIT 5) k ON true ORDER BY k.severity, k.kind";
enum { ID, STATE, SITUATION, FINDINGS, KINDS, N, FIRST, LINES };

size_t chantier_constats_need(struct page *p, const char *chantier)
{
    struct db_params params = {0};
    db_add_text(&params, chantier);
    return page_need_sql(p, sql, &params);
}

/* "ligne 5", "lignes 5, 7, 12 et d’autres". */
static void say_lines(const char *lines, int64_t n, struct buf *out)
{
    int said = 0;
    for (const char *s = lines; *s; s += *s == ' ') {
        size_t len = strcspn(s, " ");
        buf_addf(out, "%s%.*s", said ? ", " : "", (int)len, s);
        said++;
        s += len;
    }
    if (said && n > said)
        buf_adds(out, " et d’autres");
}

static void add_kind(const struct page *p, const struct db_result *r, int row, json_t *table)
{
    static const char *const levels[FINDING_SEVERITY_COUNT] = {"à corriger", "à vérifier", "pour information"};
    static const char *const classes[FINDING_SEVERITY_COUNT] = {"critique", "a-voir", "calme"};
    const struct definitions *d = page_dashboard(p)->definitions;
    json_t *list = json_pack("[o?]", json_loadb(db_text(r, row, FIRST), db_len(r, row, FIRST), 0, NULL));
    json_t *shown = rights_guarded(page_viewer(p)) ? json_incref(list) : findings_masked(list, d); /* as told_make() */
    struct told_finding f = told_finding_read(json_array_get(shown, 0), 0);
    struct buf where = {0}, lines = {0};
    int64_t n = db_int64(r, row, N);
    findings_where(d, &f, &where);
    say_lines(db_is_null(r, row, LINES) ? "" : db_text(r, row, LINES), n, &lines);
    table_row(table);
    table_text(table, buf_text(&where));
    table_text(table, f.message);
    table_class(table_text(table, levels[f.severity]), classes[f.severity]);
    table_text(table, buf_text(&lines));
    table_number(table, n);
    buf_deinit(&where);
    buf_deinit(&lines);
    json_decref(shown);
    json_decref(list);
}

static json_t *table_of(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("constats", "Constats du dernier envoi", NULL);
    table_column(t, "ou", "Fichier et colonne", TABLE_TEXT, NULL);
    table_column(t, "message", "Que faire", TABLE_TEXT, NULL);
    table_column(t, "gravite", "Gravité", TABLE_TEXT, NULL);
    table_column(t, "lignes", "Lignes", TABLE_TEXT, NULL);
    table_column(t, "n", "Fois", TABLE_NUMBER, NULL);
    for (int i = 0; i < db_rows(r); i++)
        add_kind(p, r, i, t);
    return t;
}

void chantier_constats_add(const struct page *p, json_t *doc, size_t need)
{
    const struct db_result *r = page_result(p, need);
    struct buf href = {0}, day = {0};
    json_object_set_new(doc, "dernier", json_null());
    if (db_rows(r) == 0)
        return;
    int64_t n = db_int64(r, 0, FINDINGS), more = db_int64(r, 0, KINDS) - db_rows(r);
    const char *state = db_text(r, 0, STATE);
    envoi_path(page_choice(p)->scope.code, db_text(r, 0, ID), &href);
    words_day(db_day(r, 0, SITUATION), &day);
    json_object_set_new(doc, "dernier",
                        json_pack("{ss ss ss ss so so}", "situation", buf_text(&day), "etat", state, "etat_libelle",
                                  envois_state(state), "href", buf_text(&href), "n", n ? json_integer(n) : json_null(),
                                  "encore", more > 0 ? json_integer(more) : json_null()));
    if (!db_is_null(r, 0, N))
        json_object_set_new(json_object_get(doc, "tables"), "constats", table_of(p, r));
    buf_deinit(&href);
    buf_deinit(&day);
}
