/* What the tests of the HTTP server share. */
#include "http_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

static void on_watchdog(void *arg)
{
    struct bench *t = arg;
    t->timed_out = true;
    uv_stop(&t->loop);
}

/* Routes. */

static void count_headers(struct http_req *r, void *arg)
{
    struct bench *t = arg;
    (void)r;
    t->headers++;
}

static void refuse(struct http_req *r, void *arg)
{
    count_headers(r, arg);
    http_set_header(r, "WWW-Authenticate", "Bearer");
    http_answer_text(r, 401, "text/plain", "who are you?");
}

static void must_not_come(struct http_req *r, void *arg)
{
    (void)r, (void)arg;
    must(!"a request that was answered came again");
}

static void on_piece(struct http_req *r, const void *data, size_t len, void *arg)
{
    struct bench *t = arg;
    (void)r, (void)data;
    t->body_len += len;
}

static void refuse_in_the_middle(struct http_req *r, const void *data, size_t len, void *arg)
{
    struct bench *t = arg;
    (void)data;
    t->body_len += len;
    if (t->body_len > 1000000)
        http_answer_text(r, 503, "text/plain", "not now");
}

static void hello(struct http_req *r, void *arg)
{
    struct bench *t = arg;
    const char *name = http_query(r, "name");
    struct buf b = {0};
    t->complete++;
    buf_addf(&b, "%s %s%s [%s] %s", http_method(r), http_path(r), http_rest(r), name ? name : "", http_peer(r));
    http_answer(r, 200, "text/plain", buf_text(&b), b.len);
    buf_deinit(&b);
}

static void echo(struct http_req *r, void *arg)
{
    struct bench *t = arg;
    size_t len;
    t->complete++;
    const char *body = http_body(r, &len);
    http_answer(r, 200, http_header(r, "content-type"), body, len);
}

static void size(struct http_req *r, void *arg)
{
    struct bench *t = arg;
    char text[32];
    t->complete++;
    snprintf(text, sizeof text, "%llu", (unsigned long long)t->body_len);
    http_answer_text(r, 201, "text/plain", text);
}

static void hold(struct http_req *r, void *arg)
{
    struct bench *t = arg;
    t->complete++;
    must(t->held_n < 256);
    t->held[t->held_n++] = r;
}

static void on_gone(struct http_req *r, void *arg)
{
    struct bench *t = arg;
    t->gone++;
    for (int i = 0; i < t->held_n; i++)
        if (t->held[i] == r) {
            t->held[i] = t->held[--t->held_n];
            return;
        }
}

void answer_held(void *arg)
{
    struct bench *t = arg;
    for (int i = 0; i < t->held_n; i++)
        http_answer_text(t->held[i], 200, "text/plain", "later");
    t->held_n = 0;
}

static void hold_headers(struct http_req *r, void *arg)
{
    count_headers(r, arg);
    http_pause(r);
    hold(r, arg);
}

void refuse_held(void *arg)
{
    struct bench *t = arg;
    for (int i = 0; i < t->held_n; i++)
        http_answer_text(t->held[i], 403, "text/plain", "no");
    t->held_n = 0;
}

void resume_held(void *arg)
{
    struct bench *t = arg;
    for (int i = 0; i < t->held_n; i++)
        http_resume(t->held[i]);
    t->held_n = 0;
}

static void stream(struct http_req *r, void *arg)
{
    hold(r, arg);
    http_set_header(r, "Cache-Control", "no-store");
    http_stream_open(r, 200, "text/event-stream");
    assert_true(http_stream_send(r, "data: 0\n\n", 9));
}

void feed_stream(void *arg)
{
    struct bench *t = arg;
    for (int i = 0; i < t->held_n; i++)
        assert_true(http_stream_send(t->held[i], "data: 1\n\n", 9));
}

static void setup_routes(struct bench *t)
{
    const struct http_route routes[] = {
        {.method = "GET", .path = "/hello", .on_headers = count_headers, .on_complete = hello},
        {.method = "GET", .path = "/tree/", .prefix = true, .on_complete = hello},
        {.method = "POST",
         .path = "/refuse",
         .body_max = BIG * 4ull,
         .on_headers = refuse,
         .on_complete = must_not_come},
        {.method = "GET", .path = "/refuse", .on_headers = refuse, .on_complete = must_not_come},
        {.method = "POST", .path = "/echo", .body_max = 1000, .on_complete = echo, .on_gone = on_gone},
        {.method = "POST",
         .path = "/size",
         .body_max = BIG * 4ull,
         .on_body = on_piece,
         .on_complete = size,
         .on_gone = on_gone},
        {.method = "POST",
         .path = "/middle",
         .body_max = BIG * 4ull,
         .on_body = refuse_in_the_middle,
         .on_complete = must_not_come,
         .on_gone = on_gone},
        {.method = "POST", .path = "/later", .body_max = 100000, .on_complete = hold, .on_gone = on_gone},
        {.method = "GET", .path = "/later", .on_complete = hold, .on_gone = on_gone},
        {.method = "POST",
         .path = "/asked",
         .body_max = BIG * 4ull,
         .on_headers = hold_headers,
         .on_body = on_piece,
         .on_complete = size,
         .on_gone = on_gone},
        {.method = "GET", .path = "/stream", .on_complete = stream, .on_gone = on_gone},
    };
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        struct http_route route = routes[i];
        route.arg = t;
        http_add_route(t->server, &route);
    }
}

struct bench *http_bench_start(struct http_config c)
{
    struct bench *t = mem_new(sizeof *t);
    struct err e = {0};
    uv_loop_init(&t->loop);
    if (!c.address)
        c.address = "127.0.0.1:0";
    t->server = http_open(&t->loop, &c, &e);
    if (!t->server)
        fail_msg("%s", e.text);
    setup_routes(t);
    return t;
}

int http_bench_setup(void **state)
{
    *state = http_bench_start((struct http_config){0});
    return 0;
}

int http_bench_teardown(void **state)
{
    struct bench *t = *state;
    http_close(&t->server);
    timer_close(&t->watchdog);
    timer_close(&t->later);
    while (uv_run(&t->loop, UV_RUN_DEFAULT))
        ;
    assert_int_equal(uv_loop_close(&t->loop), 0);
    free(t);
    return 0;
}

void flood_stream(void *arg)
{
    struct bench *t = arg;
    static char block[60000];
    for (int k = 0; k < 400 && t->held_n; k++)
        if (!http_stream_send(t->held[0], block, sizeof block)) {
            t->body_len = 1; /* told that the reader is too slow */
            http_stream_close(t->held[0]);
            t->held_n = 0;
        }
}

static void run_thread(void *arg)
{
    struct client *c = arg;
    c->fn(c);
    uv_async_send(&c->done);
}

static void on_client_done(uv_async_t *h)
{
    struct client *c = h->data;
    uv_close((uv_handle_t *)h, NULL);
    if (--c->t->clients == 0)
        uv_stop(&c->t->loop);
}

void http_bench_run(struct bench *t, struct client *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        c[i].t = t;
        t->clients++;
        assert_int_equal(uv_async_init(&t->loop, &c[i].done, on_client_done), 0);
        c[i].done.data = &c[i];
        assert_int_equal(uv_thread_create(&c[i].thread, run_thread, &c[i]), 0);
    }
    t->timed_out = false;
    timer_start(&t->watchdog, &t->loop, 30000, 0, on_watchdog, t);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    timer_stop(&t->watchdog);
    assert_false(t->timed_out);
    for (size_t i = 0; i < n; i++)
        uv_thread_join(&c[i].thread);
}

int dial(const struct bench *t)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval wait = {.tv_sec = 10};
    in.sin_port = htons((uint16_t)atoi(strrchr(http_address(t->server), ':') + 1));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    must(fd >= 0 && connect(fd, (struct sockaddr *)&in, sizeof in) == 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    return fd;
}

static void read_all(struct client *c, int fd)
{
    char block[65536];
    for (;;) {
        ssize_t n = recv(fd, block, sizeof block, 0);
        if (n <= 0) {
            c->reset = n < 0 ? errno : 0;
            return;
        }
        buf_add(&c->answer, block, (size_t)n);
    }
}

/* Sends its head and then its flood; unless deaf, stops sending as soon as an answer shows. */
void raw(struct client *c)
{
    static char block[65536];
    int fd = dial(c->t);
    must(send(fd, c->head, strlen(c->head), MSG_NOSIGNAL) == (ssize_t)strlen(c->head));
    while (c->sent < c->flood) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (!c->deaf && poll(&p, 1, 0) > 0)
            break;
        ssize_t n = send(fd, block, sizeof block, MSG_NOSIGNAL);
        if (n < 0) {
            c->reset = errno;
            break;
        }
        c->sent += (size_t)n;
    }
    if (!c->reset)
        read_all(c, fd);
    close(fd);
}

void libcurl(struct client *c)
{
    c->rc = http_client_send(&c->q, &c->a, &c->err);
}

const char *url(const struct bench *t, const char *path)
{
    static char text[8][256];
    static int next;
    char *out = text[next++ % 8];
    snprintf(out, 256, "http://%s%s", http_address(t->server), path);
    return out;
}

void expect(const struct client *c, const char *start_of_answer, const char *within)
{
    if (strncmp(buf_text(&c->answer), start_of_answer, strlen(start_of_answer)) != 0 ||
        !strstr(buf_text(&c->answer), within))
        fail_msg("expected %s … %s, got (errno %d): %s", start_of_answer, within, c->reset, buf_text(&c->answer));
}
