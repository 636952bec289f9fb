/* The queue of requests before one PostgreSQL connection: who waits, for how long, who is told what. */
#include <stdlib.h>
#include <string.h>

#include "io/db_state.h"

#define QUEUE_MAX 4096
#define ANSWER_MS 60000

static void fail_later(struct db *db, struct db_request *r, enum err_code code, const char *why)
{
    err_fill(&r->err, code, "%s", why);
    db_list_add(&db->failed, r);
    db_soon(db);
}

/* Deadlines: of what waits for its turn, and of the answer to the first in flight. */
static void on_tick(void *arg)
{
    struct db *db = arg;
    uint64_t now = db_clock_ms();
    struct db_list keep = {0};
    struct db_request *r;
    if (!db->waiting.n && !db->flight.n) {
        timer_stop(&db->tick);
        return;
    }
    db_enter(db);
    while ((r = db_list_take(&db->waiting)))
        if (r->deadline <= now)
            fail_later(db, r, ERR_AWAY,
                       db->up ? "database: no turn before the deadline"
                              : "database: no connection before the deadline");
        else
            db_list_add(&keep, r);
    db->waiting = keep;
    if (db->flight.first && db->flight.first->deadline <= now) {
        db_cancel(db);
        db_down(db, "no answer in time");
    }
    db_leave(db);
}

static void wait_turn(struct db *db, struct db_request *r, uint32_t wait_ms)
{
    r->deadline = db_clock_ms() + wait_ms;
    if (!r->answer_ms)
        r->answer_ms = db->config.answer_ms;
    if (!timer_active(&db->tick))
        timer_start(&db->tick, db->loop, DB_TICK_MS, DB_TICK_MS, on_tick, db);
    bool inside = r->tx && r->tx == db->holder; /* what others wait for is not kept waiting by them */
    if (db->waiting.n >= db->config.queue_max && !inside)
        fail_later(db, r, ERR_LIMIT, "database: too many requests wait");
    else
        db_list_add(&db->waiting, r);
    db_push(db);
}

void db_send(struct db *db, struct db_request *r, uint32_t wait_ms, db_done *done, void *arg)
{
    must(!db->closed && r->n && !r->done && !r->tx);
    r->done = done;
    r->arg = arg;
    wait_turn(db, r, wait_ms);
}

struct db_tx *db_tx_new(struct db *db)
{
    struct db_tx *tx = mem_new(sizeof *tx);
    tx->db = db;
    tx->next = db->txs;
    db->txs = tx;
    return tx;
}

void db_tx_send(struct db_tx *tx, struct db_request *r, bool commit, uint32_t wait_ms, db_done *done, void *arg)
{
    must(tx->db && !tx->pending && !tx->committed && !r->tx && !r->snapshot && (r->n || commit));
    r->tx = tx;
    r->commit = commit;
    r->done = done;
    r->arg = arg;
    tx->pending = r;
    if (tx->dead)
        fail_later(tx->db, r, ERR_AWAY, "database: the transaction was rolled back");
    else
        wait_turn(tx->db, r, wait_ms);
}

void db_tx_free(struct db_tx **txp)
{
    struct db_tx *tx = *txp;
    *txp = NULL;
    if (!tx)
        return;
    must(!tx->pending);
    struct db *db = tx->db;
    for (struct db_tx **at = db ? &db->txs : NULL; at && *at; at = &(*at)->next)
        if (*at == tx) {
            *at = tx->next;
            break;
        }
    if (db && db->holder == tx) {
        db->holder = NULL;
        db->must_rollback = true;
        db_push(db);
    }
    free(tx);
}

struct db *db_open(uv_loop_t *loop, const struct db_config *config)
{
    struct db *db = mem_new(sizeof *db);
    db->loop = loop;
    db->config = *config;
    const char **texts[] = {&db->config.conninfo, &db->config.password_file, &db->config.name};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (*texts[i])
            *texts[i] = arena_text(&db->texts, *texts[i], strlen(*texts[i]));
    if (!db->config.queue_max)
        db->config.queue_max = QUEUE_MAX;
    if (!db->config.answer_ms)
        db->config.answer_ms = ANSWER_MS;
    timer_start(&db->retry, loop, 0, 0, db_connect, db);
    return db;
}

bool db_up(const struct db *db)
{
    return db->up;
}

size_t db_pending(const struct db *db)
{
    size_t own = 0; /* the layer's own in flight: nobody waits for them */
    for (const struct db_request *r = db->flight.first; r; r = r->next)
        own += !r->done;
    return db->waiting.n + db->flight.n - own + db->failed.n;
}

static void fail_all(struct db *db, struct db_list *l)
{
    struct err e;
    struct db_request *r;
    err_fill(&e, ERR_AWAY, "database: the connection is being closed");
    while ((r = db_list_take(l)))
        db_request_end(db, r, &e);
}

void db_close(struct db **dbp)
{
    struct db *db = *dbp;
    *dbp = NULL;
    if (!db || db->closed)
        return;
    db->closed = true;
    db_enter(db);
    for (struct db_tx *tx = db->txs; tx; tx = tx->next) {
        tx->db = NULL;
        tx->dead = true;
    }
    db->txs = db->holder = NULL;
    db_drop(db);
    fail_all(db, &db->flight);
    fail_all(db, &db->waiting);
    fail_all(db, &db->failed);
    timer_close(&db->retry);
    timer_close(&db->tick);
    timer_close(&db->soon);
    db_forget_prepared(db);
    db_leave(db);
}
