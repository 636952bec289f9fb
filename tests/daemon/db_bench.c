/* What the tests of the database layer share. */
#include "db_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

static void on_up(void *arg)
{
    struct bench *t = arg;
    t->ups++;
    uv_stop(&t->loop);
}

void on_down(const char *why, void *arg)
{
    struct bench *t = arg;
    assert_true(*why != 0);
    t->downs++;
}

static void on_notice(const char *severity, const char *text, void *arg)
{
    struct bench *t = arg;
    (void)severity, (void)text;
    t->notices++;
}

static void on_watchdog(void *arg)
{
    struct bench *t = arg;
    t->timed_out = true;
    uv_stop(&t->loop);
}

void db_bench_run(struct bench *t)
{
    t->timed_out = false;
    timer_start(&t->watchdog, &t->loop, 20000, 0, on_watchdog, t);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    timer_stop(&t->watchdog);
    assert_false(t->timed_out);
}

void on_done(struct db_results *res, const struct err *e, void *arg)
{
    struct told *w = arg;
    w->times++;
    w->ok = !e;
    if (e)
        w->err = *e;
    memcpy(w->sqlstate, res->sqlstate, sizeof w->sqlstate);
    w->failed = res->failed;
    w->n = res->n;
    if (res->n && db_rows(&res->items[res->n - 1]) > 0)
        w->value = db_int64(&res->items[res->n - 1], 0, 0);
    uv_stop(&w->t->loop);
}

struct db_request *statement(const char *sql)
{
    struct db_request *r = db_request_new();
    db_request_add(r, sql, NULL, DB_TEXT_RESULT);
    return r;
}

void finish(struct told *w)
{
    while (!w->times)
        db_bench_run(w->t);
    assert_int_equal(w->times, 1);
}

struct told one(struct bench *t, const char *sql)
{
    struct told w = {.t = t};
    db_send(t->db, statement(sql), WAIT_MS, on_done, &w);
    assert_int_equal(w.times, 0); /* never from inside */
    finish(&w);
    return w;
}

int64_t ask(struct bench *t, const char *sql)
{
    struct db_result r = {0};
    struct err e = {0};
    if (db_sync_exec(t->side, sql, NULL, DB_BINARY, &r, &e) < 0)
        fail_msg("%s", e.text);
    int64_t v = db_rows(&r) ? db_int64(&r, 0, 0) : 0;
    db_result_deinit(&r);
    return v;
}

void kill_it(struct bench *t)
{
    assert_int_equal(
        ask(t, "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'tested'"), 1);
}

int db_bench_setup(void **state)
{
    struct bench *t = mem_new(sizeof *t);
    struct err e = {0};
    uv_loop_init(&t->loop);
    t->side = db_sync_open("", NULL, "side", &e);
    if (!t->side)
        fail_msg("%s", e.text);
    assert_int_equal(db_sync_script(t->side,
                                    "drop table if exists t; create table t(id bigint primary key, v text, "
                                    "constraint late unique (v) deferrable initially deferred)",
                                    &e),
                     0);
    t->db = db_open(
        &t->loop,
        &(struct db_config){.name = "tested", .on_up = on_up, .on_down = on_down, .on_notice = on_notice, .arg = t});
    assert_false(db_up(t->db));
    db_bench_run(t);
    assert_true(db_up(t->db));
    *state = t;
    return 0;
}

int db_bench_teardown(void **state)
{
    struct bench *t = *state;
    db_close(&t->db);
    db_sync_close(&t->side);
    timer_close(&t->watchdog);
    while (uv_run(&t->loop, UV_RUN_DEFAULT)) /* an uv_stop() may still be due */
        ;
    assert_int_equal(uv_loop_close(&t->loop), 0);
    free(t);
    return 0;
}
