/* The central service over HTTP: one try a call, the caller comes again. */
#include "io/centre.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "io/http_client.h"

#define POST_MS 45000 /* with the wait for the outcome: below what a stop waits for */
#define ASK_MS 15000
#define CONNECT_MS 3000

static enum centre_answer kind_of(long status)
{
    if (status == 401 || status == 403)
        return CENTRE_KEY;
    if (status == 408 || status == 425 || status == 429 || status >= 500 || status < 400)
        return CENTRE_AWAY;
    return status == 404 ? CENTRE_UNKNOWN : CENTRE_REFUSED;
}

static enum centre_answer read_answer(struct centre *c, const struct http_client_answer *a, json_t **doc_out)
{
    json_t *doc = json_loadb(buf_text(&a->body), a->body.len, 0, NULL);
    bool told = a->status >= 200 && a->status < 300 && json_is_string(json_object_get(doc, "submission")) &&
                json_is_string(json_object_get(doc, "state"));
    if (told) {
        *doc_out = doc;
        return CENTRE_TOLD;
    }
    const char *message = json_string_value(json_object_get(doc, "message"));
    snprintf(c->why, sizeof c->why, "%s", message ? message : "an answer that is not of a central service");
    json_decref(doc);
    return message ? kind_of(a->status) : CENTRE_AWAY;
}

static enum centre_answer send(struct centre *c, const struct http_client_request *q, json_t **doc_out)
{
    struct http_client_answer a;
    struct buf authorization = {0};
    struct err e;
    enum centre_answer told = CENTRE_AWAY;
    buf_addf(&authorization, "Authorization: Bearer %s", c->token);
    const char *headers[] = {buf_text(&authorization), NULL};
    struct http_client_request with_token = *q;
    with_token.headers = headers;
    with_token.connect_timeout_ms = CONNECT_MS;
    *doc_out = NULL;
    if (http_client_send(&with_token, &a, &e) < 0) {
        snprintf(c->why, sizeof c->why, "%s", e.text);
    } else {
        told = read_answer(c, &a, doc_out);
        http_client_answer_deinit(&a);
    }
    sodium_memzero(authorization.data, authorization.len);
    buf_deinit(&authorization);
    return told;
}

enum centre_answer centre_post(struct centre *c, const struct submission_file *files, size_t n, int32_t situation,
                               bool confirm, unsigned wait_s, json_t **doc_out)
{
    struct http_client_part *parts = mem_new_n(n, sizeof *parts);
    struct buf url = {0};
    char day[CAL_DAY_LEN];
    for (size_t i = 0; i < n; i++)
        parts[i] = (struct http_client_part){
            .name = "file", .filename = files[i].name, .data = files[i].bytes, .len = files[i].len};
    cal_format_day(situation, day);
    buf_addf(&url, "%s/v1/submissions?date=%s%s", c->base, day, confirm ? "&confirm=1" : "");
    if (wait_s)
        buf_addf(&url, "&wait=%u", wait_s);
    const struct http_client_request q = {.url = buf_text(&url), .parts = parts, .parts_n = n, .timeout_ms = POST_MS};
    enum centre_answer told = send(c, &q, doc_out);
    buf_deinit(&url);
    free(parts);
    return told == CENTRE_UNKNOWN ? CENTRE_AWAY : told; /* no such door: not ours to give up */
}

enum centre_answer centre_ask(struct centre *c, const char *submission, json_t **doc_out)
{
    struct buf url = {0};
    buf_addf(&url, "%s/v1/submissions/%s", c->base, submission);
    const struct http_client_request q = {.url = buf_text(&url), .timeout_ms = ASK_MS};
    enum centre_answer told = send(c, &q, doc_out);
    buf_deinit(&url);
    return told;
}

char *centre_base(const char *address)
{
    struct buf b = {0};
    size_t len = strlen(address);
    while (len && address[len - 1] == '/')
        len--;
    buf_adds(&b, strstr(address, "://") ? "" : "http://");
    buf_add(&b, address, len);
    return buf_take(&b);
}
