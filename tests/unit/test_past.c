/* The client of reporting, with a fake peer on a real socket: each question is answered once, later, or
 * told that it cannot be; a peer that comes late, goes and comes back, answers twice, nonsense or an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>
#include <zmq.h>

#include "daemon/log.h"
#include "daemon/past.h"
#include "io/bus.h"
#include "io/loop.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define WATCHDOG_MS 30000

enum manner { SILENT, HONEST, TWICE, NONSENSE_FIRST, REFUSING };

struct world {
    uv_loop_t loop;
    void *ctx;
    char run[64];
    struct past *past;
    struct bus *peer;
    enum manner manner;
    int asked; /* messages that the peer got */
    uint64_t last_call;
    const char *error; /* of REFUSING */
    struct timer watchdog, later;
    int waited_for; /* answers until the loop is stopped */
};

#define ANNA 1 /* who asks */

struct told {
    struct world *w;
    int times;
    bool inside; /* of past_ask() */
    enum err_code code;
    char text[sizeof(((struct err *)0)->text)], document[64];
    void (*then)(struct told *t);
};

static void on_watchdog(void *arg)
{
    (void)arg;
    fail_msg("nobody was told in %d ms", WATCHDOG_MS);
}

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct err e;
    log_init("test", LOG_LEVEL_COUNT);
    uv_loop_init(&w->loop);
    w->ctx = zmq_ctx_new();
    snprintf(w->run, sizeof w->run, "/tmp/test_past.XXXXXX");
    assert_non_null(mkdtemp(w->run));
    w->past = past_open(&w->loop, w->ctx, w->run, &e);
    if (!w->past)
        fail_msg("%s", e.text);
    timer_start(&w->watchdog, &w->loop, WATCHDOG_MS, 0, on_watchdog, w);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    char path[128];
    past_close(&w->past);
    past_close(&w->past); /* none any more */
    bus_close(&w->peer);
    timer_close(&w->watchdog);
    timer_close(&w->later);
    uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&w->loop), 0);
    zmq_ctx_term(w->ctx);
    snprintf(path, sizeof path, "%s/reporting.ask", w->run);
    unlink(path);
    assert_int_equal(rmdir(w->run), 0);
    free(w);
    return 0;
}

static void answer(struct world *w, const struct bus_part *to, uint64_t call)
{
    struct wire_answer a = {.call = call, .definitions = DIGEST};
    struct buf out = {0};
    if (w->manner == REFUSING) {
        snprintf(a.error, sizeof a.error, "%s", w->error);
        a.message = "Pas comme cela.";
    } else {
        a.document = "{\"ok\":true}";
        a.document_len = strlen(a.document);
    }
    wire_answer_encode(&a, &out);
    if (w->manner == NONSENSE_FIRST)
        assert_true(bus_send(w->peer, (struct bus_part[]){*to, {"\xff\xff", 2}}, 2));
    for (int i = 0; i < (w->manner == TWICE ? 2 : 1); i++)
        assert_true(bus_send(w->peer, (struct bus_part[]){*to, {out.data, out.len}}, 2));
    buf_deinit(&out);
}

static void on_ask(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct world *w = arg;
    struct wire_ask q;
    struct err e;
    bool has_call;
    (void)b, (void)user;
    assert_int_equal(n, 2);
    assert_int_equal(wire_ask_decode(parts[1].data, parts[1].len, &q, &has_call, &e), 0);
    assert_int_equal(q.kind, WIRE_ASK_TODO);
    assert_string_equal(q.scopes[0], "chantier:LYO0001");
    w->asked++;
    w->last_call = q.call;
    if (w->manner != SILENT)
        answer(w, &parts[0], q.call);
    wire_ask_deinit(&q);
}

static void open_peer(struct world *w)
{
    char address[128];
    const char *bind[] = {address, NULL};
    struct err e;
    snprintf(address, sizeof address, "ipc://%s/reporting.ask", w->run);
    w->peer = bus_open(&w->loop, w->ctx,
                       &(struct bus_config){.type = BUS_ROUTER, .bind = bind, .on_message = on_ask, .arg = w}, &e);
    if (!w->peer)
        fail_msg("%s", e.text);
}

static void on_done(const struct wire_answer *a, const struct err *e, void *arg)
{
    struct told *t = arg;
    assert_false(t->inside);
    assert_true(!a != !e);
    t->times++;
    if (e) {
        t->code = e->code;
        snprintf(t->text, sizeof t->text, "%s", e->text);
    } else {
        snprintf(t->document, sizeof t->document, "%s", a->document);
    }
    if (t->then)
        t->then(t);
    if (--t->w->waited_for == 0)
        uv_stop(&t->w->loop);
}

static uint64_t ask(struct told *t)
{
    static const char *const scope[] = {"chantier:LYO0001"};
    struct wire_ask q = {.kind = WIRE_ASK_TODO, .scopes = scope, .scopes_n = 1};
    t->w->waited_for++;
    t->inside = true;
    uint64_t call = past_ask(t->w->past, ANNA, &q, on_done, t);
    t->inside = false;
    assert_true(call != 0 && q.call == call);
    return call;
}

static void run(struct world *w)
{
    timer_start(&w->watchdog, &w->loop, WATCHDOG_MS, 0, on_watchdog, w);
    uv_run(&w->loop, UV_RUN_DEFAULT);
}

static void on_later(void *arg)
{
    struct world *w = arg;
    uv_stop(&w->loop);
}

static void run_for(struct world *w, uint64_t ms)
{
    timer_start(&w->later, &w->loop, ms, 0, on_later, w);
    run(w);
}

static void test_answered(void **state)
{
    struct world *w = *state;
    struct told t[20] = {0};
    open_peer(w);
    w->manner = HONEST;
    for (size_t i = 0; i < 20; i++) {
        t[i].w = w;
        ask(&t[i]);
    }
    run(w);
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(t[i].times, 1);
        assert_string_equal(t[i].document, "{\"ok\":true}");
    }
    assert_int_equal(w->asked, 20);
}

/* Asked before the peer is there: answered as soon as it is. */
static void on_open(void *arg)
{
    open_peer(arg);
}

static void test_late_peer(void **state)
{
    struct world *w = *state;
    struct told t = {.w = w};
    w->manner = HONEST;
    ask(&t);
    timer_start(&w->later, &w->loop, 150, 0, on_open, w);
    run(w);
    assert_int_equal(t.times, 1);
    assert_string_equal(t.document, "{\"ok\":true}");
    assert_int_equal(w->asked, 1);
}

/* A peer that got the question, died with it and is back gets it again. */
static void test_killed_peer(void **state)
{
    struct world *w = *state;
    struct told t = {.w = w};
    past_set_patience(w->past, 10000);
    open_peer(w);
    ask(&t);
    past_set_patience(w->past, 500); /* how often it is asked again */
    while (!w->asked)
        uv_run(&w->loop, UV_RUN_ONCE);
    bus_close(&w->peer);
    run_for(w, 50);
    assert_int_equal(t.times, 0);
    w->manner = HONEST;
    open_peer(w);
    run(w);
    assert_int_equal(t.times, 1);
    assert_string_equal(t.document, "{\"ok\":true}");
    assert_int_equal(w->asked, 2);
}

static void test_strange_answers(void **state)
{
    struct world *w = *state;
    struct told one = {.w = w}, two = {.w = w};
    open_peer(w);
    w->manner = TWICE;
    ask(&one);
    run(w);
    w->manner = NONSENSE_FIRST;
    ask(&two);
    run(w);
    run_for(w, 50);
    assert_int_equal(one.times, 1);
    assert_int_equal(two.times, 1);
    assert_string_equal(two.document, "{\"ok\":true}");
}

static void test_refused(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *word;
        enum err_code code;
    } cases[] = {{"unknown_scope", ERR_USAGE},
                 {"nothing", ERR_USAGE},
                 {"busy", ERR_AWAY},
                 {"too_many", ERR_LIMIT},
                 {"word_of_tomorrow", ERR_DATABASE}};
    open_peer(w);
    w->manner = REFUSING;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct told t = {.w = w};
        w->error = cases[i].word;
        ask(&t);
        run(w);
        assert_int_equal(t.times, 1);
        assert_int_equal(t.code, cases[i].code);
        assert_string_equal(t.text, "Pas comme cela.");
    }
}

/* What cannot be asked is told later too, and never sent. */
static void test_bad_ask(void **state)
{
    struct world *w = *state;
    static const char *const scope[] = {"chantier:Lyon l’été"};
    struct told t = {.w = w, .inside = true};
    struct wire_ask q = {.kind = WIRE_ASK_TODO, .scopes = scope, .scopes_n = 1};
    open_peer(w);
    w->waited_for = 1;
    assert_true(past_ask(w->past, ANNA, &q, on_done, &t) != 0);
    t.inside = false;
    run(w);
    assert_int_equal(t.times, 1);
    assert_int_equal(t.code, ERR_USAGE);
    assert_int_equal(w->asked, 0);
}

static void ask_in_done(struct told *t)
{
    struct told *next = t + 1;
    t->then = NULL;
    ask(next);
    past_cancel(t->w->past, ask(t + 2));
    t->w->waited_for--;
}

/* In a done one may ask and cancel; what is cancelled is never told. */
static void test_cancel(void **state)
{
    struct world *w = *state;
    struct told t[4] = {{.w = w, .then = ask_in_done}, {.w = w}, {.w = w}, {.w = w}};
    open_peer(w);
    w->manner = HONEST;
    past_cancel(w->past, 0);
    past_cancel(w->past, 12345);
    past_cancel(w->past, ask(&t[3]));
    w->waited_for--;
    ask(&t[0]);
    run(w);
    run_for(w, 50);
    assert_int_equal(t[0].times, 1);
    assert_int_equal(t[1].times, 1);
    assert_int_equal(t[2].times, 0);
    assert_int_equal(t[3].times, 0);

    /* reporting goes on with it: it counts until the answer */
    assert_int_equal(past_in_hand(w->past, ANNA), 0);
    past_cancel(w->past, ask(&t[3]));
    assert_int_equal(past_in_hand(w->past, ANNA), 1);
    assert_int_equal(past_in_hand(w->past, ANNA + 1), 0);
    run_for(w, 200);
    assert_int_equal(past_in_hand(w->past, ANNA), 0);
    assert_int_equal(t[3].times, 0);
}

static void close_in_done(struct told *t)
{
    past_close(&t->w->past);
}

/* Whoever waits when it is closed is not told; inside a done too. */
static void test_close(void **state)
{
    struct world *w = *state;
    struct told t[3] = {{.w = w, .then = close_in_done}, {.w = w}, {.w = w}};
    open_peer(w);
    w->manner = HONEST;
    for (size_t i = 0; i < 3; i++)
        ask(&t[i]);
    w->waited_for = 1;
    run(w);
    assert_int_equal(t[0].times, 1);
    run_for(w, 50);
    assert_int_equal(t[1].times + t[2].times, 0);
}

/* Nobody there: told when the time is over, in French, as something that may pass. */
static void test_nobody(void **state)
{
    struct world *w = *state;
    struct told t = {.w = w};
    past_set_patience(w->past, 300);
    ask(&t);
    run_for(w, 100);
    assert_int_equal(t.times, 0);
    run(w);
    assert_int_equal(t.times, 1);
    assert_int_equal(t.code, ERR_AWAY);
    assert_non_null(strstr(t.text, "ne répond pas"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_late_peer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_killed_peer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strange_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_ask, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancel, setup, teardown),
        cmocka_unit_test_setup_teardown(test_close, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody, setup, teardown),
    };
    return cmocka_run_group_tests_name("past", tests, NULL, NULL);
}
