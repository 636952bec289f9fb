/* What the tests of the database layer share: a loop, the connection under test, a second pair of eyes. */
#ifndef CVG_TESTS_DB_BENCH_H
#define CVG_TESTS_DB_BENCH_H

#include <uv.h>

#include "io/db.h"
#include "io/db_sync.h"
#include "io/loop.h"

#define WAIT_MS 5000

struct bench {
    uv_loop_t loop;
    struct db *db;
    struct db_sync *side; /* a second pair of eyes */
    struct timer watchdog;
    bool timed_out;
    int ups, downs, notices;
};

/* What a callback was told. */
struct told {
    struct bench *t;
    int times;
    bool ok;
    struct err err;
    char sqlstate[6];
    int failed;
    size_t n;
    int64_t value; /* of the last result's first cell */
};

int db_bench_setup(void **state);
int db_bench_teardown(void **state);
#define DB_TEST(f) cmocka_unit_test_setup_teardown(f, db_bench_setup, db_bench_teardown)

void db_bench_run(struct bench *t); /* until uv_stop(); a failure when that takes too long */
struct db_request *statement(const char *sql);
void on_done(struct db_results *res, const struct err *e, void *arg); /* arg: struct told */
void on_down(const char *why, void *arg);
void finish(struct told *w); /* runs until it was told, once */
struct told one(struct bench *t, const char *sql);
int64_t ask(struct bench *t, const char *sql); /* by the second connection */
void kill_it(struct bench *t);                 /* ends the backend of the connection under test */

#endif
