/* The HTTP server over real sockets: requests, and refusals that the client sees whatever it does. */
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

static void test_get(void **state)
{
    struct bench *t = *state;
    struct client c = {.fn = libcurl, .q.url = url(t, "/hello?name=%C3%A9t%C3%A9+2026&x=1")};
    http_bench_run(t, &c, 1);
    assert_int_equal(c.rc, 0);
    assert_int_equal(c.a.status, 200);
    assert_string_equal(buf_text(&c.a.body), "GET /hello [été 2026] 127.0.0.1");
    assert_string_equal(c.a.content_type, "text/plain");
    http_client_answer_deinit(&c.a);
    c = (struct client){.fn = libcurl, .q.url = url(t, "/tree/a/b")};
    http_bench_run(t, &c, 1);
    assert_string_equal(buf_text(&c.a.body), "GET /tree/a/ba/b [] 127.0.0.1");
    http_client_answer_deinit(&c.a);
}

static void test_own_refusals(void **state)
{
    static const struct {
        const char *head, *status, *within;
    } cases[] = {
        {"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 404", "introuvable"},
        {"DELETE /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 405", "Allow: POST"},
        {"PUT /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", "HTTP/1.1 405",
         "Allow: POST, GET"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 411", "longueur"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413", "volumineux"},
        {"GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n", "HTTP/1.1 413", "volumineux"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
         "HTTP/1.1 400", ""},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: "
         "close\r\n\r\n0\r\n\r\n",
         "HTTP/1.1 400", ""},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\nConnection: close\r\n\r\n", "HTTP/1.1 400", ""},
        {"GET /hello?name=%FF HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400", "mal form"},
        {"GET /hello?%C3=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400", "mal form"},
        {"GET /tree/%E9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400", "mal form"},
    };
    struct bench *t = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        /* those that announce a body which does not come are refused before it */
        struct client c = {.fn = raw, .head = cases[i].head, .flood = strstr(cases[i].head, "1001") ? 1001 : 0};
        c.flood = strstr(cases[i].head, "100001") ? 100001 : c.flood;
        http_bench_run(t, &c, 1);
        expect(&c, cases[i].status, cases[i].within);
        buf_deinit(&c.answer);
    }
    assert_int_equal(t->complete, 0);
}

/* The law of early refusals: whatever the client does, it sees the answer. */
static void test_refused_while_sending(void **state)
{
    struct bench *t = *state;
    static const char head[] = "POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n";
    static const char chunked[] = "POST /refuse HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4000000\r\n";
    struct client c[4] = {
        {.fn = raw, .head = head, .flood = BIG},
        {.fn = raw, .head = head, .flood = BIG, .deaf = true},
        {.fn = raw, .head = chunked, .flood = BIG},
        {.fn = raw, .head = chunked, .flood = BIG, .deaf = true},
    };
    http_bench_run(t, c, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(c[i].reset, 0);
        expect(&c[i], "HTTP/1.1 401 Unauthorized\r\n", "\r\nConnection: close\r\n");
        expect(&c[i], "HTTP/1.1 401", "WWW-Authenticate: Bearer\r\n");
        expect(&c[i], "HTTP/1.1 401", "\r\n\r\nwho are you?");
        assert_true(c[i].deaf ? c[i].sent >= BIG : c[i].sent < BIG);
        buf_deinit(&c[i].answer);
    }
    assert_int_equal(t->headers, 4);
}

static void test_refused_in_the_middle(void **state)
{
    struct bench *t = *state;
    struct client c = {.fn = raw,
                       .head = "POST /middle HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n",
                       .flood = BIG,
                       .deaf = true};
    http_bench_run(t, &c, 1);
    assert_int_equal(c.reset, 0);
    expect(&c, "HTTP/1.1 503", "not now");
    buf_deinit(&c.answer);
    assert_true(t->body_len < 2000000);
    assert_int_equal(t->gone, 0);
}

static void test_expect_100(void **state)
{
    struct bench *t = *state;
    struct client c = {
        .fn = raw, .head = "POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"};
    struct client ok = {.fn = raw,
                        .head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: "
                                "100-continue\r\nConnection: close\r\n\r\nhi"};
    http_bench_run(t, &c, 1);
    expect(&c, "HTTP/1.1 401", "who are you?");
    assert_null(strstr(buf_text(&c.answer), "100 Continue"));
    http_bench_run(t, &ok, 1);
    expect(&ok, "HTTP/1.1 100 Continue", "\r\n\r\nhi");
    buf_deinit(&c.answer);
    buf_deinit(&ok.answer);
}

static void test_too_long(void **state)
{
    struct bench *t = *state;
    struct client c = {.fn = raw,
                       .head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n",
                       .flood = BIG,
                       .deaf = true};
    struct client k = {.fn = raw,
                       .flood = 100000,
                       .deaf = true,
                       .head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4000000\r\n"};
    http_bench_run(t, &c, 1);
    assert_int_equal(c.reset, 0);
    expect(&c, "HTTP/1.1 413", "volumineux");
    assert_int_equal(t->gone, 0); /* its owner never heard of it */
    http_bench_run(t, &k, 1);
    assert_int_equal(k.reset, 0);
    expect(&k, "HTTP/1.1 413", "volumineux");
    assert_int_equal(t->gone, 1); /* of this one it had */
    assert_int_equal(t->complete, 0);
    buf_deinit(&c.answer);
    buf_deinit(&k.answer);
}

static void test_upload(void **state)
{
    struct bench *t = *state;
    char *data = mem_new(BIG);
    struct http_client_part part = {.name = "f", .filename = "a.csv", .data = data, .len = BIG};
    struct client c = {.fn = libcurl, .q = {.url = url(t, "/size"), .parts = &part, .parts_n = 1}};
    http_bench_run(t, &c, 1);
    assert_int_equal(c.rc, 0);
    assert_int_equal(c.a.status, 201);
    assert_true(t->body_len > BIG && t->body_len < BIG + 1000);
    http_client_answer_deinit(&c.a);
    /* the same to a refusing address: curl stops and sees why */
    c = (struct client){.fn = libcurl, .q = {.url = url(t, "/refuse"), .parts = &part, .parts_n = 1}};
    http_bench_run(t, &c, 1);
    assert_int_equal(c.rc, 0);
    assert_int_equal(c.a.status, 401);
    http_client_answer_deinit(&c.a);
    free(data);
}

static void test_keep_alive(void **state)
{
    struct bench *t = *state;
    struct client c = {
        .fn = raw,
        .head = "GET /hello?name=1 HTTP/1.1\r\nHost: x\r\n\r\n"
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo"
                "GET /refuse HTTP/1.1\r\nHost: x\r\n\r\n"
                "POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nthree"
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfo\r\n2\r\nur\r\n0\r\n\r\n"
                "HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"};
    http_bench_run(t, &c, 1);
    static const char *const order[] = {"[1] 127.0.0.1", "two",  "who are you?",
                                        "who are you?",  "four", "HTTP/1.1 200 OK"};
    const char *at = buf_text(&c.answer);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        at = strstr(at, order[i]);
        if (!at)
            fail_msg("%s is missing in: %s", order[i], buf_text(&c.answer));
        at += strlen(order[i]);
    }
    assert_string_equal(c.answer.data + c.answer.len - 4, "\r\n\r\n"); /* HEAD has no body */
    buf_deinit(&c.answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTP_TEST(test_get),
        HTTP_TEST(test_own_refusals),
        HTTP_TEST(test_refused_while_sending),
        HTTP_TEST(test_refused_in_the_middle),
        HTTP_TEST(test_expect_100),
        HTTP_TEST(test_too_long),
        HTTP_TEST(test_upload),
        HTTP_TEST(test_keep_alive),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
