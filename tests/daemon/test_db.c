/* The database layer against a real PostgreSQL, which the environment names (PGHOST …): values, errors, transactions.
 */
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

static void test_values(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t};
    struct db_params p = {0};
    struct db_array a = {0}, b = {0};
    db_add_text(&p, "été");
    db_add_int(&p, -7);
    db_add_bytea(&p, "\0\1\377", 3);
    db_add_null(&p);
    db_add_day(&p, 20000);
    db_add_instant(&p, 1234567890123456);
    db_add_bool(&p, true);
    db_array_begin(&a, DB_INT8);
    db_array_add_int(&a, 40);
    db_array_add_null(&a);
    db_array_add_int(&a, 2);
    db_add_array(&p, &a);
    db_array_begin(&b, DB_TEXT);
    db_add_array(&p, &b);
    struct db_request *r = db_request_new();
    db_request_add(r,
                   "select $1::text = 'été' and $2::int = -7 and $3 = '\\x0001ff'::bytea and $4::text is null and $5 = "
                   "'2024-10-04'::date "
                   "and $6 = '2009-02-13 23:31:30.123456+00'::timestamptz and $7 and cardinality($8) = 3 and (select "
                   "sum(x) from unnest($8) x) = 42 and cardinality($9) = 0",
                   &p, DB_TEXT_RESULT);
    assert_int_equal(p.n, 0);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    finish(&w);
    if (!w.ok)
        fail_msg("%s", w.err.text);
    assert_int_equal(w.value, 1);
}

static void on_kinds(struct db_results *res, const struct err *e, void *arg)
{
    struct told *w = arg;
    w->times++;
    if (e)
        fail_msg("%s", e->text);
    for (size_t i = 0; i < res->n; i++) {
        const struct db_result *r = &res->items[i];
        size_t len;
        assert_int_equal(db_rows(r), 1);
        assert_int_equal(db_int64(r, 0, db_column(r, "i2")), -2);
        assert_int_equal(db_int64(r, 0, db_column(r, "i4")), 400000);
        assert_int_equal(db_int64(r, 0, db_column(r, "i8")), -5000000000);
        assert_true(db_bool(r, 0, db_column(r, "yes")));
        assert_false(db_bool(r, 0, db_column(r, "no")));
        assert_true(db_double(r, 0, db_column(r, "f8")) == 0.25);
        assert_int_equal(db_day(r, 0, db_column(r, "d")), -1);
        assert_string_equal(db_text(r, 0, db_column(r, "t")), "mot");
        assert_true(db_is_null(r, 0, db_column(r, "nil")));
        assert_int_equal(db_int64(r, 0, db_column(r, "nil")), 0);
        assert_int_equal(db_column(r, "absent"), -1);
        if (i == 1) {
            assert_memory_equal(db_bytea(r, 0, db_column(r, "b"), &len), "\0\1", 2);
            assert_int_equal(len, 2);
            assert_int_equal(db_instant(r, 0, db_column(r, "at")), 1);
        }
    }
    uv_stop(&w->t->loop);
}

static void test_readers(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t};
    struct db_request *r = db_request_new();
    static const char sql[] =
        "select (-2)::int2 i2, 400000::int4 i4, -5000000000::int8 i8, true yes, false no, 0.25::float8 f8, "
        "'1969-12-31'::date d, "
        "'mot'::text t, null::int8 nil, '\\x0001'::bytea b, '1970-01-01 00:00:00.000001+00'::timestamptz at";
    db_request_add(r, sql, NULL, DB_TEXT_RESULT);
    db_request_add_once(r, sql, NULL, DB_BINARY);
    db_send(t->db, r, WAIT_MS, on_kinds, &w);
    finish(&w);
}

static void test_unnest(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t};
    struct db_params p = {0};
    struct db_array ids = {0}, texts = {0};
    char word[16];
    db_array_begin(&ids, DB_INT8);
    db_array_begin(&texts, DB_TEXT);
    for (int i = 0; i < 20000; i++) {
        snprintf(word, sizeof word, "v%d", i);
        db_array_add_int(&ids, i);
        if (i % 7)
            db_array_add_text(&texts, word);
        else
            db_array_add_text(&texts, NULL);
    }
    db_add_array(&p, &ids);
    db_add_array(&p, &texts);
    struct db_request *r = db_request_new();
    db_request_add(r, "insert into t select * from unnest($1, $2)", &p, DB_TEXT_RESULT);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    finish(&w);
    assert_true(w.ok);
    assert_int_equal(ask(t, "select count(*) from t where v = 'v' || id"), 20000 - 2858);
    assert_int_equal(ask(t, "select count(*) from t where v is null"), 2858);
}

static void test_an_error_rolls_all_back(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t}, after;
    struct db_request *r = statement("insert into t values (1, 'a')");
    db_request_add(r, "insert into t values (1, 'again')", NULL, DB_TEXT_RESULT);
    db_request_add(r, "insert into t values (2, 'b')", NULL, DB_TEXT_RESULT);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    finish(&w);
    assert_false(w.ok);
    assert_int_equal(w.err.code, ERR_DATABASE);
    assert_string_equal(w.sqlstate, "23505");
    assert_int_equal(w.failed, 1);
    assert_int_equal(w.n, 1);
    assert_int_equal(ask(t, "select count(*) from t"), 0);
    after = one(t, "select 5");
    assert_true(after.ok && after.value == 5);
}

static void test_an_error_at_the_commit(void **state)
{
    struct bench *t = *state;
    struct told w = one(t, "insert into t values (1, 'same'), (2, 'same')");
    assert_false(w.ok);
    assert_int_equal(w.err.code, ERR_DATABASE);
    assert_string_equal(w.sqlstate, "23505");
    assert_int_equal(w.failed, -1);
    assert_int_equal(ask(t, "select count(*) from t"), 0);
    assert_true(one(t, "select 1").ok);
}

static void test_a_bad_text_is_prepared_anew(void **state)
{
    struct bench *t = *state;
    struct told w = one(t, "select count(*) from nowhere");
    assert_string_equal(w.sqlstate, "42P01");
    assert_int_equal(w.failed, 0);
    assert_int_equal(ask(t, "create table nowhere()"), 0);
    w = one(t, "select count(*) from nowhere");
    assert_true(w.ok);
    assert_int_equal(ask(t, "drop table nowhere"), 0);
}

static void test_a_changed_schema_is_transient(void **state)
{
    struct bench *t = *state;
    assert_true(one(t, "select * from t").ok);
    ask(t, "alter table t add column more int");
    struct told w = one(t, "select * from t");
    assert_false(w.ok);
    assert_int_equal(w.err.code, ERR_AWAY);
    assert_true(one(t, "select * from t").ok);
}

/* 500 requests at once, every tenth of which is refused: each is told once, in order, and only its own fails. */
struct many {
    struct bench *t;
    int next, refused;
};
struct numbered {
    struct many *m;
    int number;
};

static void on_numbered(struct db_results *res, const struct err *e, void *arg)
{
    struct numbered *x = arg;
    assert_int_equal(x->number, x->m->next++);
    if (x->number % 10 == 3) {
        assert_non_null(e);
        assert_string_equal(res->sqlstate, "22012");
        x->m->refused++;
    } else {
        assert_null(e);
        assert_int_equal(db_int64(&res->items[0], 0, 0), 1000 / (x->number % 10 - 3));
    }
    if (x->m->next == 500)
        uv_stop(&x->m->t->loop);
    free(x);
}

static void test_many_in_the_pipeline(void **state)
{
    struct bench *t = *state;
    struct many m = {.t = t};
    for (int i = 0; i < 500; i++) {
        struct numbered *x = mem_new(sizeof *x);
        struct db_params p = {0};
        struct db_request *r = db_request_new();
        *x = (struct numbered){.m = &m, .number = i};
        db_add_int(&p, i % 10 - 3);
        db_request_add(r, "select 1000 / $1::int", &p, DB_TEXT_RESULT);
        db_send(t->db, r, WAIT_MS, on_numbered, x);
    }
    assert_int_equal(db_pending(t->db), 500);
    db_bench_run(t);
    assert_int_equal(m.next, 500);
    assert_int_equal(m.refused, 50);
    assert_int_equal(db_pending(t->db), 0);
}

static void test_a_transaction_over_requests(void **state)
{
    struct bench *t = *state;
    struct told a = {.t = t}, b = {.t = t}, other = {.t = t};
    struct db_tx *tx = db_tx_new(t->db);
    db_tx_send(tx, statement("insert into t values (1, 'one')"), false, WAIT_MS, on_done, &a);
    db_send(t->db, statement("select count(*) from t"), WAIT_MS, on_done, &other);
    finish(&a);
    assert_true(a.ok);
    assert_int_equal(ask(t, "select count(*) from t"), 0); /* not yet */
    assert_int_equal(ask(t, "select count(*) from pg_stat_activity where state = 'idle in transaction' and "
                            "application_name = 'tested'"),
                     1);
    assert_int_equal(other.times, 0); /* waits for the end of the transaction */
    struct db_request *r = statement("insert into t values (2, 'two')");
    db_request_add(r, "select count(*) from t", NULL, DB_BINARY);
    db_tx_send(tx, r, true, WAIT_MS, on_done, &b);
    finish(&b);
    assert_true(b.ok);
    assert_int_equal(b.value, 2);
    assert_int_equal(ask(t, "select count(*) from t"), 2);
    finish(&other);
    assert_int_equal(other.value, 2);
    db_tx_free(&tx);
}

static void test_a_transaction_that_is_dropped(void **state)
{
    struct bench *t = *state;
    struct told a = {.t = t}, b = {.t = t};
    struct db_tx *tx = db_tx_new(t->db);
    db_tx_send(tx, statement("insert into t values (1, 'one')"), false, WAIT_MS, on_done, &a);
    finish(&a);
    db_send(t->db, statement("select count(*) from t"), WAIT_MS, on_done, &b);
    db_tx_free(&tx);
    finish(&b);
    assert_true(b.ok);
    assert_int_equal(b.value, 0);
    tx = db_tx_new(t->db); /* never used */
    db_tx_free(&tx);
}

static void test_a_transaction_that_fails(void **state)
{
    struct bench *t = *state;
    struct told a = {.t = t}, b = {.t = t}, c = {.t = t}, other = {.t = t};
    struct db_tx *tx = db_tx_new(t->db);
    db_tx_send(tx, statement("insert into t values (1, 'one')"), false, WAIT_MS, on_done, &a);
    finish(&a);
    db_tx_send(tx, statement("select 1 / 0"), false, WAIT_MS, on_done, &b);
    db_send(t->db, statement("select count(*) from t"), WAIT_MS, on_done, &other);
    finish(&b);
    assert_string_equal(b.sqlstate, "22012");
    db_tx_send(tx, statement("insert into t values (2, 'two')"), true, WAIT_MS, on_done, &c);
    finish(&other);
    finish(&c);
    assert_true(other.ok);
    assert_int_equal(other.value, 0);
    assert_false(c.ok);
    assert_int_equal(c.err.code, ERR_AWAY);
    assert_int_equal(ask(t, "select count(*) from t"), 0);
    db_tx_free(&tx);
}

/* A queue that is full does not cut off the one for whom it waits. */
static void test_a_transaction_before_a_full_queue(void **state)
{
    struct bench *t = *state;
    struct bench u = {.loop = t->loop};
    struct told a = {.t = t}, b = {.t = t}, first = {.t = t}, over = {.t = t};
    u.db = db_open(&t->loop, &(struct db_config){.queue_max = 1, .on_down = on_down, .arg = &u});
    struct db_tx *tx = db_tx_new(u.db);
    db_tx_send(tx, statement("insert into t values (1, 'one')"), false, WAIT_MS, on_done, &a);
    finish(&a);
    db_send(u.db, statement("select count(*) from t"), WAIT_MS, on_done, &first);
    db_send(u.db, statement("select count(*) from t"), WAIT_MS, on_done, &over);
    db_tx_send(tx, statement("insert into t values (2, 'two')"), true, WAIT_MS, on_done, &b);
    finish(&b);
    finish(&first);
    finish(&over);
    assert_true(b.ok);
    assert_int_equal(first.value, 2);
    assert_int_equal(over.err.code, ERR_LIMIT);
    db_tx_free(&tx);
    db_close(&u.db);
}

static void test_a_commit_that_is_refused_in_a_transaction(void **state)
{
    struct bench *t = *state;
    struct told a = {.t = t};
    struct db_tx *tx = db_tx_new(t->db);
    db_tx_send(tx, statement("insert into t values (1, 'same'), (2, 'same')"), true, WAIT_MS, on_done, &a);
    finish(&a);
    assert_string_equal(a.sqlstate, "23505");
    db_tx_free(&tx);
    assert_true(one(t, "select 1").ok);
    assert_int_equal(ask(t, "select count(*) from t"), 0);
}

static void test_a_snapshot(void **state)
{
    struct bench *t = *state;
    struct told w = {.t = t};
    struct db_request *r = statement("select current_setting('transaction_isolation') = 'repeatable read' and "
                                     "current_setting('transaction_read_only') = 'on'");
    db_request_snapshot(r);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    finish(&w);
    assert_true(w.ok);
    assert_int_equal(w.value, 1);
    w = (struct told){.t = t};
    r = statement("insert into t values (1, 'x')");
    db_request_snapshot(r);
    db_send(t->db, r, WAIT_MS, on_done, &w);
    finish(&w);
    assert_false(w.ok);
    assert_true(one(t, "insert into t values (1, 'x')").ok);
}
static void test_sync(void **state)
{
    struct bench *t = *state;
    struct err e = {0};
    struct db_result r = {0};
    struct db_params p = {0};
    int n = 0, rc;
    assert_int_equal(db_sync_begin(t->side, &e), 0);
    db_add_int(&p, 1);
    db_add_text(&p, "un");
    assert_int_equal(db_sync_exec(t->side, "insert into t values ($1, $2)", &p, DB_TEXT_RESULT, &r, &e), 0);
    assert_int_equal(db_affected(&r), 1);
    db_result_deinit(&r);
    assert_int_equal(db_sync_commit(t->side, &e), 0);
    assert_int_equal(db_sync_begin(t->side, &e), 0);
    assert_int_equal(db_sync_exec(t->side, "select 1 / 0", NULL, DB_TEXT_RESULT, &r, &e), -1);
    assert_string_equal(db_sync_sqlstate(t->side), "22012");
    assert_int_equal(db_sync_commit(t->side, &e), -1); /* the server says ROLLBACK */
    db_sync_rollback(t->side);
    assert_int_equal(db_sync_start(t->side, "select g from generate_series(1, 5000) g", NULL, DB_BINARY, &e), 0);
    while ((rc = db_sync_next(t->side, &r, &e)) == 1)
        assert_int_equal(db_int64(&r, 0, 0), ++n);
    assert_int_equal(rc, 0);
    assert_int_equal(n, 5000);
    assert_int_equal(db_sync_start(t->side, "select 10 / (3 - g) from generate_series(1, 5) g", NULL, DB_BINARY, &e),
                     0);
    while ((rc = db_sync_next(t->side, &r, &e)) == 1)
        ;
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, ERR_DATABASE);
    assert_int_equal(db_sync_start(t->side, "select g from generate_series(1, 100000000) g", NULL, DB_BINARY, &e), 0);
    assert_int_equal(db_sync_next(t->side, &r, &e), 1);
    db_result_deinit(&r);
    db_sync_finish(t->side);
    assert_int_equal(ask(t, "select count(*) from t"), 1);
    assert_null(db_sync_open("host=/nonexistent", NULL, NULL, &e));
    assert_int_equal(e.code, ERR_AWAY);
    assert_null(db_sync_open("", "/nonexistent/password", NULL, &e));
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(test_values),
        DB_TEST(test_readers),
        DB_TEST(test_unnest),
        DB_TEST(test_an_error_rolls_all_back),
        DB_TEST(test_an_error_at_the_commit),
        DB_TEST(test_a_bad_text_is_prepared_anew),
        DB_TEST(test_a_changed_schema_is_transient),
        DB_TEST(test_many_in_the_pipeline),
        DB_TEST(test_a_transaction_over_requests),
        DB_TEST(test_a_transaction_that_is_dropped),
        DB_TEST(test_a_transaction_that_fails),
        DB_TEST(test_a_transaction_before_a_full_queue),
        DB_TEST(test_a_commit_that_is_refused_in_a_transaction),
        DB_TEST(test_a_snapshot),
        DB_TEST(test_sync),
    };
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
