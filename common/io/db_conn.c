/* The connection behind the queue: it comes, it goes, it comes back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/db_state.h"

#define BACKOFF_FIRST_MS 50
#define BACKOFF_MAX_MS 2000
#define CONNECT_MS 10000

void db_enter(struct db *db)
{
    db->depth++;
}

void db_leave(struct db *db)
{
    if (--db->depth || !db->closed)
        return;
    arena_deinit(&db->texts);
    free(db->prepared);
    free(db);
}

static void free_handle(uv_handle_t *h)
{
    free(h);
}

/* libpq closes the descriptor itself: we must have let go of it before. */
static void unwatch(struct db *db)
{
    if (db->poll)
        uv_close((uv_handle_t *)db->poll, free_handle);
    db->poll = NULL;
}

static void on_poll(uv_poll_t *h, int status, int events);

static void watch(struct db *db, int events)
{
    if (!db->poll) {
        db->poll = mem_new(sizeof *db->poll);
        must(uv_poll_init(db->loop, db->poll, PQsocket(db->c)) == 0);
        db->poll->data = db;
    }
    must(uv_poll_start(db->poll, events, on_poll) == 0);
}

void db_drop(struct db *db)
{
    unwatch(db);
    if (db->c)
        PQfinish(db->c);
    db->c = NULL;
    db->up = db->broken = db->barrier = db->must_rollback = false;
}

/* Between three quarters and five quarters of the back-off, so that daemons do not come back all at once. */
static void retry_later(struct db *db)
{
    uint32_t ms = db->backoff_ms ? db->backoff_ms : BACKOFF_FIRST_MS;
    uint32_t jitter = (uint32_t)(uv_hrtime() / 1000 % (ms / 2));
    timer_start(&db->retry, db->loop, ms * 3 / 4 + jitter, 0, db_connect, db);
    db->backoff_ms = ms * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : ms * 2;
}

static void fail_flight(struct db *db, const char *why)
{
    struct db_list lost = db->flight;
    struct db_request *r;
    struct err e;
    db->flight = (struct db_list){0};
    err_fill(&e, ERR_AWAY, "database: connection lost while this was in flight: %s", why);
    while ((r = db_list_take(&lost)))
        db_request_end(db, r, r->err.code ? &r->err : &e);
}

static void cancel_work(void *arg)
{
    char why[256];
    (void)PQcancel(arg, why, sizeof why); /* when it cannot be told it ends by itself */
}

static void cancel_done(void *arg)
{
    PQfreeCancel(arg);
}

/* Tells the server to stop what we no longer wait for. It blocks, so a worker does it; and only over a local socket,
 * where it cannot block for long. */
void db_cancel(struct db *db)
{
    const char *host = PQhost(db->c);
    PGcancel *cancel = host && *host == '/' ? PQgetCancel(db->c) : NULL;
    if (cancel)
        loop_work(db->loop, cancel_work, cancel_done, cancel);
}

void db_down(struct db *db, const char *why)
{
    char text[256];
    bool tell = db->up || !db->told_down;
    db_one_line(why, text, sizeof text);
    db->told_down = true;
    if (db->holder) {
        db->holder->dead = true;
        db->holder = NULL;
    }
    db_drop(db);
    db_forget_prepared(db);
    retry_later(db);
    fail_flight(db, text);
    if (tell && !db->closed && db->config.on_down)
        db->config.on_down(text, db->config.arg);
}

static void flush(struct db *db)
{
    int left = PQflush(db->c);
    if (left < 0)
        db->broken = true;
    else
        watch(db, left ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

/* What db_push() and what stands above it may not do themselves, because they never call back. */
static void on_soon(void *arg)
{
    struct db *db = arg;
    struct db_request *r;
    db_enter(db);
    if (db->broken)
        db_down(db, db->c ? PQerrorMessage(db->c) : "");
    for (size_t n = db->failed.n; n && (r = db_list_take(&db->failed)); n--)
        db_request_end(db, r, &r->err);
    if (!db->closed)
        db_push(db);
    db_leave(db);
}

void db_soon(struct db *db)
{
    if (!timer_active(&db->soon))
        timer_start(&db->soon, db->loop, 0, 0, on_soon, db);
}

void db_push(struct db *db)
{
    if (db_dispatch(db) && !db->broken)
        flush(db);
    if (db->broken)
        db_soon(db);
}

/* A role whose messages are turned down would not be told of a wait for a standby that was cancelled: turn them up,
 * first of all in the pipeline. */
static void hear_warnings(struct db *db)
{
    struct db_request *r = db_request_new();
    db_request_add_once(r, "SET client_min_messages = warning", NULL, DB_TEXT_RESULT);
    r->answer_ms = db->config.answer_ms;
    db_put(db, r);
}

static void on_connected(struct db *db)
{
    if (PQsetnonblocking(db->c, 1) != 0 || !PQenterPipelineMode(db->c)) {
        db_down(db, PQerrorMessage(db->c));
        return;
    }
    PQsetNoticeReceiver(db->c, db_on_notice, db);
    timer_stop(&db->retry);
    db->up = true;
    db->told_down = false;
    db->backoff_ms = 0;
    watch(db, UV_READABLE);
    hear_warnings(db);
    flush(db);
    if (db->config.on_up)
        db->config.on_up(db->config.arg);
    if (!db->closed)
        db_push(db);
}

/* While connecting, libpq may close its socket and go on with another, under the same number or not: let go of the
 * descriptor before each step and watch anew after it. */
static void connect_step(struct db *db)
{
    unwatch(db);
    switch (PQconnectPoll(db->c)) {
    case PGRES_POLLING_READING:
        watch(db, UV_READABLE);
        break;
    case PGRES_POLLING_WRITING:
        watch(db, UV_WRITABLE);
        break;
    case PGRES_POLLING_OK:
        on_connected(db);
        break;
    default:
        db_down(db, PQerrorMessage(db->c));
    }
}

static void on_connect_late(void *arg)
{
    struct db *db = arg;
    db_enter(db);
    db_down(db, "no connection in time");
    db_leave(db);
}

void db_connect(void *arg)
{
    struct db *db = arg;
    struct db_keywords k;
    struct arena a = {0};
    struct err e;
    db_enter(db);
    if (db_keywords(db->config.conninfo, db->config.password_file, db->config.name, &a, &k, &e) < 0) {
        db_down(db, e.text);
    } else {
        db->c = PQconnectStartParams(k.keys, k.values, 1);
        must(db->c);
        if (PQstatus(db->c) == CONNECTION_BAD) {
            db_down(db, PQerrorMessage(db->c));
        } else {
            PQsetNoticeReceiver(db->c, db_on_notice, db);
            watch(db, UV_WRITABLE); /* as the manual says: as if PQconnectPoll had said so */
            timer_start(&db->retry, db->loop, CONNECT_MS, 0, on_connect_late, db);
        }
    }
    arena_deinit(&a);
    db_leave(db);
}

static void on_poll(uv_poll_t *h, int status, int events)
{
    struct db *db = h->data;
    db_enter(db);
    if (!db->up) {
        connect_step(db);
    } else if (status < 0) {
        db_down(db, uv_strerror(status));
    } else {
        bool readable = !(events & UV_READABLE) || PQconsumeInput(db->c);
        db_drain(db); /* what came before the loss counts */
        if (db->up && !readable)
            db_down(db, PQerrorMessage(db->c));
        if (db->up) {
            flush(db);
            db_push(db);
        }
    }
    db_leave(db);
}
