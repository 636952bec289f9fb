/* What the tests of the HTTP server share: a server with routes for every case, and clients in threads. */
#ifndef CVG_TESTS_HTTP_BENCH_H
#define CVG_TESTS_HTTP_BENCH_H

#include <uv.h>

#include "io/http.h"
#include "io/http_client.h"
#include "io/loop.h"

#define BIG (50u << 20)

struct bench {
    uv_loop_t loop;
    struct http_server *server;
    struct timer watchdog, later;
    bool timed_out;
    int headers, complete, gone, clients; /* clients: threads that still run */
    uint64_t body_len;
    struct http_req *held[256];
    int held_n;
};

struct client {
    struct bench *t;
    uv_thread_t thread;
    uv_async_t done;
    void (*fn)(struct client *c);
    const char *head;  /* what a raw client sends */
    size_t flood;      /* then so many bytes */
    bool deaf;         /* and reads only after it sent everything */
    struct buf answer; /* what came until the end */
    size_t sent;
    int reset; /* errno that ended reading or sending, else 0 */
    struct http_client_request q;
    struct http_client_answer a;
    int rc;
    struct err err;
};

/* A server on a free port (unless told) with its routes. */
struct bench *http_bench_start(struct http_config c);
int http_bench_setup(void **state);
int http_bench_teardown(void **state);
#define HTTP_TEST(f) cmocka_unit_test_setup_teardown(f, http_bench_setup, http_bench_teardown)

/* Runs the server's loop until the n clients, each in its thread, have ended. */
void http_bench_run(struct bench *t, struct client *c, size_t n);

/* What a client does. */
int dial(const struct bench *t);
void raw(struct client *c);     /* sends its head and then its flood; unless deaf, stops as soon as an answer shows */
void libcurl(struct client *c); /* c->q */
const char *url(const struct bench *t, const char *path);
void expect(const struct client *c, const char *start_of_answer, const char *within);

/* For timers, with the bench: what was held is answered, refused, resumed; streams are fed. */
void answer_held(void *bench);
void refuse_held(void *bench);
void resume_held(void *bench);
void feed_stream(void *bench);
void flood_stream(void *bench);

#endif
