/* The database layer when the server goes: what is in flight, what waits, what may be called stored. The server is a
 * throw-away one, for the tests end its backends; with CVG_TEST_PG_RESTART set, that command restarts it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "db_bench.h"

static void test_the_backend_is_killed(void **state)
{
    struct bench *t = *state;
    struct told flight = {.t = t}, second = {.t = t}, queued;
    int ups = t->ups;
    db_send(t->db, statement("select pg_sleep(30)"), WAIT_MS, on_done, &flight);
    db_send(t->db, statement("insert into t values (9, 'nine')"), WAIT_MS, on_done, &second);
    for (int i = 0;
         i < 50 &&
         ask(t, "select count(*) from pg_stat_activity where application_name = 'tested' and wait_event = 'PgSleep'") ==
             0;
         i++)
        uv_run(&t->loop, UV_RUN_NOWAIT);
    kill_it(t);
    finish(&flight);
    finish(&second);
    assert_int_equal(flight.err.code, ERR_AWAY);
    assert_int_equal(second.err.code, ERR_AWAY);
    queued = one(t, "select 3"); /* waits for the connection to come back */
    assert_true(queued.ok);
    assert_int_equal(t->downs, 1);
    assert_int_equal(t->ups, ups + 1);
    assert_true(one(t, "select 3").ok);                    /* prepared anew */
    assert_int_equal(ask(t, "select count(*) from t"), 0); /* what was behind it never ran */
    assert_int_equal(flight.times + second.times, 2);
}

static void test_killed_within_a_transaction(void **state)
{
    struct bench *t = *state;
    struct told a = {.t = t}, b = {.t = t};
    struct db_tx *tx = db_tx_new(t->db);
    db_tx_send(tx, statement("insert into t values (1, 'one')"), false, WAIT_MS, on_done, &a);
    finish(&a);
    kill_it(t);
    while (t->ups < 2)
        db_bench_run(t);
    db_tx_send(tx, statement("insert into t values (2, 'two')"), true, WAIT_MS, on_done, &b);
    finish(&b);
    assert_int_equal(b.err.code, ERR_AWAY);
    db_tx_free(&tx);
    assert_int_equal(ask(t, "select count(*) from t"), 0);
    assert_true(one(t, "select 1").ok);
}

static void test_no_answer_in_time(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t};
    struct db_request *r = statement("select pg_sleep(25)");
    db_request_answer_ms(r, 200);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    finish(&w);
    assert_int_equal(w.err.code, ERR_AWAY);
    assert_true(one(t, "select 1").ok);
    usleep(200000);
    assert_int_equal(ask(t, "select count(*) from pg_stat_activity where query ~ 'pg_sleep.25' and state = 'active' "
                            "and pid <> pg_backend_pid()"),
                     0);
}

static void test_nobody_there(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t}, x = {.t = t}, y = {.t = t};
    struct bench u = {0};
    u.db = db_open(&t->loop,
                   &(struct db_config){.conninfo = "host=/nonexistent", .queue_max = 1, .on_down = on_down, .arg = &u});
    db_send(u.db, statement("select 1"), 300, on_done, &w);
    db_send(u.db, statement("select 2"), 60000, on_done, &x); /* one too many */
    finish(&x);
    assert_int_equal(x.err.code, ERR_LIMIT);
    finish(&w);
    assert_int_equal(w.err.code, ERR_AWAY);
    db_send(u.db, statement("select 3"), 60000, on_done, &y);
    assert_int_equal(y.times, 0);
    db_close(&u.db);
    assert_int_equal(y.times, 1);
    assert_int_equal(y.err.code, ERR_AWAY);
    assert_int_equal(u.downs, 1); /* told once, not at each try */
}

/* A callback may close the database that calls it. */
static void on_closing(struct db_results *res, const struct err *e, void *arg)
{
    struct told *w = arg;
    (void)res, (void)e;
    w->times++;
    db_close(&w->t->db);
    uv_stop(&w->t->loop);
}

static void test_closed_in_a_callback(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t}, x = {.t = t}, y = {.t = t};
    struct db_tx *tx = db_tx_new(t->db);
    db_send(t->db, statement("select 1"), WAIT_MS, on_closing, &w);
    db_send(t->db, statement("select 2"), WAIT_MS, on_done, &x);
    db_tx_send(tx, statement("select 3"), false, WAIT_MS, on_done, &y);
    finish(&w);
    assert_int_equal(x.times, 1);
    assert_int_equal(y.times, 1);
    assert_int_equal(x.err.code, ERR_AWAY);
    db_tx_free(&tx);
}

static void test_a_warning_is_not_an_acknowledgement(void **state)
{
    struct bench *t = *state;
    struct told w;
    struct err e = {0};
    w = one(t, "do $$begin raise warning 'ours'; end$$");
    assert_true(w.ok); /* a plain message */
    assert_int_equal(t->notices, 1);
    /* what a commit says that gave up to wait for its standby */
    w = one(t, "do $$begin raise warning 'canceling wait for synchronous replication' using errcode = '57014'; end$$");
    assert_false(w.ok);
    assert_int_equal(w.err.code, ERR_AWAY);
    assert_string_equal(w.sqlstate, "57014");
    assert_true(one(t, "select 1").ok);
    assert_int_equal(db_sync_script(t->side, "do $$begin raise warning 'x' using errcode = '57014'; end$$", &e), -1);
    assert_int_equal(e.code, ERR_AWAY);
}

static void test_a_standby_that_never_comes(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t};
    ask(t, "alter system set synchronous_standby_names = 'nobody'");
    ask(t, "select pg_reload_conf()");
    usleep(300000);
    struct db_request *r = statement("set local synchronous_commit = on");
    db_request_add(r, "insert into t values (1, 'here only')", NULL, DB_TEXT_RESULT);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    int64_t cancelled = 0;
    for (int i = 0; i < 300 && !cancelled; i++) {
        uv_run(&t->loop, UV_RUN_NOWAIT);
        usleep(10000);
        cancelled = ask(t, "select count(pg_cancel_backend(pid)) from pg_stat_activity where application_name = "
                           "'tested' and wait_event = 'SyncRep'");
    }
    assert_int_equal(cancelled, 1);
    finish(&w);
    assert_false(w.ok); /* committed here, and nothing that we may say so */
    assert_int_equal(w.err.code, ERR_AWAY);
    ask(t, "alter system reset synchronous_standby_names");
    ask(t, "select pg_reload_conf()");
    usleep(300000);
    assert_int_equal(ask(t, "select count(*) from t"), 1);
}

static void test_the_server_restarts(void **state)
{
    struct bench *t = *state;
    struct err e = {0};
    const char *command = getenv("CVG_TEST_PG_RESTART");
    if (!command)
        skip();
    assert_int_equal(system(command), 0);
    struct told w = one(t, "select 7");
    if (!w.ok) /* sent before the loss was seen */
        w = one(t, "select 7");
    assert_true(w.ok);
    assert_int_equal(w.value, 7);
    assert_true(t->downs >= 1);
    db_sync_close(&t->side);
    t->side = db_sync_open("", NULL, "side", &e);
    assert_non_null(t->side);
}
/* libpq goes on to the next address with a new socket under the same number. */
static void test_the_second_address(void **state)
{
    struct bench *t = *state;
    struct bench u = {.loop = t->loop};
    struct told w = {.t = t};
    char conninfo[512];
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1,/nonexistent,%s port=1,5432,5432", getenv("PGHOST"));
    u.db = db_open(&t->loop, &(struct db_config){.conninfo = conninfo, .on_down = on_down, .arg = &u});
    db_send(u.db, statement("select 1"), WAIT_MS, on_done, &w);
    finish(&w);
    assert_true(w.ok);
    assert_int_equal(u.downs, 0);
    db_close(&u.db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(test_the_backend_is_killed),      DB_TEST(test_killed_within_a_transaction),
        DB_TEST(test_no_answer_in_time),          DB_TEST(test_nobody_there),
        DB_TEST(test_closed_in_a_callback),       DB_TEST(test_a_warning_is_not_an_acknowledgement),
        DB_TEST(test_a_standby_that_never_comes), DB_TEST(test_the_server_restarts),
        DB_TEST(test_the_second_address),
    };
    return cmocka_run_group_tests_name("db_loss", tests, NULL, NULL);
}
