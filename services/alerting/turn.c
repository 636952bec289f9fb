/* Round and round: what changed, who is due, what that changes, stored with what is told of it.
 *
 *   IDLE ─tick─▶ LOCKING ─▶ REFERENCE ─▶ ABSENCE ─▶ READING … ─▶ (surveyed) ─▶ READING ─▶ WRITING ─▶ READING … ─▶ IDLE
 *     │                        ▲ another version or day              ▲                                   │
 *     └─tick─▶ CHANGES ────────┴─────────────────────────────────────┘ who changed, or whose instant     │
 *                                                                 IDLE ◀── DIGEST, EXERCICE: due ◀───────┘
 *
 * A row bears the transaction that changed it. One that a snapshot did not see yet has a number from that snapshot's
 * xmin on; so what bears the xmin of the look before or more is all that may be new. Our own writes are found too, and
 * looked at once more in vain.
 *
 * With each connection everything is looked at anew, first for the causes (a software is silent only when all its
 * chantiers were looked at), then for the changes. A transaction that is lost leaves its reporters due. One daemon
 * writes: the lock is the connection's, and who has not got it waits for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerting/absence.h"
#include "alerting/batch.h"
#include "alerting/digest.h"
#include "alerting/exercice.h"
#include "alerting/hooks.h"
#include "alerting/manager.h"
#include "alerting/dire.h"
#include "alerting/reference.h"
#include "alerting/rows.h"
#include "alerting/watch.h"
#include "base/cal.h"

#define WAIT_MS 10000
#define WRITE_MS 60000
#define HERE_MS 30000 /* how often it is written down that we are there */

static const char lock_sql[] = "SELECT pg_try_advisory_lock(hashtextextended('cvg alerting', 0))";
static const char mark_sql[] = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, version FROM cvg.reference_state";
static const char changed_sql[] = "SELECT chantier_id FROM cvg.submission WHERE changed >= $1::xid8"
                                  " UNION SELECT chantier_id FROM cvg.chantier_state WHERE changed >= $1::xid8"
                                  " UNION SELECT chantier_id FROM cvg.alerte WHERE changed >= $1::xid8";
static const char silences_sql[] = "SELECT DISTINCT chantier_id FROM cvg.silence WHERE changed >= $1::xid8";
static const char write_sql[] = "SELECT cvg.alerte_ecrire($1::timestamptz, $2::jsonb, $3::jsonb, $4::jsonb)";

static void next_batch(struct alerting *a);

static void send(struct alerting *a, struct db_request *r, enum turn_state state, uint32_t wait_ms, db_done *done)
{
    a->turn.state = state;
    a->turn.asked_in = a->turn.epoch;
    db_send(a->db, r, wait_ms, done, a);
}

static void finish(struct alerting *a)
{
    batch_free(&a->batch);
    a->turn.state = TURN_IDLE;
}

/* Whoever was in hand is due again; the next tick tries. */
static void give_up(struct alerting *a)
{
    for (size_t i = 0; a->batch && i < a->batch->n; i++)
        reporters_set_due(&a->reporters, &a->reporters.items[a->batch->items[i].reporter], INT64_MIN);
    finish(a);
}

/* True where the answer is of no use: an error, or of a connection that is gone. */
static bool lost(struct alerting *a, const struct err *e)
{
    struct turn *t = &a->turn;
    if (e && !t->failing)
        log_event(err_transient(e) ? LOG_WARN : LOG_ERROR, "turn_failed", log_int("state", t->state), log_err(e));
    t->failing = t->failing || e;
    if (!e && t->asked_in == t->epoch)
        return false;
    give_up(a);
    return true;
}

/* ---- writing ---- */

/* Its territory and the nation count the chantiers that are in trouble; what falls due comes nearer every day. */
static void note_settled(struct alerting *a, const struct batch *b, const struct dossier *d)
{
    struct reporter *x = &a->reporters.items[d->reporter];
    int32_t today = cal_paris_day(b->now_us);
    if (d->changed && x->porteur == VEILLE_CHANTIER) {
        reporters_wake(&a->reporters, x->territoire);
        reporters_wake(&a->reporters, "");
    }
    x->faits_due = x->faits_due || x->faits_jour != today;
    x->faits_jour = today;
    if (x->porteur == VEILLE_NATION)
        watch_stored(a);
}

static void settle(struct alerting *a)
{
    struct batch *b = a->batch;
    for (size_t i = 0; i < b->n; i++) {
        struct reporter *x = &a->reporters.items[b->items[i].reporter];
        note_settled(a, b, &b->items[i]);
        if (x->due_us == VEILLE_JAMAIS) /* else something of it moved meanwhile */
            reporters_set_due(&a->reporters, x, judge_next(&b->items[i]));
    }
    a->evaluated->value += (double)b->n;
    a->changes->value += (double)json_array_size(b->changes);
    a->mails->value += (double)json_array_size(b->mails);
    if (json_array_size(b->hooks))
        hooks_wake(a);
    if (json_array_size(b->changes))
        manager_wake(a);
    batch_free(&a->batch);
    next_batch(a);
}

static void on_written(struct db_results *r, const struct err *e, void *arg)
{
    (void)r;
    if (!lost(arg, e))
        settle(arg);
}

static void write_changes(struct alerting *a)
{
    const struct batch *b = a->batch;
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_add_instant(&p, b->now_us);
    rows_add_json(&p, b->changes);
    rows_add_json(&p, b->mails);
    rows_add_json(&p, b->hooks);
    db_request_add(r, write_sql, &p, DB_BINARY);
    send(a, r, TURN_WRITING, WRITE_MS, on_written);
}

/* ---- reading ---- */

static void on_read(struct db_results *r, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (lost(a, e))
        return;
    struct batch *b = a->batch;
    a->turn.failing = false;
    reading_take(a, b, r);
    judge_survey(a, b);
    if (!a->turn.surveyed) {
        give_up(a); /* they are due still */
        next_batch(a);
        return;
    }
    judge_changes(a, b);
    telling_make(a, b);
    if (json_array_size(b->changes))
        write_changes(a);
    else
        settle(a);
}

/* Those that were not looked at since the connection came, else those that are due. */
static void fill_batch(struct alerting *a, struct batch *b)
{
    struct turn *t = &a->turn;
    while (!t->surveyed && t->survey_at < a->reporters.n && b->n < BATCH_MAX)
        b->items[b->n++].reporter = t->survey_at++;
    if (b->n)
        return;
    t->surveyed = true;
    while (b->n < BATCH_MAX) {
        struct reporter *x = reporters_first(&a->reporters);
        if (!x || x->due_us > b->now_us)
            return;
        b->items[b->n++].reporter = (size_t)(x - a->reporters.items);
        reporters_set_due(&a->reporters, x, VEILLE_JAMAIS);
    }
}

/* ---- the evening's digest ---- */

static void on_digested(struct db_results *r, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    (void)r;
    if (lost(a, e))
        return;
    a->turn.digest_us = dire_synthese_us(a->turn.digest_at_us);
    finish(a);
}

/* The evening that is due, or the latest of several that were missed: it tells for all. */
static int32_t digest_day(const struct alerting *a)
{
    int32_t day = cal_paris_day(a->turn.digest_at_us);
    return dire_soir_us(day) > a->turn.digest_at_us ? day - 1 : day;
}

static void on_digest(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (lost(a, e))
        return;
    struct db_request *r = db_request_new();
    digest_make(a, a->turn.digest_at_us, digest_day(a), res->items, r);
    send(a, r, TURN_DIGEST, WRITE_MS, on_digested);
}

static void ask_digest(struct alerting *a)
{
    struct db_request *r = db_request_new();
    a->turn.digest_at_us = cal_now_us();
    digest_ask(a->turn.digest_at_us, digest_day(a), r);
    send(a, r, TURN_DIGEST, WAIT_MS, on_digest);
}

/* ---- the weekly drill ---- */

static void on_exercised(struct db_results *r, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    (void)r;
    if (lost(a, e))
        return;
    exercice_made(a);
    finish(a);
}

static void on_exercice(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (lost(a, e))
        return;
    struct db_request *r = exercice_make(a, cal_now_us(), res->items);
    if (r)
        send(a, r, TURN_EXERCICE, WRITE_MS, on_exercised);
    else
        finish(a);
}

static void ask_exercice(struct alerting *a)
{
    struct db_request *r = db_request_new();
    exercice_ask(cal_now_us(), r);
    send(a, r, TURN_EXERCICE, WAIT_MS, on_exercice);
}

static void on_here(struct db_results *r, const struct err *e, void *arg)
{
    (void)r, (void)arg;
    if (e && !err_transient(e))
        log_event(LOG_ERROR, "presence_not_written", log_err(e));
}

static void write_here(struct alerting *a)
{
    struct db_request *r;
    struct db_params p = {0};
    if (a->stopping || (a->absence.here_ms && a->turn.done_ms - a->absence.here_ms < HERE_MS))
        return;
    a->absence.here_ms = a->turn.done_ms;
    r = db_request_new();
    db_add_instant(&p, cal_now_us());
    db_request_add(r, absence_here_sql, &p, DB_BINARY);
    db_send(a->db, r, WAIT_MS, on_here, a);
}

static void next_batch(struct alerting *a)
{
    a->batch = batch_new();
    a->batch->now_us = cal_now_us();
    fill_batch(a, a->batch);
    if (!a->batch->n || a->stopping) {
        give_up(a);
        a->turn.done_ms = loop_now_ms(a->daemon->loop);
        a->turn.failing = false;
        daemon_ready(a->daemon, true);
        write_here(a);
        exercice_look(a);
        if (!a->stopping && cal_now_us() >= a->turn.digest_us)
            ask_digest(a);
        else if (!a->stopping && exercice_wanted(a))
            ask_exercice(a);
        return;
    }
    struct db_request *r = db_request_new();
    reading_ask(a, a->batch, r);
    send(a, r, TURN_READING, WAIT_MS, on_read);
}

/* ---- what changed ---- */

static void set_moved(struct alerting *a, const char *id)
{
    struct reporter *x = reporters_find(&a->reporters, id);
    if (!x)
        return;
    x->faits_due = true;
    reporters_set_due(&a->reporters, x, INT64_MIN);
}

/* A silence of everybody's or of a territory's is its chantiers' too. */
static void set_scope_due(struct alerting *a, const char *scope)
{
    for (size_t i = 0; i < a->reporters.n; i++) {
        struct reporter *x = &a->reporters.items[i];
        if (!*scope || strcmp(x->id, scope) == 0 || strcmp(x->territoire, scope) == 0)
            reporters_set_due(&a->reporters, x, INT64_MIN);
    }
}

static void read_reference(struct alerting *a);

static void on_changes(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (lost(a, e))
        return;
    snprintf(a->turn.since, sizeof a->turn.since, "%s", db_text(&res->items[0], 0, 0));
    if (db_int64(&res->items[0], 0, 1) != a->turn.version || cal_today() != a->turn.day) {
        read_reference(a);
        return;
    }
    for (int i = 0; i < db_rows(&res->items[1]); i++)
        set_moved(a, db_text(&res->items[1], i, 0));
    for (int i = 0; i < db_rows(&res->items[2]); i++)
        set_scope_due(a, db_text(&res->items[2], i, 0));
    if (db_bool(&res->items[3], 0, 0))
        a->exercices.due_us = INT64_MIN;
    next_batch(a);
}

static void ask_changes(struct alerting *a)
{
    struct db_request *r = db_request_new();
    struct db_params since[2] = {0};
    db_request_add(r, mark_sql, NULL, DB_BINARY);
    db_add_text(&since[0], a->turn.since);
    db_add_text(&since[1], a->turn.since);
    db_request_add(r, changed_sql, &since[0], DB_BINARY);
    db_request_add(r, silences_sql, &since[1], DB_BINARY);
    db_request_add(r, exercice_asked_sql, NULL, DB_BINARY);
    db_request_snapshot(r);
    send(a, r, TURN_CHANGES, WAIT_MS, on_changes);
}

/* ---- whom there is ---- */

static void on_absence(void *arg)
{
    struct alerting *a = arg;
    if (a->stopping || a->turn.asked_in != a->turn.epoch)
        finish(a);
    else
        next_batch(a);
}

static void on_reference(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (lost(a, e))
        return;
    snprintf(a->turn.since, sizeof a->turn.since, "%s", db_text(&res->items[0], 0, 0));
    a->turn.version = db_int64(&res->items[0], 0, 1);
    reference_take(a, res->items + 2);
    a->turn.surveyed = false;
    a->turn.survey_at = 0;
    log_event(LOG_INFO, "reference_read", log_int("version", a->turn.version),
              log_int("reporters", (int64_t)a->reporters.n));
    a->turn.state = TURN_ABSENCE;
    if (!absence_ask(a, &res->items[1], on_absence))
        next_batch(a);
}

static void read_reference(struct alerting *a)
{
    struct db_request *r = db_request_new();
    a->turn.day = cal_today();
    db_request_add(r, mark_sql, NULL, DB_BINARY);
    db_request_add(r, absence_sql, NULL, DB_BINARY);
    reference_ask(r);
    db_request_snapshot(r);
    send(a, r, TURN_REFERENCE, WAIT_MS, on_reference);
}

static void on_locked(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (lost(a, e))
        return;
    a->turn.locked = db_bool(&res->items[0], 0, 0);
    if (a->turn.locked) {
        read_reference(a);
        return;
    }
    finish(a);
    daemon_ready(a->daemon, true); /* it stands by */
}

static void on_tick(void *arg)
{
    struct alerting *a = arg;
    struct db_request *r;
    if (a->turn.state != TURN_IDLE || a->stopping || !db_up(a->db))
        return;
    if (a->turn.locked && a->turn.since[0]) {
        ask_changes(a);
    } else if (a->turn.locked) {
        read_reference(a);
    } else {
        r = db_request_new();
        db_request_add(r, lock_sql, NULL, DB_BINARY);
        send(a, r, TURN_LOCKING, WAIT_MS, on_locked);
    }
}

/* ---- doors ---- */

void turn_start(struct alerting *a)
{
    uint64_t every = (uint64_t)settings_int(a->daemon->settings, "SWEEP_MS");
    timer_start(&a->turn.timer, a->daemon->loop, every, every, on_tick, a);
}

void turn_stop(struct alerting *a)
{
    timer_close(&a->turn.timer);
    batch_free(&a->batch);
}

void turn_on_up(struct alerting *a)
{
    a->turn.epoch++;
    a->turn.locked = false;
    a->turn.since[0] = 0;
    a->exercices.due_us = INT64_MIN;
    on_tick(a);
}

bool turn_idle(const struct alerting *a)
{
    return a->turn.state == TURN_IDLE;
}
