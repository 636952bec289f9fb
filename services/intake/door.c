/* The HTTP door of pushes.
 *
 * Headers are judged in this order, and a body that will not be taken is not read: token, rate, date and parameters,
 * type, length, size, what is in hand, the database. A token that the cache does not know pauses the request until a
 * fresh list is there. */
#include "intake/door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/jsonout.h"
#include "base/token.h"
#include "intake/taking.h"
#include "io/http_bearer.h"

#define JSON "application/json; charset=utf-8"

/* ---- answers ---- */

void door_answer(struct http_req *r, int status, const struct buf *json)
{
    http_answer(r, status, JSON, buf_text(json), json->len);
}

void door_refuse(struct intake *in, struct http_req *r, enum refusal why, unsigned retry_after_s)
{
    const struct refusal_text *t = refusal_text(why);
    struct buf body = {0};
    char text[32];
    snprintf(text, sizeof text, "status=\"%d\"", t->status);
    metrics_counter(in->daemon->metrics, "cvg_requests_refused_total", text, "requests refused, by status")->value++;
    log_event(t->status == 401 || t->status == 429 ? LOG_DEBUG : LOG_INFO, "request_refused",
              log_int("status", t->status), log_text("error", t->error), log_text("peer", http_peer(r)));
    retry_after_s = retry_after_s ? retry_after_s : t->retry_after_s;
    if (retry_after_s) {
        snprintf(text, sizeof text, "%u", retry_after_s);
        http_set_header(r, "Retry-After", text);
    }
    if (t->status == 401)
        http_set_header(r, "WWW-Authenticate", "Bearer");
    refusal_body(t, &body);
    door_answer(r, t->status, &body);
    buf_deinit(&body);
}

enum refusal door_refusal_of(enum access_answer answer)
{
    static const enum refusal refusals[ACCESS_ANSWER_COUNT] = {
        [ACCESS_NONE] = REFUSAL_AWAY, [ACCESS_REFUSED] = REFUSAL_TOKEN, [ACCESS_AWAY] = REFUSAL_AWAY};
    return refusals[answer];
}

/* ---- answers to pushes ---- */

static void refuse(struct push *p, enum refusal why)
{
    door_refuse(p->in, p->client, why, 0);
}

static void tell_receipt(struct push *p)
{
    static const char digits[] = "0123456789abcdef";
    char digest[2 * CONTENT_DIGEST_LEN + 1] = "", at[CAL_INSTANT_LEN];
    struct buf b = {0};
    struct jsonout j = {.out = &b};
    for (size_t i = 0; i < CONTENT_DIGEST_LEN; i++) {
        digest[2 * i] = digits[p->content.digest[i] >> 4];
        digest[2 * i + 1] = digits[p->content.digest[i] & 15];
    }
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "submission", p->id);
    jsonout_text(&j, "state", p->told_state);
    jsonout_text(&j, "digest", digest);
    jsonout_int(&j, "bytes", (int64_t)p->content.bytes);
    cal_format_instant(p->received_at, at);
    jsonout_text(&j, "received_at", at);
    jsonout_close(&j, '}');
    buf_addc(&b, '\n');
    door_answer(p->client, 202, &b);
    buf_deinit(&b);
}

static void tell_outcome(struct push *p, struct buf *document)
{
    buf_addc(document, '\n');
    door_answer(p->client, 200, document);
}

static const struct door http_door = {.refuse = refuse, .tell_receipt = tell_receipt, .tell_outcome = tell_outcome};

/* ---- headers ---- */

bool door_read_token(const struct http_req *r, unsigned char out[ACCESS_TOKEN_LEN])
{
    const char *token;
    size_t len;
    if (!http_bearer(r, &token, &len))
        return false;
    token_digest(token, len, out);
    return true;
}

static bool read_flag(const struct http_req *r, const char *key, bool *out)
{
    const char *value = http_query(r, key);
    *out = value && strcmp(value, "1") == 0;
    return !value || *out || strcmp(value, "0") == 0;
}

static bool read_wait(const struct http_req *r, uint32_t *out)
{
    const char *value = http_query(r, "wait");
    size_t len = value ? strlen(value) : 0;
    *out = 0;
    if (!value)
        return true;
    if (!len || len > 9 || strspn(value, "0123456789") != len)
        return false;
    uint32_t s = (uint32_t)strtoul(value, NULL, 10);
    *out = s < WAIT_MAX_MS / 1000 ? s * 1000 : WAIT_MAX_MS;
    return true;
}

/* What a reporter's request is refused for, by its headers alone. */
static enum refusal judge_headers(struct push *p)
{
    const struct intake *in = p->in;
    const struct http_req *r = p->client;
    const char *date = http_query(r, "date");
    if (!date || !cal_parse_iso(date, strlen(date), &p->date))
        return REFUSAL_DATE;
    if (!read_flag(r, "confirm", &p->confirm) || !read_wait(r, &p->wait_ms))
        return REFUSAL_PARAMETER;
    enum content_kind kind = content_kind(http_header(r, "Content-Type"));
    int64_t told = http_content_length(r);
    if (kind == CONTENT_NONE)
        return REFUSAL_TYPE;
    if (told < 0)
        return REFUSAL_LENGTH;
    p->expected = (size_t)told;
    if (p->expected > in->body_max + (kind == CONTENT_FORM ? CONTENT_OVERHEAD_MAX : 0))
        return REFUSAL_SIZE;
    return REFUSAL_NONE;
}

static void begin_reading(struct push *p)
{
    p->content.type = mem_text(http_header(p->client, "Content-Type"));
    p->content.body = mem_grow(NULL, p->expected + 1); /* costs memory only as bytes come */
    p->content.files_max = p->in->body_max;
    p->state = PUSH_READING;
    http_resume(p->client);
}

static void on_access(struct asker *k, enum access_answer answer, const char *reporter)
{
    struct push *p = (struct push *)((char *)k - offsetof(struct push, asker));
    struct intake *in = p->in;
    unsigned retry_after_s = 0;
    enum refusal why = door_refusal_of(answer);
    if (!why) {
        snprintf(p->reporter, sizeof p->reporter, "%s", reporter);
        if (!limits_take(&in->limits, reporter, loop_now_ms(in->daemon->loop), &retry_after_s))
            why = REFUSAL_RATE;
        else
            why = judge_headers(p);
    }
    if (!why)
        why = taking_reserve(p, p->expected);
    if (!why) {
        begin_reading(p);
        return;
    }
    door_refuse(in, p->client, why, retry_after_s);
    push_free(&p);
}

static void on_headers(struct http_req *r, void *arg)
{
    struct intake *in = arg;
    unsigned char token[ACCESS_TOKEN_LEN];
    if (in->draining) {
        door_refuse(in, r, REFUSAL_STOPPING, 0);
        return;
    }
    if (!door_read_token(r, token)) {
        door_refuse(in, r, REFUSAL_NO_TOKEN, 0);
        return;
    }
    struct push *p = push_new(in, &http_door, r);
    p->asker.done = on_access;
    memcpy(p->asker.token, token, sizeof token);
    http_set_data(r, p);
    http_pause(r); /* until the answer, which may come at once */
    access_ask(&in->access, &p->asker);
}

/* ---- the body ---- */

static void on_body(struct http_req *r, const void *data, size_t len, void *arg)
{
    struct push *p = http_data(r);
    (void)arg;
    must(p->state == PUSH_READING && len <= p->expected - p->content.len);
    memcpy(p->content.body + p->content.len, data, len);
    p->content.len += len;
}

static void on_complete(struct http_req *r, void *arg)
{
    (void)arg;
    taking_seal(http_data(r));
}

static void on_gone(struct http_req *r, void *arg)
{
    (void)arg;
    taking_leave(http_data(r));
}

void door_open(struct intake *in)
{
    static const struct http_route route = {.method = "POST",
                                            .path = "/v1/submissions",
                                            .body_max = INT64_MAX, /* judged above, after the token */
                                            .on_headers = on_headers,
                                            .on_body = on_body,
                                            .on_complete = on_complete,
                                            .on_gone = on_gone};
    struct http_route r = route;
    r.arg = in;
    http_add_route(in->daemon->http, &r);
}
