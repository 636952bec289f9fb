/* /retenues: the held submissions that a viewer may decide on, and what was decided of late. */
#include <string.h>

#include "dashboard/envoi.h"
#include "dashboard/envois.h"
#include "dashboard/hold.h"
#include "dashboard/pages.h"
#include "dashboard/words.h"

#define HELD_MAX 200
#define DECIDED_MAX 30
#define TEXT_OF_(n) #n
#define TEXT_OF(n) TEXT_OF_(n)

/* Of the findings those of the hold alone: they say numbers of rows, and nothing of any row. */
static const char held_sql[] =
    "SELECT s.id, s.chantier_id, s.date_situation, s.judged_at,"
    " (SELECT json_agg(f) FROM json_array_elements(s.outcome->'findings') f WHERE f->>'code' = 'E-RETENUE')::text"
    " FROM cvg.submission s WHERE s.state = 'held' AND ($1::text[] IS NULL OR s.chantier_id = ANY ($1::text[]))"
    " ORDER BY s.judged_at DESC, s.n DESC LIMIT " TEXT_OF(HELD_MAX);
static const char decided_sql[] =
    "SELECT s.id, s.chantier_id, s.date_situation, s.decided_at, s.state, s.decided_by,"
    " coalesce(s.decision_reason, '') FROM cvg.submission s WHERE s.decided_at IS NOT NULL AND s.state <> 'held'"
    " AND ($1::text[] IS NULL OR s.chantier_id = ANY ($1::text[]))"
    " ORDER BY s.decided_at DESC LIMIT " TEXT_OF(DECIDED_MAX);

struct retenues_page {
    size_t held, decided;
};

static void add_reporter(const char *id, const struct membership *m, void *arg)
{
    (void)m;
    db_array_add_text(arg, id);
}

/* NULL, everybody's; or the reporters of a coordination: its members of today, and itself. */
static void add_reporters(const struct page *p, struct db_params *params)
{
    const struct viewer *v = page_viewer(p);
    struct db_array list = {0};
    if (v->scope.kind == SCOPE_NATION) {
        db_add_null(params);
        return;
    }
    db_array_begin(&list, DB_TEXT);
    db_array_add_text(&list, v->scope.code);
    directory_chantiers(&page_dashboard(p)->directory, v->scope.code, page_today(p), page_today(p), add_reporter,
                        &list);
    db_add_array(params, &list);
}

static int prepare(struct page *p, struct err *e)
{
    struct retenues_page *c = page_own(p, sizeof *c);
    struct db_params held = {0}, decided = {0};
    (void)e;
    add_reporters(p, &held);
    add_reporters(p, &decided);
    c->held = page_need_sql(p, held_sql, &held);
    c->decided = page_need_sql(p, decided_sql, &decided);
    return 0;
}

static bool decides(const struct page *p, const char *reporter)
{
    return rights_decide(page_viewer(p), reporter, &page_dashboard(p)->directory.reference, page_today(p));
}

static void put_instant(json_t *t, int64_t us)
{
    struct buf text = {0};
    words_instant(us, &text);
    table_text(t, buf_text(&text));
    buf_deinit(&text);
}

static void put_name(const struct page *p, json_t *t, const char *reporter, const char *id)
{
    json_t *href = json_sprintf("/retenues/%s", id);
    table_link(table_text(t, envoi_reporter(p, reporter)), json_string_value(href));
    json_decref(href);
}

/* "Lignes mises de côté : 12 sur 40 (plus de 20 %) ; …" */
static void put_rules(const struct page *p, json_t *t, const char *findings)
{
    json_t *list = json_loads(findings, 0, NULL), *rules = hold_rules(list, page_dashboard(p)->definitions), *x;
    struct buf text = {0};
    size_t i;
    json_array_foreach(rules, i, x)
    {
        const char *number = json_string_value(json_object_get(x, "nombre"));
        buf_addf(&text, "%s%s", i ? " ; " : "", json_string_value(json_object_get(x, "regle")));
        if (*number)
            buf_addf(&text, " : %s sur %s (%s)", number, json_string_value(json_object_get(x, "sur")),
                     json_string_value(json_object_get(x, "seuil")));
    }
    table_text(t, buf_text(&text));
    buf_deinit(&text);
    json_decref(rules);
    json_decref(list);
}

static json_t *table_of_held(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("retenues", "En attente d’une décision", NULL);
    table_column(t, "chantier", "Chantier", TABLE_TEXT, NULL);
    table_column(t, "situation", "Situation au", TABLE_DAY, NULL);
    table_column(t, "depuis", "Retenu depuis le", TABLE_TEXT, NULL);
    table_column(t, "regles", "Pourquoi", TABLE_TEXT, NULL);
    table_column(t, "envoi", "Envoi", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        if (!decides(p, db_text(r, i, 1)))
            continue;
        table_row(t);
        put_name(p, t, db_text(r, i, 1), db_text(r, i, 0));
        table_day(t, db_day(r, i, 2));
        put_instant(t, db_instant(r, i, 3));
        put_rules(p, t, db_text(r, i, 4));
        table_text(t, db_text(r, i, 0));
    }
    return t;
}

static json_t *table_of_decided(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("decidees", "Décidées dernièrement", NULL);
    table_column(t, "chantier", "Chantier", TABLE_TEXT, NULL);
    table_column(t, "situation", "Situation au", TABLE_DAY, NULL);
    table_column(t, "decision", "Décision", TABLE_TEXT, NULL);
    table_column(t, "etat", "État", TABLE_TEXT, NULL);
    table_column(t, "par", "Par", TABLE_TEXT, NULL);
    table_column(t, "quand", "Le", TABLE_TEXT, NULL);
    table_column(t, "motif", "Motif", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        const char *state = db_text(r, i, 4);
        if (!decides(p, db_text(r, i, 1)))
            continue;
        table_row(t);
        put_name(p, t, db_text(r, i, 1), db_text(r, i, 0));
        table_day(t, db_day(r, i, 2));
        table_text(t, strcmp(state, "discarded") == 0 ? "écarté" : "libéré");
        table_text(t, envois_state(state));
        table_text(t, db_text(r, i, 5));
        put_instant(t, db_instant(r, i, 3));
        table_text(t, db_text(r, i, 6));
    }
    return t;
}

static json_t *build(struct page *p)
{
    struct retenues_page *c = page_own(p, sizeof *c);
    const struct db_result *r = page_result(p, c->held);
    json_t *held = table_of_held(p, r), *decided = table_of_decided(p, page_result(p, c->decided));
    json_t *doc = json_pack("{ss sb sb sb s{so so}}", "titre", "Envois retenus", "aucune", table_rows_n(held) == 0,
                            "des_decisions", table_rows_n(decided) > 0, "plus", db_rows(r) == HELD_MAX, "tables",
                            "retenues", held, "decidees", decided);
    must(doc);
    page_reread(p, &page_viewer(p)->scope);
    return doc;
}

void page_retenues_open(struct dashboard *d)
{
    static const struct page_spec spec = {
        .path = "/retenues", .name = "retenues", .right = RIGHT_DECIDE, .prepare = prepare, .build = build};
    page_add(d, &spec);
}
