/* The inside of struct db, and the floors of its files; each calls only those below it:
 *
 * - db.c: what others may ask for: sending, deadlines, transactions, opening and closing
 * - db_conn.c: the connection, and the events that keep the queue moving
 * - db_flight.c: whose turn it is, what was sent, and its replies
 * - db_request.c: one request: made, listed, ended
 * - db_value.c, db_result.c: what goes in and what comes out, without a struct db */
#ifndef CVG_IO_DB_STATE_H
#define CVG_IO_DB_STATE_H

#include <uv.h>

#include "base/map.h"
#include "io/db.h"
#include "io/db_private.h"
#include "io/loop.h"

#define DB_FLIGHT_MAX 64 /* requests sent and not yet answered */
#define DB_TICK_MS 25    /* how exact deadlines are */

/* A statement that this connection knows by name, or will once the reply to its Parse came. */
struct db_prepared {
    unsigned id;
    enum db_prepared_state { PREPARED_NOT, PREPARED_SENT, PREPARED_READY } state;
};

struct db_statement {
    char *sql;
    struct db_params params;
    enum db_format format;
    bool once;
    size_t prepared; /* index into db->prepared, set when it is sent */
};

/* What the server answers to, in order. */
enum db_step_kind { STEP_BEGIN, STEP_PREPARE, STEP_EXEC, STEP_COMMIT, STEP_ROLLBACK, STEP_SYNC };
struct db_step {
    enum db_step_kind kind;
    size_t statement;
};

struct db_request {
    struct db_request *next;
    struct db_statement *items; /* [n] */
    size_t n, cap;
    bool snapshot, rollback; /* rollback: the layer's own, to end a transaction that failed */
    uint32_t answer_ms;
    struct db_tx *tx;
    bool commit;
    uint64_t deadline; /* for its turn; once it is the first in flight: for its answer */
    db_done *done;
    void *arg;
    struct db_step *steps; /* [steps_n], while in flight; `at` is the next one to be answered */
    size_t steps_n, at;
    struct db_results results;
    struct err err; /* the first error */
    bool warned;    /* the commit came back with a warning; its text is in err */
};

struct db_list {
    struct db_request *first, **last; /* last: where the next one goes */
    size_t n;
};

struct db_tx {
    struct db *db; /* NULL once it is closed */
    struct db_tx *next;
    struct db_request *pending;
    bool begun, dead, committed;
};

struct db {
    uv_loop_t *loop;
    struct db_config config;
    struct arena texts; /* of the config */
    PGconn *c;          /* NULL between two tries */
    uv_poll_t *poll;
    bool up, told_down, closed;
    bool broken; /* of no use any more: db_conn.c gives the connection up at the next turn */
    int depth;   /* callbacks we are inside of: the memory must wait for them */
    uint32_t backoff_ms;
    struct timer retry, tick, soon;
    struct map names; /* text and types of a statement → index into prepared */
    struct db_prepared *prepared;
    size_t prepared_n, prepared_cap;
    unsigned last_id;
    struct db_list waiting, flight, failed; /* failed: to be told at the next turn */
    struct db_tx *txs;
    struct db_tx *holder; /* has the connection for itself */
    bool barrier;         /* an explicit transaction's request is in flight: send nothing behind it */
    bool must_rollback;
};

/* db_request.c */
uint64_t db_clock_ms(void);
void db_list_add(struct db_list *l, struct db_request *r);
struct db_request *db_list_take(struct db_list *l);
void db_request_end(struct db *db, struct db_request *r, const struct err *e); /* callback, then free */
/* db_flight.c: never touches the connection's life; what cannot go on sets db->broken */
void db_put(struct db *db, struct db_request *r); /* adds to the flight; to be flushed */
bool db_dispatch(struct db *db);                  /* puts what may be sent; true: something was */
void db_drain(struct db *db);                     /* reads replies, calls back */
void db_on_notice(void *arg, const PGresult *r);
void db_forget_prepared(struct db *db);
/* db_conn.c */
void db_enter(struct db *db); /* around what may call back */
void db_leave(struct db *db); /* may free db */
void db_connect(void *db);
void db_push(struct db *db);                  /* dispatches and flushes; never calls back */
void db_soon(struct db *db);                  /* tells db->failed, and loses what is broken, at the next turn */
void db_down(struct db *db, const char *why); /* calls back */
void db_drop(struct db *db);                  /* closes the connection, silently */
void db_cancel(struct db *db);                /* what is in flight */

#endif
