/* The HTTP server over real sockets: answers that come later, streams, clients that leave, limits, the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "http_bench.h"

static void test_later(void **state)
{
    struct bench *t = *state;
    struct client c = {.fn = libcurl,
                       .q = {.url = url(t, "/later"), .body = "x", .body_len = 1, .content_type = "text/plain"}};
    timer_start(&t->later, &t->loop, 300, 0, answer_held, t);
    uint64_t start_ms = uv_now(&t->loop);
    http_bench_run(t, &c, 1);
    assert_int_equal(c.rc, 0);
    assert_string_equal(buf_text(&c.a.body), "later");
    assert_in_range(uv_now(&t->loop) - start_ms, 250, 900); /* not with somebody else's traffic */
    http_client_answer_deinit(&c.a);
}

static void test_200_in_parallel(void **state)
{
    struct bench *t = *state;
    static struct client c[200];
    memset(c, 0, sizeof c);
    for (int i = 0; i < 200; i++) {
        c[i].fn = raw;
        c[i].head = i % 2 ? "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
                          : "GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }
    timer_start(&t->later, &t->loop, 100, 100, answer_held, t);
    http_bench_run(t, c, 200);
    for (int i = 0; i < 200; i++) {
        expect(&c[i], "HTTP/1.1 200", "later");
        buf_deinit(&c[i].answer);
    }
    assert_int_equal(t->complete, 200);
    assert_int_equal(t->gone, 0);
}

static void leave(struct client *c)
{
    int fd = dial(c->t);
    must(send(fd, c->head, strlen(c->head), MSG_NOSIGNAL) > 0);
    usleep(200000);
    close(fd);
    usleep(200000);
}

static void test_client_gone(void **state)
{
    struct bench *t = *state;
    struct client c[3] = {
        {.fn = leave, .head = "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"},
        {.fn = leave, .head = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n"},
        {.fn = leave, .head = "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx"}, /* in its body */
    };
    http_bench_run(t, c, 3);
    assert_int_equal(t->complete, 2);
    assert_int_equal(t->gone, 3);
    assert_int_equal(t->held_n, 0);
    assert_int_equal(http_connections(t->server), 0);
}

/* The owner may take its time over the headers; the body, and "100 Continue", wait for it. */
static void test_decided_later(void **state)
{
    struct bench *t = *state;
    static const char head[] = "POST /asked HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n";
    static const char asks[] =
        "POST /asked HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
    struct client c[2] = {{.fn = raw, .head = head, .flood = BIG, .deaf = true}, {.fn = raw, .head = asks}};
    timer_start(&t->later, &t->loop, 200, 200, refuse_held, t);
    http_bench_run(t, c, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(c[i].reset, 0);
        expect(&c[i], "HTTP/1.1 403", "no");
        buf_deinit(&c[i].answer);
    }
    assert_int_equal(t->body_len, 0);
    struct client d[2] = {
        {.fn = raw,
         .head = "POST /asked HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nConnection: close\r\n\r\n123456789"},
        {.fn = leave, .head = asks}};
    timer_start(&t->later, &t->loop, 300, 100, resume_held, t);
    http_bench_run(t, d, 2);
    expect(&d[0], "HTTP/1.1 201", "\r\n\r\n9");
    assert_int_equal(t->gone, 1);
    buf_deinit(&d[0].answer);
}

static void read_some(struct client *c)
{
    int fd = dial(c->t);
    char block[4096];
    must(send(fd, c->head, strlen(c->head), MSG_NOSIGNAL) > 0);
    while (!strstr(buf_text(&c->answer), "data: 1\n\n")) {
        ssize_t n = recv(fd, block, sizeof block, 0);
        if (n <= 0)
            break;
        buf_add(&c->answer, block, (size_t)n);
    }
    close(fd);
    usleep(200000);
}

static void test_stream(void **state)
{
    struct bench *t = *state;
    struct client c = {.fn = read_some, .head = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"};
    timer_start(&t->later, &t->loop, 200, 200, feed_stream, t);
    http_bench_run(t, &c, 1);
    expect(&c, "HTTP/1.1 200", "Cache-Control: no-store");
    expect(&c, "HTTP/1.1 200", "data: 0\n\n");
    expect(&c, "HTTP/1.1 200", "data: 1\n\n");
    assert_int_equal(t->gone, 1);
    buf_deinit(&c.answer);
}

static void deaf_stream(struct client *c)
{
    int fd = dial(c->t), small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    must(send(fd, c->head, strlen(c->head), MSG_NOSIGNAL) > 0);
    sleep(1);
    close(fd);
    usleep(200000);
}

static void test_a_slow_reader_of_a_stream(void **state)
{
    struct bench *t = *state;
    struct client c = {.fn = deaf_stream, .head = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"};
    timer_start(&t->later, &t->loop, 100, 100, flood_stream, t);
    http_bench_run(t, &c, 1);
    assert_int_equal(t->body_len, 1);
    assert_int_equal(t->gone, 0);
}

static void test_closed_with_requests_open(void **state)
{
    struct bench *t = *state;
    int fds[3] = {dial(t), dial(t), dial(t)};
    static const char *const heads[] = {"GET /later HTTP/1.1\r\nHost: x\r\n\r\n",
                                        "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n",
                                        "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx"};
    for (int i = 0; i < 3; i++)
        assert_true(send(fds[i], heads[i], strlen(heads[i]), MSG_NOSIGNAL) > 0);
    for (int i = 0; i < 100 && (t->complete < 2 || t->body_len < 1); i++) {
        uv_run(&t->loop, UV_RUN_NOWAIT);
        usleep(5000);
    }
    assert_int_equal(t->complete, 2);
    http_close(&t->server);
    assert_int_equal(t->gone, 3);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
}

/* A request that drips in for ever, and connections beyond the limit. */
static void drip(struct client *c)
{
    int fd = dial(c->t);
    must(send(fd, c->head, strlen(c->head), MSG_NOSIGNAL) > 0);
    for (int i = 0; i < 100; i++) {
        usleep(100000);
        if (send(fd, "x", 1, MSG_NOSIGNAL) < 0) {
            c->reset = errno;
            break;
        }
        c->sent++;
    }
    close(fd);
}

static void test_dripping(void **state)
{
    struct bench *t = http_bench_start((struct http_config){.idle_s = 1, .max_request_s = 1});
    struct client c[2] = {{.fn = drip, .head = "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"},
                          {.fn = drip, .head = "GET /hel"}};
    http_bench_run(t, c, 2);
    assert_true(c[0].sent < 30 && c[1].sent < 50);
    assert_int_equal(t->gone, 1);
    void *s = t;
    (void)state;
    http_bench_teardown(&s);
}

static void test_limits(void **state)
{
    struct bench *t =
        http_bench_start((struct http_config){.connections = 4, .header_bytes = 4096, .address = "[::1]:0"});
    struct err e = {0};
    struct client c = {.fn = libcurl, .q.url = url(t, "/hello")};
    char cookie[9000] = "Cookie: ";
    (void)state;
    memset(cookie + 8, 'c', sizeof cookie - 9);
    assert_int_equal(strncmp(http_address(t->server), "[::1]:", 6), 0);
    http_bench_run(t, &c, 1);
    assert_string_equal(buf_text(&c.a.body), "GET /hello [] ::1");
    http_client_answer_deinit(&c.a);
    c = (struct client){.fn = libcurl, .q = {.url = url(t, "/hello"), .headers = (const char *const[]){cookie, NULL}}};
    http_bench_run(t, &c, 1);
    assert_int_equal(c.a.status, 431);
    http_client_answer_deinit(&c.a);
    struct client many[12] = {0};
    for (int i = 0; i < 12; i++)
        many[i] = (struct client){.fn = libcurl, .q.url = url(t, "/hello")};
    http_bench_run(t, many, 12); /* those over the limit wait for their turn */
    for (int i = 0; i < 12; i++) {
        assert_int_equal(many[i].a.status, 200);
        http_client_answer_deinit(&many[i].a);
    }
    struct http_config taken = {.address = http_address(t->server)};
    assert_null(http_open(&t->loop, &taken, &e));
    assert_int_equal(e.code, ERR_IO);
    static const char *const bad[] = {"8080",   "127.0.0.1:",    "127.0.0.1:http", "127.0.0.1:70000",
                                      "::1:80", "203.0.113.7:80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        taken.address = bad[i];
        assert_null(http_open(&t->loop, &taken, &e));
        assert_int_equal(e.code, ERR_SETTING);
    }
    void *s = t;
    http_bench_teardown(&s);
}

static void test_client_errors(void **state)
{
    struct http_client_answer a;
    struct err e = {0};
    (void)state;
    assert_int_equal(http_client_send(&(struct http_client_request){.url = "http://127.0.0.1:1/"}, &a, &e), -1);
    assert_int_equal(e.code, ERR_AWAY);
    assert_int_equal(http_client_send(&(struct http_client_request){.url = "file:///etc/passwd"}, &a, &e), -1);
    assert_int_equal(e.code, ERR_USAGE);
}

static void test_url_decode(void **state)
{
    (void)state;
    char s[] = "a%20b+c%2Fd%zz%4%C3%A9";
    size_t n = http_url_decode(s, strlen(s), true);
    assert_memory_equal(s, "a b c/d%zz%4é", n);
    assert_int_equal(n, strlen("a b c/d%zz%4é"));
    char p[] = "a+b";
    assert_int_equal(http_url_decode(p, 3, false), 3);
    assert_memory_equal(p, "a+b", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTP_TEST(test_later),
        HTTP_TEST(test_200_in_parallel),
        HTTP_TEST(test_client_gone),
        HTTP_TEST(test_decided_later),
        HTTP_TEST(test_stream),
        HTTP_TEST(test_a_slow_reader_of_a_stream),
        HTTP_TEST(test_closed_with_requests_open),
        cmocka_unit_test(test_dripping),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_client_errors),
        cmocka_unit_test(test_url_decode),
    };
    return cmocka_run_group_tests_name("http_later", tests, NULL, NULL);
}
