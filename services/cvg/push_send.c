/* HTTP to intake. A refusal that will stay is told at once; all others are tried again with growing pauses, of random
 * length so that a thousand chantiers that failed together do not come back together. */
#include "cvg/push_send.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "io/http_client.h"

#define FIRST_PAUSE_MS 200
#define PAUSE_MAX_MS 5000
#define SEND_MS 900000 /* a whole upload, over a poor line too */
#define STALL_MS 60000 /* without a byte either way: the next try may find a better line */
#define GRACE_MS 5000  /* past the time that the user gives: for an answer that is on its way */
#define CONNECT_MS 5000
#define TURN_FIRST_MS 25 /* between two questions about the outcome */
#define TURN_MAX_MS 500

static const char TEXT_STATUS[] = "le serveur répond %ld : %s";
static const char TEXT_NO_TEXT[] = "sans explication";
static const char TEXT_NOT_ANSWER[] = "%s ne répond pas comme un service de dépôt";
static const char TEXT_SILENT[] = "le service de dépôt ne répond pas (%s)";
static const char TEXT_NOBODY[] = "pas de reçu : %s ; rien n'est perdu, réessayez plus tard";

/* ---- what the server says ---- */

static bool passing(long status)
{
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

static void tell_status(const struct http_client_answer *a, struct err *e)
{
    json_t *doc = json_loadb(buf_text(&a->body), a->body.len, 0, NULL);
    const char *message = json_string_value(json_object_get(doc, "message"));
    err_fill(e, passing(a->status) ? ERR_AWAY : ERR_FORMAT, TEXT_STATUS, a->status, message ? message : TEXT_NO_TEXT);
    json_decref(doc);
}

/* One request; 2xx gives its document. *again_ms_out: what the server asked us to wait, −1: nothing. */
static json_t *ask(const struct http_client_request *q, const char *base, int64_t *again_ms_out, struct err *e)
{
    struct http_client_answer a;
    json_t *doc = NULL;
    *again_ms_out = -1;
    if (http_client_send(q, &a, e) < 0) {
        struct err why = *e;
        if (err_transient(e))
            err_fill(e, why.code, TEXT_SILENT, why.text);
        return NULL;
    }
    if (a.status >= 200 && a.status < 300) {
        doc = json_loadb(buf_text(&a.body), a.body.len, 0, NULL);
        if (!json_is_string(json_object_get(doc, "submission")) || !json_is_string(json_object_get(doc, "state"))) {
            err_fill(e, ERR_FORMAT, TEXT_NOT_ANSWER, base);
            json_decref(doc);
            doc = NULL;
        }
    } else {
        tell_status(&a, e);
        *again_ms_out = a.retry_after_s >= 0 ? a.retry_after_s * 1000 : -1;
    }
    http_client_answer_deinit(&a);
    return doc;
}

/* Asks until there is an answer, a refusal that will stay, or no time. What moves may take longer than the time that
 * the user gives; who is silent may not. */
static json_t *ask_again(const struct http_client_request *asked, const char *base, const struct push_clock *clock,
                         struct err *e)
{
    int64_t pause = FIRST_PAUSE_MS, again, left;
    struct http_client_request q = *asked;
    for (;;) {
        left = push_clock_left_ms(clock) + GRACE_MS;
        q.stall_ms = asked->stall_ms && asked->stall_ms < left ? asked->stall_ms : (long)left;
        json_t *doc = ask(&q, base, &again, e);
        if (doc || !err_transient(e))
            return doc;
        left = push_clock_left_ms(clock);
        int64_t ms = push_jitter_half(pause);
        ms = again > ms ? again + push_jitter_half(FIRST_PAUSE_MS) : ms;
        if (left == 0 || again > left)
            return NULL;
        push_pause_ms(ms < left ? ms : left); /* the last try is when the time is over */
        pause = pause * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause * 2;
    }
}

static char *authorization(const struct push_target *t)
{
    struct buf b = {0};
    buf_addf(&b, "Authorization: Bearer %s", t->key.token);
    return buf_take(&b);
}

/* ---- the two questions ---- */

json_t *push_send(const struct push_target *t, const struct submission_file *files, size_t n, int32_t situation,
                  bool confirm, const struct push_clock *clock, struct err *e)
{
    struct http_client_part parts[FILES_MAX];
    struct buf url = {0};
    char day[CAL_DAY_LEN], *token = authorization(t);
    const char *headers[] = {token, NULL};
    must(n <= FILES_MAX);
    for (size_t i = 0; i < n; i++)
        parts[i] = (struct http_client_part){
            .name = "file", .filename = files[i].name, .data = files[i].bytes, .len = files[i].len};
    cal_format_day(situation, day);
    buf_addf(&url, "%s/v1/submissions?date=%s%s", t->base, day, confirm ? "&confirm=1" : "");
    const struct http_client_request q = {.url = buf_text(&url),
                                          .headers = headers,
                                          .parts = parts,
                                          .parts_n = n,
                                          .timeout_ms = SEND_MS,
                                          .stall_ms = STALL_MS,
                                          .connect_timeout_ms = CONNECT_MS};
    json_t *doc = ask_again(&q, t->base, clock, e);
    if (!doc && err_transient(e)) {
        struct err why = *e;
        err_fill(e, ERR_AWAY, TEXT_NOBODY, why.text);
    }
    sodium_memzero(token, strlen(token));
    free(token);
    buf_deinit(&url);
    return doc;
}

json_t *push_await(const struct push_target *t, const char *id, const struct push_clock *clock, struct err *e)
{
    char *token = authorization(t);
    const char *headers[] = {token, NULL};
    json_t *doc = NULL;
    for (int64_t turn = TURN_FIRST_MS;; turn = turn * 2 > TURN_MAX_MS ? TURN_MAX_MS : turn * 2) {
        struct buf url = {0};
        int64_t left = push_clock_left_ms(clock);
        buf_addf(&url, "%s/v1/submissions/%s?wait=%lld", t->base, id, (long long)((left + 999) / 1000));
        const struct http_client_request q = {.url = buf_text(&url),
                                              .headers = headers,
                                              .timeout_ms = (long)left + GRACE_MS,
                                              .connect_timeout_ms = CONNECT_MS};
        json_decref(doc);
        doc = ask_again(&q, t->base, clock, e);
        buf_deinit(&url);
        left = push_clock_left_ms(clock);
        if (!doc || left == 0 || strcmp(json_string_value(json_object_get(doc, "state")), "received") != 0)
            break;
        push_pause_ms(turn < left ? turn : left);
    }
    sodium_memzero(token, strlen(token));
    free(token);
    return doc;
}
