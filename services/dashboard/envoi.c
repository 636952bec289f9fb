/* One submission, and the list of a reporter's. */
#include "dashboard/envoi.h"

#include <stdio.h>
#include <string.h>

#include "dashboard/effect.h"
#include "dashboard/envois.h"
#include "dashboard/findings.h"
#include "dashboard/words.h"
#include "io/http.h"
#include "programme/finding_groups.h"
#include "programme/submission_state.h"

static const char TEXT_ACCEPTED[] = "Les lignes prises comptent dans les chiffres.";
static const char TEXT_AGAIN[] = "Une personne l’a libéré : il attend d’être jugé à nouveau.";

static const char one_sql[] =
    "SELECT s.id, s.chantier_id, s.n, s.state, s.date_situation, s.received_at, s.judged_at, s.decided_at,"
    " coalesce(s.decided_by, ''), coalesce(s.decision_reason, ''), s.was_held,"
    " CASE WHEN s.state <> 'received' THEN s.outcome::text END"
    " FROM cvg.submission s WHERE s.chantier_id = $1 AND s.n = $2 AND s.id = $3";
enum { ID, REPORTER, N, STATE, SITUATION, RECEIVED, JUDGED, DECIDED, BY, REASON, HELD, OUTCOME };

size_t envoi_need(struct page *p, const struct submission_id *id)
{
    struct db_params params = {0};
    db_add_text(&params, id->reporter);
    db_add_int(&params, id->n);
    db_add_text(&params, id->text);
    return page_need_sql(p, one_sql, &params);
}

bool envoi_read(const struct page *p, size_t need, struct envoi *out)
{
    const struct db_result *r = page_result(p, need);
    *out = (struct envoi){0};
    if (db_rows(r) == 0)
        return false;
    *out = (struct envoi){.id = db_text(r, 0, ID),
                          .reporter = db_text(r, 0, REPORTER),
                          .n = db_int64(r, 0, N),
                          .state = db_text(r, 0, STATE),
                          .situation = db_day(r, 0, SITUATION),
                          .received_us = db_instant(r, 0, RECEIVED),
                          .judged = !db_is_null(r, 0, JUDGED),
                          .judged_us = db_instant(r, 0, JUDGED),
                          .decided = !db_is_null(r, 0, DECIDED),
                          .decided_us = db_instant(r, 0, DECIDED),
                          .decided_by = db_text(r, 0, BY),
                          .reason = db_text(r, 0, REASON),
                          .held_once = db_bool(r, 0, HELD)};
    if (!db_is_null(r, 0, OUTCOME))
        out->outcome = json_loadb(db_text(r, 0, OUTCOME), db_len(r, 0, OUTCOME), 0, NULL);
    return true;
}

void envoi_deinit(struct envoi *x)
{
    json_decref(x->outcome);
    *x = (struct envoi){0};
}

/* ---- whose it is ---- */

void envoi_path(const char *reporter, const char *id, struct buf *out)
{
    buf_adds(out, "/chantier/");
    http_url_encode(reporter, false, out);
    buf_adds(out, "/envoi/");
    http_url_encode(id, false, out);
}

static bool is_coordination(const struct page *p, const char *reporter)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    uint64_t at;
    return !map_get(&r->chantiers, reporter, strlen(reporter), &at) && reference_find_territoire(r, reporter) >= 0;
}

const char *envoi_reporter(const struct page *p, const char *reporter)
{
    return directory_reporter(&page_dashboard(p)->directory, reporter);
}

struct scope envoi_scope(const struct page *p, const char *reporter)
{
    struct scope s = {.kind = is_coordination(p, reporter) ? SCOPE_TERRITOIRE : SCOPE_CHANTIER};
    snprintf(s.code, sizeof s.code, "%s", reporter);
    return s;
}

/* ---- what it was and what became of it ---- */

static const char *meaning_of(const struct envoi *x)
{
    const struct submission_state *s = submission_state_find(x->state);
    if (strcmp(x->state, "received") == 0 && x->decided)
        return TEXT_AGAIN;
    return s && s->meaning ? s->meaning : TEXT_ACCEPTED;
}

static json_t *instant_of(int64_t us)
{
    struct buf text = {0};
    words_instant(us, &text);
    json_t *out = json_string(buf_text(&text));
    buf_deinit(&text);
    return out;
}

static json_t *decision_of(const struct envoi *x)
{
    if (!x->decided)
        return json_null();
    return json_pack("{ss so ss sb}", "par", x->decided_by, "quand", instant_of(x->decided_us), "raison", x->reason,
                     "libere", strcmp(x->state, "discarded") != 0);
}

struct count {
    const char *member, *label;
};

static json_t *counts_of(const json_t *object, const struct count *counts, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; object && i < n; i++) {
        struct buf text = {0};
        figure_show_int(json_integer_value(json_object_get(object, counts[i].member)), &text);
        json_array_append_new(list, json_pack("{ss ss}", "libelle", counts[i].label, "texte", buf_text(&text)));
        buf_deinit(&text);
    }
    return list;
}

json_t *envoi_head(const struct page *p, const struct envoi *x)
{
    static const struct count rows[] = {
        {"read", "Lignes lues"}, {"taken", "Lignes prises"}, {"set_aside", "Lignes mises de côté"}};
    static const struct count changes[] = {{"added", "Lignes nouvelles"},
                                           {"removed", "Lignes retirées"},
                                           {"changed", "Lignes modifiées"},
                                           {"unchanged", "Lignes inchangées"}};
    struct buf path = {0}, home = {0}, day = {0};
    envoi_path(x->reporter, x->id, &path);
    buf_adds(&home, is_coordination(p, x->reporter) ? "/territoire/" : "/chantier/");
    http_url_encode(x->reporter, false, &home);
    words_day(x->situation, &day);
    json_t *head = json_pack(
        "{ss ss ss ss ss ss ss ss sb ss so so so so so}", "submission", x->id, "chantier", x->reporter, "nom",
        envoi_reporter(p, x->reporter), "chemin", buf_text(&path), "accueil", buf_text(&home), "etat", x->state,
        "etat_libelle", envois_state(x->state), "sens", meaning_of(x), "attente", strcmp(x->state, "received") == 0,
        "situation", buf_text(&day), "recu", instant_of(x->received_us), "juge",
        x->outcome && x->judged ? instant_of(x->judged_us) : json_null(), "decision", decision_of(x), "lignes",
        counts_of(json_object_get(x->outcome, "rows"), rows, sizeof rows / sizeof *rows), "changements",
        counts_of(json_object_get(x->outcome, "changes"), changes, sizeof changes / sizeof *changes));
    must(head);
    buf_deinit(&path);
    buf_deinit(&home);
    buf_deinit(&day);
    return head;
}

/* ---- who is shown what of its findings ---- */

static bool bears_identity(const json_t *findings)
{
    size_t i;
    json_t *x;
    json_array_foreach(findings, i, x)
    {
        const char *code = json_string_value(json_object_get(x, "code"));
        if (code && strcmp(code, "E-IDENTITE") == 0)
            return true;
    }
    return false;
}

/* A chantier or its coordination: those whose rows they are. */
static bool are_theirs(const struct page *p)
{
    return rights_guarded(page_viewer(p));
}

bool envoi_hides(const struct page *p, const struct envoi *x)
{
    const json_t *findings = json_object_get(x->outcome, "findings");
    return !are_theirs(p) && json_array_size(findings) > 0 && !bears_identity(findings);
}

json_t *envoi_findings(const struct page *p, json_t *findings, bool purpose)
{
    bool masked = !are_theirs(p) && (!purpose || bears_identity(findings));
    return masked ? findings_masked(findings, page_dashboard(p)->definitions) : json_incref(findings);
}

void envoi_add_findings(const struct page *p, json_t *doc, const struct envoi *x, bool purpose)
{
    const struct definitions *d = page_dashboard(p)->definitions;
    json_t *findings = json_object_get(x->outcome, "findings");
    json_t *shown = envoi_findings(p, findings, purpose);
    bool masked = shown != findings;
    json_t *outcome = json_pack("{so* sO*}", "findings", shown, "findings_unlisted",
                                json_object_get(x->outcome, "findings_unlisted"));
    must(outcome);
    json_object_set_new(doc, "constats", findings_view(outcome, d, masked));
    json_object_set_new(json_object_get(doc, "tables"), "constats",
                        findings_table(json_object_get(outcome, "findings"), d));
    json_decref(outcome);
}

/* ---- several ---- */

static const char list_sql[] =
    "SELECT s.id, s.chantier_id, s.n, s.state, s.date_situation, s.received_at, coalesce(s.decided_by, ''),"
    " (s.outcome->'rows'->>'read')::int8, (s.outcome->'rows'->>'set_aside')::int8"
    " FROM cvg.submission s WHERE s.chantier_id = $1 AND s.n < $2 ORDER BY s.n DESC LIMIT $3";
enum { LIST_ID, LIST_REPORTER, LIST_N, LIST_STATE, LIST_SITUATION, LIST_RECEIVED, LIST_BY, LIST_READ, LIST_ASIDE };

size_t envoi_need_list(struct page *p, const char *reporter, int64_t before_n, int limit)
{
    struct db_params params = {0};
    must(limit > 0 && limit <= ENVOI_LIST_MAX);
    db_add_text(&params, reporter);
    db_add_int(&params, before_n);
    db_add_int(&params, limit);
    return page_need_sql(p, list_sql, &params);
}

static void put_count(json_t *t, const struct db_result *r, int row, int column)
{
    if (db_is_null(r, row, column))
        table_unknown(t);
    else
        table_number(t, db_int64(r, row, column));
}

static void put_row(json_t *t, const struct db_result *r, int i)
{
    struct buf path = {0}, when = {0};
    envoi_path(db_text(r, i, LIST_REPORTER), db_text(r, i, LIST_ID), &path);
    words_instant(db_instant(r, i, LIST_RECEIVED), &when);
    table_row(t);
    table_link(table_day(t, db_day(r, i, LIST_SITUATION)), buf_text(&path));
    table_text(t, db_text(r, i, LIST_ID));
    table_text(t, buf_text(&when));
    table_text(t, envois_state(db_text(r, i, LIST_STATE)));
    put_count(t, r, i, LIST_READ);
    put_count(t, r, i, LIST_ASIDE);
    table_text(t, db_text(r, i, LIST_BY));
    buf_deinit(&path);
    buf_deinit(&when);
}

json_t *envoi_list_table(const struct page *p, size_t need, const char *id, const char *title, int64_t *next_out)
{
    const struct db_result *r = page_result(p, need);
    const struct reference *reference = &page_dashboard(p)->directory.reference;
    json_t *t = table_new(id, title, NULL);
    table_column(t, "situation", "Situation au", TABLE_DAY, NULL);
    table_column(t, "envoi", "Envoi", TABLE_TEXT, NULL);
    table_column(t, "recu", "Reçu le", TABLE_TEXT, NULL);
    table_column(t, "etat", "État", TABLE_TEXT, NULL);
    table_column(t, "lues", "Lignes lues", TABLE_NUMBER, NULL);
    table_column(t, "ecartees", "Mises de côté", TABLE_NUMBER, NULL);
    table_column(t, "decide_par", "Décidé par", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        int32_t day = db_day(r, i, LIST_SITUATION);
        if (rights_see_reporter(page_viewer(p), db_text(r, i, LIST_REPORTER), reference, day, day))
            put_row(t, r, i);
    }
    if (next_out)
        *next_out = db_rows(r) == ENVOI_LIST_MAX ? db_int64(r, ENVOI_LIST_MAX - 1, LIST_N) : 0;
    return t;
}
