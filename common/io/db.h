/* One PostgreSQL connection in a libuv loop behind one queue of requests, each of them one transaction.
 *
 * A request is an ordered list of statements. It is sent in pipeline mode with one sync point: the server runs it as
 * one transaction. Its callback is called exactly once, never from inside db_send(), with an error or with NULL:
 *
 * - NULL: every statement is done and the transaction is committed, without a warning.
 * - ERR_AWAY: no connection before the deadline, or it was lost (what was in flight may have been committed or not), or
 * a passing refusal: shutdown, deadlock, serialisation, lack of resources, a standby that was not waited for.
 * - ERR_DATABASE: a statement was refused and nothing of the request is stored; results->sqlstate and ->failed tell
 * more.
 * - ERR_LIMIT: the queue is full.
 *
 * Requests are done in the order in which they were sent. A lost connection comes back by itself, after 0.05 s doubling
 * to 2 s with jitter. Host names are looked up by libpq while the loop waits: use a socket directory or an address. */
#ifndef CVG_IO_DB_H
#define CVG_IO_DB_H

#include "io/db_value.h"

struct uv_loop_s;
struct db;
struct db_request;
struct db_tx;

struct db_config {
    const char *conninfo;      /* libpq's; NULL or "": the environment (PGHOST …) */
    const char *password_file; /* NULL or "": none. Read again at each connection */
    const char *name;          /* application_name */
    size_t queue_max;          /* requests that wait; 0: 4096 */
    uint32_t answer_ms;        /* a request in flight for longer: the connection is given up; 0: 60 000 */
    void (*on_up)(void *arg);
    void (*on_down)(const char *why, void *arg); /* once a loss; also when the first connection fails */
    void (*on_notice)(const char *severity, const char *text, void *arg);
    void *arg;
};

/* Starts to connect at once; never fails for a database that is away. Copies the config. */
struct db *db_open(struct uv_loop_s *loop, const struct db_config *config);
bool db_up(const struct db *db);
size_t db_pending(const struct db *db); /* requests waiting or in flight */
/* Fails what is pending with ERR_AWAY (callbacks run inside), closes; memory goes with the loop's next turns. */
void db_close(struct db **db);

struct db_results {
    struct db_result *items; /* [n]: one a statement that was done, in order */
    size_t n;
    int failed;       /* index of the refused statement, else -1 */
    char sqlstate[6]; /* of the refusal, else "" */
};
/* `res` is never NULL and lives until the callback returns. To keep a result, move it: `mine = res->items[0]` and set
 * res->items[0].pg = NULL. */
typedef void db_done(struct db_results *res, const struct err *e, void *arg);

enum db_format { DB_TEXT_RESULT, DB_BINARY };

struct db_request *db_request_new(void);
/* Adds a statement; `p` (NULL: no parameters) is moved and empty afterwards. The text is copied, and prepared once a
 * connection: use it for texts from the source. No BEGIN, COMMIT or ROLLBACK: the request is the transaction. */
void db_request_add(struct db_request *r, const char *sql, struct db_params *p, enum db_format format);
/* The same for a text that will not come again: not prepared. */
void db_request_add_once(struct db_request *r, const char *sql, struct db_params *p, enum db_format format);
/* All statements of the request see one snapshot and cannot write. */
void db_request_snapshot(struct db_request *r);
void db_request_answer_ms(struct db_request *r, uint32_t ms); /* instead of config.answer_ms, for what takes long */
void db_request_free(struct db_request **r);                  /* of one that was not sent */

/* Queues and takes over `r`. It waits at most wait_ms for its turn. */
void db_send(struct db *db, struct db_request *r, uint32_t wait_ms, db_done *done, void *arg);

/* A transaction over several requests: read and lock, compute, write and commit. It takes the connection for itself
 * from its first request to its end; what others send waits meanwhile (their deadlines run: keep it short, or give it
 * its own connection). The connection is lost or a statement is refused: everything is rolled back and the tx is dead;
 * each later request of it is answered with ERR_AWAY. */
struct db_tx *db_tx_new(struct db *db);
/* Runs the request inside; with `commit`, commits after it. One request of a tx at a time. */
void db_tx_send(struct db_tx *tx, struct db_request *r, bool commit, uint32_t wait_ms, db_done *done, void *arg);
/* Frees; rolls back what was not committed. Allowed in a callback; not while one of its requests is pending. */
void db_tx_free(struct db_tx **tx);

#endif
