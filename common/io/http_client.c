/* A blocking HTTP client on libcurl. */
#include "io/http_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

#define TIMEOUT_MS 60000
#define CONNECT_MS 5000
#define ANSWER_MAX (64u << 20)

struct receiver {
    struct buf *body;
    size_t max;
    bool over;
};

static void start_curl(void)
{
    must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
}

static size_t on_data(char *data, size_t size, size_t n, void *arg)
{
    struct receiver *r = arg;
    if (size * n > r->max - r->body->len) {
        r->over = true;
        return 0;
    }
    buf_add(r->body, data, size * n);
    return size * n;
}

/* ---- a peer that goes silent ---- */

struct watch {
    long stall_ms;
    int64_t moved_at_ms;
    curl_off_t moved; /* bytes, both ways */
    bool stalled;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* curl's own limit of speed averages over seconds; this one counts from the last byte. Asked about once a second. */
static int on_progress(void *arg, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    struct watch *w = arg;
    int64_t now = now_ms();
    (void)down_all;
    (void)up_all;
    if (down + up != w->moved) {
        w->moved = down + up;
        w->moved_at_ms = now;
    }
    w->stalled = now - w->moved_at_ms >= w->stall_ms;
    return w->stalled;
}

static void watch_start(struct watch *w, CURL *c, const struct http_client_request *q)
{
    *w = (struct watch){.stall_ms = q->stall_ms, .moved_at_ms = now_ms()};
    if (!q->stall_ms)
        return;
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, w);
}

/* ---- a request ---- */

static curl_mime *make_form(CURL *c, const struct http_client_request *q)
{
    curl_mime *form = q->parts_n ? curl_mime_init(c) : NULL;
    for (size_t i = 0; i < q->parts_n; i++) {
        const struct http_client_part *p = &q->parts[i];
        curl_mimepart *m = curl_mime_addpart(form);
        must(m);
        bool ok = curl_mime_name(m, p->name) == CURLE_OK && curl_mime_data(m, p->data, p->len) == CURLE_OK;
        if (p->filename)
            ok = ok && curl_mime_filename(m, p->filename) == CURLE_OK &&
                 curl_mime_type(m, p->type ? p->type : "application/octet-stream") == CURLE_OK;
        must(ok);
    }
    return form;
}

static struct curl_slist *make_headers(const struct http_client_request *q)
{
    struct curl_slist *list = NULL;
    for (size_t i = 0; q->headers && q->headers[i]; i++) {
        struct curl_slist *more = curl_slist_append(list, q->headers[i]);
        must(more);
        list = more;
    }
    if (q->body && q->content_type) {
        struct buf line = {0};
        buf_addf(&line, "Content-Type: %s", q->content_type);
        struct curl_slist *more = curl_slist_append(list, buf_text(&line));
        must(more);
        list = more;
        buf_deinit(&line);
    }
    return list;
}

static void set_options(CURL *c, const struct http_client_request *q, struct receiver *in)
{
    curl_easy_setopt(c, CURLOPT_URL, q->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, q->timeout_ms ? q->timeout_ms : TIMEOUT_MS);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, q->connect_timeout_ms ? q->connect_timeout_ms : CONNECT_MS);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, in);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "cvg");
    if (q->ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, q->ca_file);
    if (q->body) {
        curl_easy_setopt(c, CURLOPT_POST, 1L);
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body_len);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body);
    }
    if (q->method)
        curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method);
}

static int explain(CURLcode rc, const char *detail, const struct http_client_request *q, const struct receiver *in,
                   const struct watch *w, struct err *e)
{
    if (w->stalled)
        return err_set(e, ERR_AWAY, "%s: nothing moved for %ld s", q->url, w->stall_ms / 1000);
    if (in->over)
        return err_set(e, ERR_LIMIT, "%s: the answer is over %zu bytes", q->url, in->max);
    enum err_code code = rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL ? ERR_USAGE : ERR_AWAY;
    return err_set(e, code, "%s: %s", q->url, *detail ? detail : curl_easy_strerror(rc));
}

/* A server that refuses early closes while we still send: its answer counts all the same. */
static bool answered(CURL *c, CURLcode rc)
{
    long status = 0;
    if (rc != CURLE_SEND_ERROR && rc != CURLE_RECV_ERROR)
        return rc == CURLE_OK;
    return curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status >= 400;
}

static void read_answer(CURL *c, struct http_client_answer *out)
{
    char *type = NULL;
    curl_off_t retry = 0;
    struct curl_header *h;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->status);
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    if (type)
        snprintf(out->content_type, sizeof out->content_type, "%s", type);
    out->retry_after_s = -1;
    if (curl_easy_header(c, "Retry-After", 0, CURLH_HEADER, -1, &h) == CURLHE_OK &&
        curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &retry) == CURLE_OK)
        out->retry_after_s = (long)retry;
}

int http_client_send(const struct http_client_request *q, struct http_client_answer *out, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char detail[CURL_ERROR_SIZE] = "";
    must(!(q->body && q->parts_n));
    pthread_once(&once, start_curl);
    *out = (struct http_client_answer){.retry_after_s = -1};
    CURL *c = curl_easy_init();
    must(c);
    struct receiver in = {.body = &out->body, .max = q->answer_max ? q->answer_max : ANSWER_MAX};
    curl_mime *form = make_form(c, q);
    struct curl_slist *headers = make_headers(q);
    set_options(c, q, &in);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, detail);
    if (form)
        curl_easy_setopt(c, CURLOPT_MIMEPOST, form);
    if (headers)
        curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    struct watch watch;
    watch_start(&watch, c, q);
    CURLcode rc = curl_easy_perform(c);
    int result = 0;
    if (answered(c, rc) && !in.over)
        read_answer(c, out);
    else
        result = explain(rc, detail, q, &in, &watch, e);
    curl_slist_free_all(headers);
    curl_mime_free(form);
    curl_easy_cleanup(c);
    if (result < 0)
        http_client_answer_deinit(out);
    return result;
}

void http_client_answer_deinit(struct http_client_answer *a)
{
    buf_deinit(&a->body);
}
