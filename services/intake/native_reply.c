/* What the native door says: replies to calls, and the answers of its pushes. */
#include <stdio.h>
#include <string.h>

#include "intake/native.h"

#define OUTCOME_MAX (WIRE_REPLY_MAX - 4096u) /* bytes of a document that fits a reply */

void native_reply(struct native *n, const unsigned char *peer, const struct wire_reply *m)
{
    struct buf b = {0};
    wire_reply_encode(m, &b);
    const struct bus_part parts[] = {{peer, CALLER_PEER_LEN}, {b.data, b.len}};
    if (!bus_send(n->bus, parts, 2)) /* it left, or reads nothing: it will ask again */
        n->replies_lost->value++;
    buf_deinit(&b);
}

void native_refuse(struct native *n, const unsigned char *peer, uint64_t call, enum refusal why, unsigned retry_after_s)
{
    const struct refusal_text *t = refusal_text(why);
    struct wire_reply m = {.call = call, .kind = WIRE_REPLY_REFUSAL};
    char label[64];
    snprintf(label, sizeof label, "error=\"%s\"", t->error);
    metrics_counter(n->in->daemon->metrics, "cvg_push_refused_total", label,
                    "calls refused at the native door, by error")
        ->value++;
    log_event(LOG_DEBUG, "call_refused", log_text("error", t->error)); /* else a good key could fill the log */
    snprintf(m.refusal.error, sizeof m.refusal.error, "%s", t->error);
    m.refusal.message = t->message;
    m.refusal.retry_after_s = retry_after_s ? retry_after_s : t->retry_after_s;
    native_reply(n, peer, &m);
}

/* ---- the answers of pushes ---- */

static void end_call(struct push *p)
{
    callers_remove(p->client);
    p->in->native->uploads->value = (double)p->in->native->callers.uploads_n;
    p->client = NULL;
}

static void refuse(struct push *p, enum refusal why)
{
    const struct caller *k = p->client;
    native_refuse(p->in->native, k->peer, k->call, why, 0);
    end_call(p);
}

static void send_receipt(struct push *p)
{
    struct caller *k = p->client;
    struct wire_reply m = {.call = k->call, .kind = WIRE_REPLY_RECEIPT};
    memcpy(m.receipt.submission, p->id, sizeof m.receipt.submission);
    memcpy(m.receipt.state, p->told_state, sizeof m.receipt.state);
    memcpy(m.receipt.digest, p->content.digest, sizeof m.receipt.digest);
    m.receipt.bytes = p->content.bytes;
    m.receipt.received_at_us = p->received_at;
    native_reply(p->in->native, k->peer, &m);
    k->receipt_told = true;
}

static void tell_receipt(struct push *p)
{
    const struct caller *k = p->client;
    if (!k->receipt_told)
        send_receipt(p);
    end_call(p);
}

static void tell_outcome(struct push *p, struct buf *document)
{
    const struct caller *k = p->client;
    struct wire_reply m = {
        .call = k->call, .kind = WIRE_REPLY_OUTCOME, .outcome = {.document = document->data, .len = document->len}};
    memcpy(m.outcome.submission, p->id, sizeof m.outcome.submission);
    push_state_of(document->data, m.outcome.state);
    if (document->len <= OUTCOME_MAX) {
        native_reply(p->in->native, k->peer, &m);
    } else { /* its state at least; the whole is read over HTTP */
        memcpy(p->told_state, m.outcome.state, sizeof p->told_state);
        send_receipt(p);
    }
    end_call(p);
}

const struct door native_door = {
    .refuse = refuse, .tell_committed = send_receipt, .tell_receipt = tell_receipt, .tell_outcome = tell_outcome};

struct push *native_push_new(struct native *n, const struct native_call *c)
{
    bool uploads = c->m->kind == WIRE_CALL_OFFER;
    struct caller *k = callers_add(&n->callers, c->peer, c->m->call, c->reporter, uploads);
    if (!k) {
        native_refuse(n, c->peer, c->m->call, REFUSAL_BUSY, 0);
        return NULL;
    }
    n->uploads->value = (double)n->callers.uploads_n;
    struct push *p = k->push = push_new(n->in, &native_door, k);
    snprintf(p->reporter, sizeof p->reporter, "%s", c->reporter);
    snprintf(p->curve, sizeof p->curve, "%s", c->public_key);
    return p;
}
