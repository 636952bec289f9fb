/* Claims: which submissions a worker has in hand, so that what kills a worker is found and set apart.
 *
 * A claim is committed on its own connection before judging begins and goes with the outcome's transaction. The same
 * connection holds an advisory lock under the worker's number: where the lock is free, the worker is dead, and its
 * claims tell what it was judging. Such a submission is judged alone; the third death alone quarantines it, and it is
 * tried again at each start and every hour. */
#include <stdio.h>

#include "validation/worker.h"

#define LOCK_CLASS 67868 /* any constant: the first half of the advisory lock's key */
#define WAIT_MS 10000

static const char take_number[] =
    "SELECT n FROM (SELECT nextval('worker_number') AS n) s, pg_advisory_lock(67868, (s.n % 2147483647)::int)";
static const char mark[] =
    "INSERT INTO claim (worker, chantier_id, n, alone)"
    " SELECT $1, u.chantier_id, u.n, $4 FROM unnest($2::text[], $3::int8[]) AS u(chantier_id, n)"
    " ON CONFLICT (chantier_id, n) DO UPDATE SET worker = excluded.worker, alone = excluded.alone,"
    "   started_at = clock_timestamp()";
/* Submissions of dead workers that are waiting still: suspect; alone, one death more; too many, quarantined. A claim
 * that is locked is of an outcome that is being committed: its worker lives, only this connection of it was lost. */
static const char reap[] =
    "WITH dead AS (SELECT DISTINCT worker FROM claim WHERE worker <> $1),"
    "     gone AS (SELECT worker FROM dead WHERE pg_try_advisory_xact_lock(67868, (worker % 2147483647)::int)),"
    "     free AS (SELECT c.chantier_id, c.n FROM claim c JOIN gone g USING (worker) FOR UPDATE OF c SKIP LOCKED),"
    "     left_over AS (DELETE FROM claim c USING free f WHERE c.chantier_id = f.chantier_id AND c.n = f.n"
    "                   RETURNING c.chantier_id, c.n, c.alone)"
    " UPDATE submission s SET suspect = true, deaths = s.deaths + l.alone::int,"
    "        state = CASE WHEN s.deaths + l.alone::int >= 3 THEN 'quarantined' ELSE s.state END,"
    "        quarantined_at = CASE WHEN s.deaths + l.alone::int >= 3 THEN now() ELSE s.quarantined_at END"
    "   FROM left_over l WHERE s.chantier_id = l.chantier_id AND s.n = l.n AND s.state = 'received'"
    " RETURNING s.id, s.state";
/* What was quarantined is tried again, alone, with one death left; but not by the worker that starts because of that
 * very death, which would go on for ever. */
static const char retry[] = "UPDATE submission SET state = 'received', suspect = true, deaths = 2"
                            " WHERE state = 'quarantined' AND quarantined_at < now() - CASE WHEN $1 THEN interval '5 "
                            "seconds' ELSE interval '1 hour' END";
/* A round whose write the database refused: as a death. */
static const char suspect[] =
    "UPDATE submission s SET suspect = true, deaths = s.deaths + $3::int,"
    "       state = CASE WHEN s.deaths + $3::int >= 3 THEN 'quarantined' ELSE s.state END,"
    "       quarantined_at = CASE WHEN s.deaths + $3::int >= 3 THEN now() ELSE s.quarantined_at END"
    "  FROM unnest($1::text[], $2::int8[]) AS u(chantier_id, n)"
    " WHERE s.chantier_id = u.chantier_id AND s.n = u.n AND s.state = 'received'";
static const char drop[] = "DELETE FROM claim WHERE worker = $1";

_Static_assert(DEATHS_MAX == 3, "the statements say 3");
_Static_assert(LOCK_CLASS == 67868, "the statements say so too");

static void on_number(struct db_results *r, const struct err *e, void *arg)
{
    struct worker *w = arg;
    if (e) {
        log_event(LOG_WARN, "worker_number", log_err(e));
        return;
    }
    w->number = db_int64(&r->items[0], 0, 0);
    log_event(LOG_INFO, "worker", log_int("number", w->number));
    claims_sweep(w);
    w->on_work(w);
}

/* The advisory lock went with the connection: a new connection takes a new number. */
void claims_open(struct worker *w)
{
    struct db_request *r = db_request_new();
    w->number = 0;
    db_request_add(r, take_number, NULL, DB_BINARY);
    db_send(w->marks, r, WAIT_MS, on_number, w);
}

static void add_items(const struct worker *w, struct db_params *p)
{
    struct db_array reporters = {0}, numbers = {0};
    db_array_begin(&reporters, DB_TEXT);
    db_array_begin(&numbers, DB_INT8);
    for (size_t i = 0; i < w->items_n; i++)
        if (w->items[i].in_round && w->items[i].n) {
            db_array_add_text(&reporters, w->items[i].reporter);
            db_array_add_int(&numbers, w->items[i].n);
        }
    db_add_array(p, &reporters);
    db_add_array(p, &numbers);
}

struct db_request *claims_mark(struct worker *w)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_add_int(&p, w->number);
    add_items(w, &p);
    db_add_bool(&p, w->alone);
    db_request_add(r, mark, &p, DB_BINARY);
    return r;
}

static void on_reaped(struct db_results *r, const struct err *e, void *arg)
{
    struct worker *w = arg;
    if (e) {
        log_event(LOG_WARN, "reap", log_err(e));
        return;
    }
    const struct db_result *rows = &r->items[0];
    for (int i = 0; i < db_rows(rows); i++) {
        log_event(LOG_WARN, "left_by_dead_worker", log_text("submission", db_text(rows, i, 0)),
                  log_text("state", db_text(rows, i, 1)));
        w->quarantined->value += db_text(rows, i, 1)[0] == 'q';
    }
    if (db_rows(rows) || db_affected(&r->items[1]) > 0)
        w->on_work(w);
}

void claims_sweep(struct worker *w)
{
    struct db_request *r;
    struct db_params p = {0};
    bool first = w->reaped_ms == 0;
    if (w->number == 0)
        return;
    w->reaped_ms = loop_now_ms(w->daemon->loop) + 1;
    r = db_request_new();
    db_add_int(&p, w->number);
    db_request_add(r, reap, &p, DB_BINARY);
    db_add_bool(&p, first);
    db_request_add(r, retry, &p, DB_BINARY);
    db_send(w->marks, r, WAIT_MS, on_reaped, w);
}

static void on_suspected(struct db_results *r, const struct err *e, void *arg)
{
    struct worker *w = arg;
    (void)r;
    if (e)
        log_event(LOG_WARN, "suspect", log_err(e));
    w->on_work(w);
}

void claims_suspect(struct worker *w, bool death)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    add_items(w, &p);
    db_add_int(&p, death && w->alone);
    db_request_add(r, suspect, &p, DB_BINARY);
    db_add_int(&p, w->number);
    db_request_add(r, drop, &p, DB_BINARY);
    db_send(w->marks, r, WAIT_MS, on_suspected, w);
}
