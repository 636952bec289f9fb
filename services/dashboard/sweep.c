/* The database, swept every half second, and at once when figures moved: reference data, what became of submissions,
 * and alerts.
 *
 * A row of submission or of an alert bears the transaction that gave it its state. One that this sweep did not see yet
 * has a number from its snapshot's xmin on, so the next sweep asks from there; what comes twice is known by submission,
 * state and instant, or by alert and transaction. What stood there before this daemon began is not told. After a crash
 * PostgreSQL may give numbers again: on each new connection the mark goes back where the snapshot's is lower. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/sweep_alertes.h"
#include "dashboard/sweep_told.h"
#include "io/db_reference.h"

#define SWEEP_MS 500
#define SOON_MS 5
#define WAIT_MS 5000

static const char mark_sql[] = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, version FROM cvg.reference_state";
static const char changed_sql[] = "SELECT s.chantier_id, s.id, s.state, s.date_situation,"
                                  " coalesce(greatest(s.judged_at, s.decided_at, s.quarantined_at), s.received_at)"
                                  ", s.changed::text, s.n FROM cvg.submission s WHERE (s.changed, s.chantier_id, s.n) "
                                  "> ($1::xid8, $2::text, $3::int8)"
                                  " ORDER BY s.changed, s.chantier_id, s.n LIMIT $4";
static const char names_sql[] = "SELECT l.chantier_id, l.nom FROM cvg.chantier_ligne l WHERE l.known_to = 'infinity' "
                                "ORDER BY l.chantier_id, l.depuis";

static void on_tick(void *arg);

static void next_turn(struct dashboard *d)
{
    d->sweep.busy = false;
    if (d->sweep.stopped) /* what was under way ends with the connection, later than the timer */
        return;
    timer_start(&d->sweep.timer, d->daemon->loop, d->sweep.soon ? SOON_MS : SWEEP_MS, 0, on_tick, d);
}

static void log_failure(const char *what, const struct err *e)
{
    if (e->code != ERR_AWAY)
        log_event(LOG_ERROR, "sweep_failed", log_text("what", what), log_err(e));
}

/* ---- reference data ---- */

static void on_reference(struct db_results *res, const struct err *e, void *arg)
{
    struct dashboard *d = arg;
    if (e) {
        log_failure("reference", e);
        next_turn(d);
        return;
    }
    struct directory fresh = {.version = d->sweep.read_version};
    db_reference_read(&res->items[0], &res->items[1], &fresh.reference);
    for (int i = 0; i < db_rows(&res->items[2]); i++)
        directory_name(&fresh, db_text(&res->items[2], i, 0), db_text(&res->items[2], i, 1));
    directory_deinit(&d->directory);
    d->directory = fresh;
    log_event(LOG_INFO, "reference_read", log_int("version", (long long)fresh.version),
              log_int("chantiers", (long long)fresh.reference.chantiers.n));
    daemon_ready(d->daemon, true);
    next_turn(d);
}

static void read_reference(struct dashboard *d)
{
    struct db_request *r = db_request_new();
    struct db_params now[2] = {0};
    db_add_null(&now[0]);
    db_add_null(&now[1]);
    db_request_add(r, db_reference_territoires, &now[0], DB_BINARY);
    db_request_add(r, db_reference_lignes, &now[1], DB_BINARY);
    db_request_add(r, names_sql, NULL, DB_BINARY);
    db_request_snapshot(r);
    db_send(d->db, r, WAIT_MS, on_reference, d);
}

/* ---- submissions ---- */

static void tell(struct dashboard *d, const struct db_result *r)
{
    for (int i = 0; i < db_rows(r); i++) {
        struct submission_event x = {.since = d->sweep.since,
                                     .chantier = db_text(r, i, 0),
                                     .id = db_text(r, i, 1),
                                     .state = db_text(r, i, 2),
                                     .situation = db_day(r, i, 3),
                                     .at_us = db_instant(r, i, 4)};
        char key[128];
        snprintf(key, sizeof key, "%s|%s|%lld", x.id, x.state, (long long)x.at_us);
        if (!sweep_told(&d->sweep, key))
            stream_submission(d, &x);
    }
}

/* What changed after that row; of a sweep's first ask the row is before all of `since`. */
static void add_changed(struct db_request *r, const char *changed, const char *chantier, int64_t n)
{
    struct db_params p = {0};
    db_add_text(&p, changed);
    db_add_text(&p, chantier);
    db_add_int(&p, n);
    db_add_int(&p, SWEEP_ROWS_MAX);
    db_request_add(r, changed_sql, &p, DB_BINARY);
}

/* ---- a sweep: its first rows, those that there was no room for, the next sweep ---- */

/* All is told: the next sweep begins at this one's mark. */
static void finish(struct dashboard *d)
{
    snprintf(d->sweep.since, sizeof d->sweep.since, "%s", d->sweep.mark);
    if (d->sweep.read_version != d->directory.version || !daemon_is_ready(d->daemon))
        read_reference(d);
    else
        next_turn(d);
}

static void on_rest(struct db_results *res, const struct err *e, void *arg);

/* Rows of submissions, of alerts, or both; NULL: nothing is left of them. */
static void take(struct dashboard *d, const struct db_result *submissions, const struct db_result *alertes)
{
    int n = submissions ? db_rows(submissions) : 0;
    if (n)
        tell(d, submissions);
    d->sweep.rest_submissions = n == SWEEP_ROWS_MAX;
    d->sweep.rest_alertes = alertes && sweep_alertes_take(d, alertes);
    if (!d->sweep.rest_submissions && !d->sweep.rest_alertes) {
        finish(d);
        return;
    }
    struct db_request *r = db_request_new();
    if (d->sweep.rest_submissions)
        add_changed(r, db_text(submissions, n - 1, 5), db_text(submissions, n - 1, 0), db_int64(submissions, n - 1, 6));
    if (d->sweep.rest_alertes)
        sweep_alertes_add_rest(r, alertes);
    db_send(d->db, r, WAIT_MS, on_rest, d);
}

static void on_rest(struct db_results *res, const struct err *e, void *arg)
{
    struct dashboard *d = arg;
    if (e) { /* the next sweep begins where this one did */
        log_failure("changes", e);
        next_turn(d);
        return;
    }
    size_t k = 0;
    const struct db_result *submissions = d->sweep.rest_submissions ? &res->items[k++] : NULL;
    take(d, submissions, d->sweep.rest_alertes ? &res->items[k] : NULL);
}

static void on_swept(struct db_results *res, const struct err *e, void *arg)
{
    struct dashboard *d = arg;
    if (e) {
        log_failure("changes", e);
        next_turn(d);
        return;
    }
    size_t k = 1;
    snprintf(d->sweep.mark, sizeof d->sweep.mark, "%s", db_text(&res->items[0], 0, 0));
    d->sweep.read_version = (uint64_t)db_int64(&res->items[0], 0, 1);
    if (d->sweep.counting)
        sweep_alertes_read_counts(d, &res->items[k++]);
    d->sweep.counted |= d->sweep.counting;
    bool changes = k < res->n; /* not of the first sweep */
    take(d, changes ? &res->items[k] : NULL, changes ? &res->items[k + 1] : NULL);
}

static void on_tick(void *arg)
{
    struct dashboard *d = arg;
    if (!db_up(d->db)) { /* on_up starts again */
        d->sweep.soon = false;
        next_turn(d);
        return;
    }
    d->sweep.busy = true;
    d->sweep.soon = false;
    d->sweep.counting = !d->sweep.counted;
    struct db_request *r = db_request_new();
    db_request_add(r, mark_sql, NULL, DB_BINARY);
    if (d->sweep.counting)
        sweep_alertes_add_counts(r);
    if (*d->sweep.since) {
        add_changed(r, d->sweep.since, "", 0);
        sweep_alertes_add(r, d->sweep.since, "", 0);
    }
    db_request_snapshot(r);
    db_send(d->db, r, WAIT_MS, on_swept, d);
}

void sweep_start(struct dashboard *d)
{
    timer_start(&d->sweep.timer, d->daemon->loop, 1, 0, on_tick, d);
}

void sweep_soon(struct dashboard *d)
{
    if (d->sweep.soon)
        return;
    d->sweep.soon = true;
    if (!d->sweep.busy && d->db)
        next_turn(d);
}

static void on_mark(struct db_results *res, const struct err *e, void *arg)
{
    struct dashboard *d = arg;
    if (e || !*d->sweep.since)
        return;
    const char *mark = db_text(&res->items[0], 0, 0);
    if (strtoull(mark, NULL, 10) < strtoull(d->sweep.since, NULL, 10))
        snprintf(d->sweep.since, sizeof d->sweep.since, "%s", mark);
}

void sweep_on_up(struct dashboard *d)
{
    struct db_request *r = db_request_new();
    d->sweep.counted = false;
    db_request_add(r, mark_sql, NULL, DB_BINARY);
    db_send(d->db, r, WAIT_MS, on_mark, d);
    sweep_soon(d);
}

void sweep_stop(struct dashboard *d)
{
    d->sweep.stopped = true;
    timer_close(&d->sweep.timer);
    map_deinit(&d->sweep.told);
    map_deinit(&d->sweep.before);
    ouvertes_deinit(&d->ouvertes);
}
