/* The bus on real sockets: no message that waits is ever lost sight of, back-pressure, peers that leave, keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>
#include <zmq.h>

#include "base/mem.h"
#include "io/bus.h"
#include "io/bus_zap.h"
#include "io/loop.h"

struct bench {
    uv_loop_t loop;
    void *ctx;
    struct timer watchdog;
    bool timed_out;
};

static void on_watchdog(void *arg)
{
    struct bench *t = arg;
    t->timed_out = true;
    uv_stop(&t->loop);
}

static int setup(void **state)
{
    struct bench *t = mem_new(sizeof *t);
    uv_loop_init(&t->loop);
    t->ctx = zmq_ctx_new();
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    struct bench *t = *state;
    timer_close(&t->watchdog);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&t->loop), 0);
    zmq_ctx_term(t->ctx);
    free(t);
    return 0;
}

/* Runs until uv_stop(), or fails after `ms`. */
static void run(struct bench *t, uint64_t ms)
{
    t->timed_out = false;
    timer_start(&t->watchdog, &t->loop, ms, 0, on_watchdog, t);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    timer_stop(&t->watchdog);
    assert_false(t->timed_out);
}

static struct bus *open_bus(struct bench *t, struct bus_config c)
{
    struct err e = {0};
    struct bus *b = bus_open(&t->loop, t->ctx, &c, &e);
    if (!b)
        fail_msg("%s", e.text);
    return b;
}

#define ONE(address) ((const char *const[]){address, NULL})

/* An echo on the one side; on the other a sender that keeps as much under way as there is room for, and that sends in
 * the handler of what it receives: the case in which a descriptor alone would miss a waiting message. */
struct trip {
    struct bench *t;
    struct bus *here, *there;
    uint64_t n, sent, back, held;
    bool holding;
};

static void push(struct trip *p)
{
    while (p->sent < p->n && bus_send(p->here, &(struct bus_part){&p->sent, sizeof p->sent}, 1))
        p->sent++;
}

static void on_room(struct bus *b, void *arg)
{
    (void)b;
    push(arg);
}

static void on_back(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct trip *p = arg;
    uint64_t v;
    (void)b;
    (void)user;
    assert_int_equal(n, 1);
    assert_int_equal(parts[0].len, sizeof v);
    memcpy(&v, parts[0].data, sizeof v);
    assert_int_equal(v, p->back);
    if (++p->back == p->n)
        uv_stop(&p->t->loop);
    push(p);
}

static void on_echo_room(struct bus *b, void *arg)
{
    struct trip *p = arg;
    assert_true(p->holding);
    if (!bus_send(b, &(struct bus_part){&p->held, sizeof p->held}, 1))
        return;
    p->holding = false;
    bus_pause(b, false);
}

static void on_there(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct trip *p = arg;
    (void)user;
    assert_false(p->holding);
    if (bus_send(b, parts, n))
        return;
    memcpy(&p->held, parts[0].data, sizeof p->held);
    p->holding = true;
    bus_pause(b, true);
}

static void round_trips(struct bench *t, const char *address, uint64_t n, int hwm, int budget)
{
    struct trip p = {.t = t, .n = n};
    p.there = open_bus(t, (struct bus_config){.type = BUS_DEALER,
                                              .bind = ONE(address),
                                              .hwm = hwm,
                                              .budget = budget,
                                              .on_message = on_there,
                                              .on_writable = on_echo_room,
                                              .arg = &p});
    p.here = open_bus(t, (struct bus_config){.type = BUS_DEALER,
                                             .connect = ONE(bus_address(p.there)),
                                             .hwm = hwm,
                                             .budget = budget,
                                             .on_message = on_back,
                                             .on_writable = on_room,
                                             .arg = &p});
    push(&p);
    run(t, 120000);
    assert_int_equal(p.back, n);
    bus_close(&p.here);
    bus_close(&p.there);
}

static void test_round_trips_with_the_least_room(void **state)
{
    round_trips(*state, "tcp://127.0.0.1:*", 100000, 1, 1);
}

static void test_round_trips_ipc(void **state)
{
    char address[64];
    snprintf(address, sizeof address, "ipc:///tmp/test_bus.%ld", (long)getpid());
    round_trips(*state, address, 100000, 200, 64);
    unlink(address + 6);
}

/* The sender has messages waiting and does nothing but send on the same socket: they must still be seen. */
struct stall {
    struct bench *t;
    struct bus *a, *b;
    struct timer sender;
    int got;
};

static void on_stall(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct stall *s = arg;
    (void)b, (void)parts, (void)n, (void)user;
    if (++s->got == 1000)
        uv_stop(&s->t->loop);
}

static void ignore(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    (void)b, (void)parts, (void)n, (void)user, (void)arg;
}

static void on_sender(void *arg)
{
    struct stall *s = arg;
    /* what comes to `a` arrives while `a` sends: each zmq_send() may swallow the edge of its descriptor */
    (void)bus_send(s->b, &(struct bus_part){"to a", 4}, 1);
    usleep(200);
    for (int i = 0; i < 5; i++)
        (void)bus_send(s->a, &(struct bus_part){"to b", 4}, 1);
}

static void test_sending_does_not_hide_what_waits(void **state)
{
    struct bench *t = *state;
    struct stall s = {.t = t};
    s.b = open_bus(t, (struct bus_config){.type = BUS_DEALER, .bind = ONE("tcp://127.0.0.1:*"), .on_message = ignore});
    s.a = open_bus(
        t, (struct bus_config){
               .type = BUS_DEALER, .connect = ONE(bus_address(s.b)), .budget = 1, .on_message = on_stall, .arg = &s});
    timer_start(&s.sender, &t->loop, 1, 1, on_sender, &s);
    run(t, 30000);
    assert_int_equal(s.got, 1000);
    timer_close(&s.sender);
    bus_close(&s.a);
    bus_close(&s.b);
}

/* The last message of many comes alone, after silence: it must wake a sleeping loop. */
static void test_one_message_after_silence(void **state)
{
    struct bench *t = *state;
    struct stall s = {.t = t};
    struct err e;
    s.b = open_bus(t, (struct bus_config){
                          .type = BUS_DEALER, .bind = ONE("tcp://127.0.0.1:*"), .on_message = on_stall, .arg = &s});
    s.got = 998;
    void *c = zmq_ctx_new(), *sock = zmq_socket(c, ZMQ_DEALER);
    assert_int_equal(zmq_connect(sock, bus_address(s.b)), 0);
    zmq_send(sock, "1", 1, 0);
    for (int i = 0; i < 400 && s.got < 999; i++) {
        uv_run(&t->loop, UV_RUN_NOWAIT);
        usleep(5000);
    }
    assert_int_equal(s.got, 999);
    zmq_send(sock, "2", 1, 0);
    run(t, 5000);
    assert_int_equal(s.got, 1000);
    assert_int_equal(bus_connect(s.b, "nonsense", &e), -1);
    assert_int_equal(e.code, ERR_SETTING);
    zmq_close(sock);
    zmq_ctx_term(c);
    bus_close(&s.b);
}

/* A router for bus_request(): answers with what came and one part more. */
struct router {
    struct bench *t;
    bool close_inside;
    char user[64];
};

static void on_ask(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct router *r = arg;
    struct bus_part answer[BUS_PARTS_MAX];
    snprintf(r->user, sizeof r->user, "%s", user);
    assert_true(n < BUS_PARTS_MAX);
    memcpy(answer, parts, n * sizeof *parts);
    answer[n] = (struct bus_part){"end", 3};
    assert_true(bus_send(b, answer, n + 1));
}

struct asker {
    uv_thread_t thread;
    uv_loop_t *loop;
    uv_async_t done;
    char address[BUS_ADDRESS_MAX];
    const struct bus_curve *curve;
    int timeout_ms, rc;
    struct bus_reply reply;
    struct err err;
};

static void ask(void *arg)
{
    struct asker *a = arg;
    struct bus_part parts[] = {{"hello", 5}, {"", 0}, {"world", 5}};
    a->rc = bus_request(a->address, a->curve, parts, 3, a->timeout_ms, &a->reply, &a->err);
    uv_async_send(&a->done);
}

static void on_asked(uv_async_t *h)
{
    uv_stop(h->loop);
    uv_close((uv_handle_t *)h, NULL);
}

static void run_asker(struct bench *t, struct asker *a)
{
    uv_async_init(&t->loop, &a->done, on_asked);
    uv_thread_create(&a->thread, ask, a);
    run(t, 20000);
    uv_thread_join(&a->thread);
}

static void test_request(void **state)
{
    struct bench *t = *state;
    struct router r = {.t = t};
    struct bus *b = open_bus(
        t, (struct bus_config){.type = BUS_ROUTER, .bind = ONE("tcp://127.0.0.1:*"), .on_message = on_ask, .arg = &r});
    struct asker a = {.timeout_ms = 5000};
    snprintf(a.address, sizeof a.address, "%s", bus_address(b));
    run_asker(t, &a);
    assert_int_equal(a.rc, 0);
    assert_int_equal(a.reply.n, 4);
    assert_string_equal(buf_text(&a.reply.parts[0]), "hello");
    assert_int_equal(a.reply.parts[1].len, 0);
    assert_string_equal(buf_text(&a.reply.parts[3]), "end");
    bus_reply_deinit(&a.reply);
    /* the peer is gone by now: a router says so instead of swallowing */
    for (int i = 0; i < 200 && bus_send(b, (struct bus_part[]){{"\0nobody", 7}, {"x", 1}}, 2); i++)
        usleep(1000);
    assert_false(bus_send(b, (struct bus_part[]){{"\0nobody", 7}, {"x", 1}}, 2));
    bus_close(&b);
}

static void test_request_without_answer(void **state)
{
    struct bus_reply reply;
    struct err e;
    (void)state;
    assert_int_equal(bus_request("tcp://127.0.0.1:1", NULL, &(struct bus_part){"x", 1}, 1, 200, &reply, &e), -1);
    assert_int_equal(e.code, ERR_AWAY);
    assert_int_equal(bus_request("nowhere", NULL, &(struct bus_part){"x", 1}, 1, 200, &reply, &e), -1);
    assert_int_equal(e.code, ERR_SETTING);
}

struct keyring {
    char known[BUS_KEY_LEN];
    int asked;
};

static bool on_key(const char *key, char user_out[64], void *arg)
{
    struct keyring *k = arg;
    k->asked++;
    if (strcmp(key, k->known) != 0)
        return false;
    strcpy(user_out, "LYO0001");
    return true;
}

static void test_curve_admits_known_keys_only(void **state)
{
    struct bench *t = *state;
    struct router r = {.t = t};
    struct err e = {0};
    char server_public[BUS_KEY_LEN], server_secret[BUS_KEY_LEN], good_secret[BUS_KEY_LEN], bad_public[BUS_KEY_LEN],
        bad_secret[BUS_KEY_LEN], again[BUS_KEY_LEN];
    struct keyring keys = {0};
    bus_keypair(server_public, server_secret);
    bus_keypair(keys.known, good_secret);
    bus_keypair(bad_public, bad_secret);
    assert_int_equal(bus_public_of(good_secret, again, &e), 0);
    assert_string_equal(again, keys.known);
    assert_int_equal(bus_public_of("short", again, &e), -1);
    struct bus_zap *zap = bus_zap_open(&t->loop, t->ctx, on_key, &keys, &e);
    assert_non_null(zap);
    struct bus *b = open_bus(t, (struct bus_config){.type = BUS_ROUTER,
                                                    .bind = ONE("tcp://127.0.0.1:*"),
                                                    .secret = server_secret,
                                                    .zap_domain = "cvg",
                                                    .on_message = on_ask,
                                                    .arg = &r});
    struct bus_curve good = {good_secret, keys.known, server_public}, bad = {bad_secret, bad_public, server_public};
    struct asker a = {.timeout_ms = 5000, .curve = &good}, u = {.timeout_ms = 700, .curve = &bad};
    snprintf(a.address, sizeof a.address, "%s", bus_address(b));
    snprintf(u.address, sizeof u.address, "%s", bus_address(b));
    run_asker(t, &a);
    assert_int_equal(a.rc, 0);
    assert_string_equal(r.user, "LYO0001");
    bus_reply_deinit(&a.reply);
    *r.user = 0;
    run_asker(t, &u);
    assert_int_equal(u.rc, -1);
    assert_int_equal(u.err.code, ERR_AWAY);
    assert_string_equal(r.user, "");
    assert_true(keys.asked >= 2);
    bus_close(&b);
    bus_zap_close(&zap);
}

/* Subscriptions, by prefix; each of them is told to an XPUB. */
struct news {
    struct bench *t;
    struct bus *pub;
    int got, told;
};

static void on_told(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct news *s = arg;
    (void)n, (void)user;
    if (parts[0].len && *(const char *)parts[0].data == 1) {
        s->told++;
        assert_true(bus_send(b, (struct bus_part[]){{"other", 5}, {"0", 1}}, 2));
        assert_true(bus_send(b, (struct bus_part[]){{"nation", 6}, {"1", 1}}, 2));
    }
}

static void on_news(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct news *s = arg;
    (void)user;
    assert_int_equal(n, 2);
    assert_memory_equal(parts[0].data, "nation", 6);
    s->got++;
    bus_close(&b); /* in its own callback */
    uv_stop(&s->t->loop);
}

static void test_publish(void **state)
{
    struct bench *t = *state;
    struct news s = {.t = t};
    s.pub = open_bus(
        t, (struct bus_config){.type = BUS_XPUB, .bind = ONE("tcp://127.0.0.1:*"), .on_message = on_told, .arg = &s});
    struct bus *sub = open_bus(
        t, (struct bus_config){.type = BUS_SUB, .connect = ONE(bus_address(s.pub)), .on_message = on_news, .arg = &s});
    bus_subscribe(sub, "nat", 3);
    run(t, 5000);
    assert_int_equal(s.told, 1);
    assert_int_equal(s.got, 1);
    bus_close(&s.pub);
}

/* ---- a socket that only sends ---- */

struct turns {
    struct bench *t;
    uv_prepare_t each;
    size_t n;
};

static void on_turn(uv_prepare_t *h)
{
    struct turns *c = h->data;
    if (++c->n > 1000)
        uv_stop(h->loop);
}

static void on_time(void *arg)
{
    uv_stop(&((struct turns *)arg)->t->loop);
}

/* A peer's coming is a signal that nobody reads where nothing is received: it must not keep the loop awake. */
static void test_sender_sleeps_while_it_has_nothing_to_send(void **state)
{
    struct bench *t = *state;
    struct turns c = {.t = t};
    struct timer done = {0};
    struct bus *in = open_bus(t, (struct bus_config){.type = BUS_PULL, .bind = ONE("tcp://127.0.0.1:*")});
    struct bus *out = open_bus(t, (struct bus_config){.type = BUS_PUSH, .connect = ONE(bus_address(in))});
    c.each.data = &c;
    uv_prepare_init(&t->loop, &c.each);
    uv_prepare_start(&c.each, on_turn);
    timer_start(&done, &t->loop, 300, 0, on_time, &c);
    run(t, 20000);
    assert_true(c.n < 1000); /* a loop that spins takes many thousands */
    timer_close(&done);
    uv_close((uv_handle_t *)&c.each, NULL);
    bus_close(&out);
    bus_close(&in);
    uv_run(&t->loop, UV_RUN_NOWAIT); /* the handle stands on this function's stack */
}

static void test_bad_addresses(void **state)
{
    struct bench *t = *state;
    struct err e = {0};
    struct bus *taken = open_bus(t, (struct bus_config){.type = BUS_PULL, .bind = ONE("tcp://127.0.0.1:*")});
    struct bus_config c = {.type = BUS_PULL, .bind = ONE(bus_address(taken))};
    assert_null(bus_open(&t->loop, t->ctx, &c, &e));
    assert_int_equal(e.code, ERR_IO);
    c.bind = ONE("tcp://127.0.0.1");
    assert_null(bus_open(&t->loop, t->ctx, &c, &e));
    assert_int_equal(e.code, ERR_SETTING);
    c = (struct bus_config){.type = BUS_DEALER, .connect = ONE("tcp://127.0.0.1:9"), .secret = "not a key"};
    assert_null(bus_open(&t->loop, t->ctx, &c, &e));
    assert_int_equal(e.code, ERR_SETTING);
    bus_close(&taken);
    bus_close(&taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trips_with_the_least_room, setup, teardown),
        cmocka_unit_test_setup_teardown(test_round_trips_ipc, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sending_does_not_hide_what_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_message_after_silence, setup, teardown),
        cmocka_unit_test_setup_teardown(test_request, setup, teardown),
        cmocka_unit_test(test_request_without_answer),
        cmocka_unit_test_setup_teardown(test_curve_admits_known_keys_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_publish, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sender_sleeps_while_it_has_nothing_to_send, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_addresses, setup, teardown),
    };
    return cmocka_run_group_tests_name("bus", tests, NULL, NULL);
}
