/* What the database says: everything once, in chunks; then every SWEEP_MS what changed since the last sweep; reference
 * data when their version moves.
 *
 *   NONE ──up──▶ REFERENCE ──▶ LOAD ──▶ LOAD … ──▶ IDLE ──tick──▶ CHANGES ──▶ IDLE
 *                    ▲                               │                │
 *                    └───────────────────────────────┴────────────────┘
 *        another version of the reference data, or too many changes for one request (then everything is loaded again)
 *
 * A row of chantier_state bears the transaction that changed it last. One that a snapshot did not see yet has a number
 * from that snapshot's xmin on: so the rows that bear xmin of the sweep before or more are all that may be new (a new
 * connection starts from nothing: see sweep_on_up). Any error leaves everything as it was, and the next tick tries
 * again from the same mark. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregation/service.h"
#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/db_reference.h"

#define CHUNK 128       /* reporters in one answer of the load */
#define CHANGES_MAX 512 /* reporters in one sweep; more are loaded in chunks */
#define MISSING_MAX 256 /* reporters looked at again in each sweep because they miss a contribution */
#define WAIT_MS 10000

static const char mark_sql[] = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, version FROM cvg.reference_state";

#define STATE_COLUMNS                                                                                                  \
    "SELECT c.chantier_id, c.version, c.situation, c.lignes_lues, c.lignes_ecartees FROM cvg.chantier_state c"
#define CONTRIBUTION_COLUMNS                                                                                           \
    "SELECT k.chantier_id, k.debut, k.fin, k.payload FROM cvg.contribution k"                                          \
    " JOIN unnest($2::date[], $3::date[]) AS p(debut, fin) ON k.debut = p.debut AND k.fin = p.fin"                     \
    " WHERE k.definitions = $4 AND k.chantier_id IN "
#define CHUNK_OF                                                                                                       \
    "(SELECT x.chantier_id FROM cvg.chantier_state x WHERE x.chantier_id COLLATE \"C\" > $1 "                          \
    "ORDER BY x.chantier_id COLLATE \"C\" LIMIT " CHUNK_TEXT ")"
#define CHANGED                                                                                                        \
    "(SELECT x.chantier_id FROM cvg.chantier_state x WHERE x.changed >= $1::xid8 ORDER BY x.changed "                  \
    "LIMIT " CHANGES_TEXT ") "
#define TEXT_OF_(n) #n
#define TEXT_OF(n) TEXT_OF_(n)
#define CHUNK_TEXT TEXT_OF(CHUNK)
#define CHANGES_TEXT TEXT_OF(CHANGES_MAX)

static const char load_states[] =
    STATE_COLUMNS " WHERE c.chantier_id IN " CHUNK_OF " ORDER BY c.chantier_id COLLATE \"C\"";
static const char load_contributions[] = CONTRIBUTION_COLUMNS CHUNK_OF " ORDER BY k.chantier_id COLLATE \"C\"";
static const char changed_states[] = STATE_COLUMNS
    " WHERE c.chantier_id IN " CHANGED "OR c.chantier_id = ANY ($2::text[]) ORDER BY c.chantier_id COLLATE \"C\"";
static const char changed_contributions[] = CONTRIBUTION_COLUMNS CHANGED "ORDER BY k.chantier_id COLLATE \"C\"";
static const char missing_contributions[] =
    CONTRIBUTION_COLUMNS "(SELECT unnest($1::text[])) ORDER BY k.chantier_id COLLATE \"C\"";

static void send_reference(struct service *s);
static void send_load(struct service *s);
static void on_tick(void *arg);

/* ---- parameters ---- */

static void add_periods(struct service *s, struct db_params *p)
{
    struct db_array debut = {0}, fin = {0};
    size_t n;
    const struct period *live = totals_live(s->totals, &n);
    db_array_begin(&debut, DB_DATE);
    db_array_begin(&fin, DB_DATE);
    for (size_t i = 0; i < n; i++) {
        db_array_add_int(&debut, live[i].debut);
        db_array_add_int(&fin, live[i].fin);
    }
    db_add_array(p, &debut);
    db_add_array(p, &fin);
    db_add_text(p, s->definitions->digest);
}

static void add_missing(struct service *s, struct db_params *p)
{
    const char *names[MISSING_MAX];
    struct db_array list = {0};
    size_t n = totals_list_missing(s->totals, names, MISSING_MAX);
    db_array_begin(&list, DB_TEXT);
    for (size_t i = 0; i < n; i++)
        db_array_add_text(&list, names[i]);
    db_add_array(p, &list);
}

static void send_request(struct service *s, struct db_request *r, enum sweep_state state, db_done *done)
{
    s->sweep.state = state;
    s->sweep.asked_us = cal_now_us(); /* before the snapshot: all that was committed by now is in it */
    db_request_snapshot(r);
    db_send(s->db, r, WAIT_MS, done, s);
}

/* ---- answers ---- */

/* Takes every reporter of `states` with its contributions; both are in order of the reporter's bytes. */
static void take_reporters(struct service *s, const struct db_result *states, const struct db_result *contributions)
{
    int k = 0, n = db_rows(contributions);
    for (int i = 0; i < db_rows(states); i++) {
        struct totals_contribution list[PERIODS_LIVE_MAX];
        struct totals_report r = {.reporter = db_text(states, i, 0),
                                  .version = (uint64_t)db_int64(states, i, 1),
                                  .situation = db_is_null(states, i, 2) ? CELL_NULL : db_day(states, i, 2),
                                  .rows_read = db_int64(states, i, 3),
                                  .rows_set_aside = db_int64(states, i, 4),
                                  .contributions = list};
        while (k < n && strcmp(db_text(contributions, k, 0), r.reporter) < 0)
            k++;
        for (; k < n && strcmp(db_text(contributions, k, 0), r.reporter) == 0 && r.contributions_n < PERIODS_LIVE_MAX;
             k++) {
            struct totals_contribution *c = &list[r.contributions_n++];
            c->debut = db_day(contributions, k, 1);
            c->fin = db_day(contributions, k, 2);
            c->payload = db_bytea(contributions, k, 3, &c->len);
        }
        service_take(s, &r);
    }
}

static void set_known(struct service *s)
{
    s->sweep.known_us = s->sweep.asked_us;
    s->sweep.known_ms = loop_now_ms(s->daemon->loop);
    s->sweeps->value++;
    if (s->sweep.failing)
        log_event(LOG_INFO, "sweep_again");
    s->sweep.failing = false;
}

static void on_failed(struct service *s, const struct err *e)
{
    if (!s->sweep.failing)
        log_event(err_transient(e) ? LOG_WARN : LOG_ERROR, "sweep_failed", log_err(e));
    s->sweep.failing = true;
    s->sweep.load_due |= s->sweep.state == SWEEP_LOAD || s->sweep.state == SWEEP_REFERENCE;
    s->sweep.state = SWEEP_IDLE;
}

static void finish(struct service *s)
{
    s->sweep.state = SWEEP_IDLE;
    publish_wake(s);
    daemon_ready(s->daemon, service_complete(s));
    if (s->sweep.load_due)
        send_reference(s);
}

static void on_changes(struct db_results *r, const struct err *e, void *arg)
{
    struct service *s = arg;
    uint64_t version;
    if (e) {
        on_failed(s, e);
        return;
    }
    totals_reference(s->totals, &version);
    if (db_rows(&r->items[1]) >= CHANGES_MAX) {
        s->sweep.load_due = true;
    } else {
        /* before the others: a missing reporter that changed too is taken with its new state and then is nothing new */
        take_reporters(s, &r->items[1], &r->items[2]);
        take_reporters(s, &r->items[1], &r->items[3]);
        snprintf(s->sweep.since, sizeof s->sweep.since, "%s", db_text(&r->items[0], 0, 0));
        set_known(s);
    }
    bool moved = (uint64_t)db_int64(&r->items[0], 0, 1) != version;
    finish(s);
    if (moved && s->sweep.state == SWEEP_IDLE)
        send_reference(s);
}

static void send_changes(struct service *s)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_request_add(r, mark_sql, NULL, DB_BINARY);
    db_add_text(&p, s->sweep.since);
    add_missing(s, &p);
    db_request_add(r, changed_states, &p, DB_BINARY);
    db_add_text(&p, s->sweep.since);
    add_periods(s, &p);
    db_request_add(r, changed_contributions, &p, DB_BINARY);
    add_missing(s, &p);
    add_periods(s, &p);
    db_request_add(r, missing_contributions, &p, DB_BINARY);
    send_request(s, r, SWEEP_CHANGES, on_changes);
}

/* ---- the load ---- */

static void on_loaded(struct db_results *r, const struct err *e, void *arg)
{
    struct service *s = arg;
    if (e) {
        on_failed(s, e);
        return;
    }
    int n = db_rows(&r->items[0]);
    take_reporters(s, &r->items[0], &r->items[1]);
    if (s->sweep.load_due) { /* it is to begin again: the live periods have changed meanwhile */
        finish(s);
        return;
    }
    if (n == CHUNK) {
        snprintf(s->sweep.cursor, sizeof s->sweep.cursor, "%s", db_text(&r->items[0], n - 1, 0));
        send_load(s);
        return;
    }
    set_known(s);
    if (!s->sweep.loaded)
        log_event(LOG_INFO, "loaded", log_text("definitions", s->definitions->digest));
    s->sweep.loaded = true;
    finish(s);
}

static void send_load(struct service *s)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_add_text(&p, s->sweep.cursor);
    db_request_add(r, load_states, &p, DB_BINARY);
    db_add_text(&p, s->sweep.cursor);
    add_periods(s, &p);
    db_request_add(r, load_contributions, &p, DB_BINARY);
    send_request(s, r, SWEEP_LOAD, on_loaded);
}

static void on_reference(struct db_results *r, const struct err *e, void *arg)
{
    struct service *s = arg;
    struct reference reference = {0};
    uint64_t held, version;
    if (e) {
        on_failed(s, e);
        return;
    }
    version = (uint64_t)db_int64(&r->items[0], 0, 1);
    totals_reference(s->totals, &held);
    if (version != held || totals_perimeters_n(s->totals) == 0) {
        db_reference_read(&r->items[1], &r->items[2], &reference);
        log_event(LOG_INFO, "reference", log_int("version", (int64_t)version),
                  log_int("territoires", (int64_t)reference.territoires_n),
                  log_int("chantiers", (int64_t)reference.chantiers.n));
        totals_set_reference(s->totals, &reference, version);
        publish_reference(s);
    }
    if (!s->sweep.load_due) {
        finish(s);
        return;
    }
    /* the mark is from before the load: what changes during it comes again with the first sweep */
    s->sweep.load_due = false;
    snprintf(s->sweep.since, sizeof s->sweep.since, "%s", db_text(&r->items[0], 0, 0));
    s->sweep.cursor[0] = 0;
    send_load(s);
}

static void send_reference(struct service *s)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_request_add(r, mark_sql, NULL, DB_BINARY);
    db_add_null(&p);
    db_request_add(r, db_reference_territoires, &p, DB_BINARY);
    db_add_null(&p);
    db_request_add(r, db_reference_lignes, &p, DB_BINARY);
    send_request(s, r, SWEEP_REFERENCE, on_reference);
}

/* ---- doors ---- */

static void on_tick(void *arg)
{
    struct service *s = arg;
    if (!db_up(s->db) || s->sweep.state != SWEEP_IDLE)
        return;
    if (s->sweep.load_due)
        send_reference(s);
    else
        send_changes(s);
}

void sweep_start(struct service *s)
{
    uint64_t every = (uint64_t)settings_int(s->daemon->settings, "SWEEP_MS");
    s->sweep.load_due = true;
    timer_start(&s->sweep.timer, s->daemon->loop, every, every, on_tick, s);
}

void sweep_stop(struct service *s)
{
    timer_close(&s->sweep.timer);
}

/* A new connection may mean that PostgreSQL crashed: then numbers of transactions that were never written to its log
 * are given again, and the mark of the last sweep may lie above what was committed since. So everything is read once.
 */
void sweep_on_up(struct service *s)
{
    if (s->sweep.state == SWEEP_NONE)
        s->sweep.state = SWEEP_IDLE;
    s->sweep.load_due = true;
    on_tick(s);
}

void sweep_load(struct service *s)
{
    s->sweep.load_due = true;
    on_tick(s);
}
