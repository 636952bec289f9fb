/* A push over HTTP: the receipt, then what became of it while the time lasts. Nothing is kept here. */
#include <string.h>

#include "cvg/push_request.h"
#include "cvg/push_send.h"

static const char *text_of(const json_t *doc, const char *member)
{
    const char *s = json_string_value(json_object_get(doc, member));
    return s ? s : "";
}

/* The outcome, or NULL where only the receipt is there to show. */
static json_t *find_outcome(const struct push_target *t, const json_t *receipt, const struct push_clock *clock,
                            struct err *e)
{
    bool open = strcmp(text_of(receipt, "state"), "received") == 0;
    if (open && push_clock_left_ms(clock) == 0)
        return NULL;
    json_t *doc = push_await(t, text_of(receipt, "submission"), clock, e);
    if (doc && strcmp(text_of(doc, "state"), "received") == 0) {
        json_decref(doc);
        doc = NULL;
    }
    return doc;
}

void push_over_http(const struct push_request *q, struct push_result *out)
{
    struct push_clock clock;
    *out = (struct push_result){0};
    push_clock_start(&clock, q->wait_s);
    out->receipt = push_send(q->target, q->files, q->files_n, q->situation, q->confirm, &clock, &out->why);
    if (!out->receipt) {
        out->end = err_transient(&out->why) ? PUSH_END_NOT_KEPT : PUSH_END_NOT_TAKEN;
        return;
    }
    q->on_receipt(q->arg, out->receipt);
    out->why.code = ERR_NONE;
    out->outcome = find_outcome(q->target, out->receipt, &clock, &out->why);
}
