/* The blocking conversation: messages both ways, and each way in which it can end, told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>
#include <zmq.h>

#include <cmocka.h>

#include "io/bus_client.h"
#include "io/bus_zap.h"

#define PATIENCE_MS 20000

struct bench {
    uv_loop_t loop;
    uv_async_t done;
    void *ctx;
    struct bus *router;
    struct bus_zap *zap;
    char server_secret[BUS_KEY_LEN], server_public[BUS_KEY_LEN], secret[BUS_KEY_LEN], public_key[BUS_KEY_LEN];
    struct bus_curve curve; /* the client's */
    char address[BUS_ADDRESS_MAX];
    bool hang_up; /* instead of answering */
    /* what the client saw */
    int got;
    enum bus_client_end end;
    struct buf reply;
    struct err err;
};

static bool on_key(const char *key, char user_out[64], void *arg)
{
    const struct bench *t = arg;
    snprintf(user_out, 64, "LYO0001");
    return strcmp(key, t->public_key) == 0;
}

static void on_call(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct bench *t = arg;
    assert_int_equal(n, 2);
    assert_string_equal(user, "LYO0001");
    if (t->hang_up)
        bus_close(&t->router);
    else
        assert_true(bus_send(b, (struct bus_part[]){parts[0], {"receipt", 7}}, 2));
}

static void on_done(uv_async_t *h)
{
    uv_stop(h->loop);
    uv_close((uv_handle_t *)h, NULL);
}

static void converse(void *arg)
{
    struct bench *t = arg;
    struct bus_client *c = bus_client_open(t->address, &t->curve, &t->err);
    t->got = c ? bus_client_send(c, "offer", 5, PATIENCE_MS, &t->err) : -1;
    if (t->got == 0)
        t->got = bus_client_receive(c, PATIENCE_MS, &t->reply, &t->err);
    t->end = c ? bus_client_ended(c) : BUS_CLIENT_OPEN;
    bus_client_close(&c);
    uv_async_send(&t->done);
}

static int setup(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    struct err e;
    uv_loop_init(&t->loop);
    t->ctx = zmq_ctx_new();
    bus_keypair(t->server_public, t->server_secret);
    bus_keypair(t->public_key, t->secret);
    t->zap = bus_zap_open(&t->loop, t->ctx, on_key, t, &e);
    const char *bind[] = {"tcp://127.0.0.1:*", NULL};
    t->router = bus_open(&t->loop, t->ctx,
                         &(struct bus_config){.type = BUS_ROUTER,
                                              .bind = bind,
                                              .secret = t->server_secret,
                                              .zap_domain = "cvg",
                                              .on_message = on_call,
                                              .arg = t},
                         &e);
    assert_non_null(t->router);
    snprintf(t->address, sizeof t->address, "%s", bus_address(t->router));
    t->curve = (struct bus_curve){t->secret, t->public_key, t->server_public};
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    struct bench *t = *state;
    bus_close(&t->router);
    bus_zap_close(&t->zap);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    zmq_ctx_term(t->ctx);
    assert_int_equal(uv_loop_close(&t->loop), 0);
    buf_deinit(&t->reply);
    free(t);
    return 0;
}

static void run_client(struct bench *t)
{
    uv_thread_t thread;
    uv_async_init(&t->loop, &t->done, on_done);
    uv_thread_create(&thread, converse, t);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    uv_thread_join(&thread);
}

static void test_answered(void **state)
{
    struct bench *t = *state;
    run_client(t);
    assert_int_equal(t->got, 1);
    assert_string_equal(buf_text(&t->reply), "receipt");
    assert_int_equal(t->end, BUS_CLIENT_OPEN);
}

static void test_key_not_let_in(void **state)
{
    struct bench *t = *state;
    char secret[BUS_KEY_LEN], public_key[BUS_KEY_LEN];
    bus_keypair(public_key, secret);
    t->curve.secret = secret;
    t->curve.public_key = public_key;
    run_client(t);
    assert_int_equal(t->got, -1);
    assert_int_equal(t->end, BUS_CLIENT_REFUSED);
    assert_int_equal(t->err.code, ERR_SETTING);
}

static void test_another_server_key(void **state)
{
    struct bench *t = *state;
    char secret[BUS_KEY_LEN], other[BUS_KEY_LEN];
    bus_keypair(other, secret);
    t->curve.server_key = other;
    run_client(t);
    assert_int_equal(t->got, -1);
    assert_int_equal(t->end, BUS_CLIENT_SNUBBED);
    assert_int_equal(t->err.code, ERR_AWAY);
}

static void test_nobody(void **state)
{
    struct bench *t = *state;
    snprintf(t->address, sizeof t->address, "tcp://127.0.0.1:1");
    run_client(t);
    assert_int_equal(t->got, -1);
    assert_int_equal(t->end, BUS_CLIENT_NOBODY);
    assert_int_equal(t->err.code, ERR_AWAY);
}

static void test_broken(void **state)
{
    struct bench *t = *state;
    t->hang_up = true;
    run_client(t);
    assert_int_equal(t->got, -1);
    assert_int_equal(t->end, BUS_CLIENT_LOST);
    assert_int_equal(t->err.code, ERR_AWAY);
}

static void test_bad_settings(void **state)
{
    struct bench *t = *state;
    struct err e;
    assert_null(bus_client_open("nowhere", &t->curve, &e));
    assert_int_equal(e.code, ERR_SETTING);
    t->curve.server_key = "short";
    assert_null(bus_client_open(t->address, &t->curve, &e));
    assert_int_equal(e.code, ERR_SETTING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_not_let_in, setup, teardown),
        cmocka_unit_test_setup_teardown(test_another_server_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_settings, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
