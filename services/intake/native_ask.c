/* Questions at the native door: what became of a submission, and which the centre has forgotten. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "intake/native.h"
#include "intake/waiters.h"

#define ASK_MS 5000

static const char ask_sql[] =
    "SELECT r.state, r.digest, r.bytes, r.received_at, o.document FROM cvg.receipt($1, $2) AS r,"
    " cvg.outcome($1, $2) AS o";
static const char recall_sql[] = "SELECT id FROM cvg.forgotten($1, $2) AS id";

/* ---- what became of it ---- */

static void tell(struct push *p, const struct db_result *r)
{
    size_t len;
    const void *digest = db_bytea(r, 0, 1, &len);
    if (digest && len == sizeof p->content.digest)
        memcpy(p->content.digest, digest, len);
    snprintf(p->told_state, sizeof p->told_state, "%.*s", (int)db_len(r, 0, 0), db_text(r, 0, 0));
    p->content.bytes = (size_t)db_int64(r, 0, 2);
    p->received_at = db_instant(r, 0, 3);
    if (strcmp(p->told_state, "received") != 0)
        push_tell_outcome(p, db_text(r, 0, 4));
    else if (p->wait_ms && !p->in->draining)
        waiters_add(p);
    else
        push_tell_receipt(p);
}

static void on_told(struct db_results *res, const struct err *e, void *arg)
{
    struct push *p = arg;
    if (!p->client) {
        push_free(&p);
        return;
    }
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "outcome_failed", log_text("submission", p->id), log_err(e));
    if (e)
        push_refuse(p, REFUSAL_AWAY);
    else if (!db_rows(&res->items[0]))
        push_refuse(p, REFUSAL_SUBMISSION);
    else
        tell(p, &res->items[0]);
}

static bool refused(struct native *n, const struct native_call *c)
{
    struct intake *in = n->in;
    unsigned retry_after_s = 0;
    enum refusal why = REFUSAL_NONE;
    if (!limits_take(&in->questions, c->reporter, loop_now_ms(in->daemon->loop), &retry_after_s))
        why = REFUSAL_RATE;
    else if (in->draining)
        why = REFUSAL_STOPPING;
    else if (!db_up(in->asking))
        why = REFUSAL_AWAY;
    if (why)
        native_refuse(n, c->peer, c->m->call, why, retry_after_s);
    return why != REFUSAL_NONE;
}

void native_ask(struct native *n, const struct native_call *c)
{
    struct push *p = refused(n, c) ? NULL : native_push_new(n, c);
    if (!p)
        return;
    memcpy(p->id, c->m->ask.submission, sizeof p->id);
    p->wait_ms = c->m->ask.wait_ms < WAIT_MAX_MS ? c->m->ask.wait_ms : WAIT_MAX_MS;
    struct db_params params = {0};
    struct db_request *r = db_request_new();
    db_add_text(&params, p->reporter);
    db_add_text(&params, p->id);
    db_request_add(r, ask_sql, &params, DB_BINARY);
    p->state = PUSH_LOOKING;
    db_send(n->in->asking, r, ASK_MS, on_told, p);
}

/* ---- what is forgotten ---- */

struct recall {
    struct native *native;
    struct caller *caller;
};

static void on_forgotten(struct db_results *res, const struct err *e, void *arg)
{
    struct recall *q = arg;
    struct native *n = q->native;
    const struct caller *k = q->caller;
    if (e) {
        if (e->code != ERR_AWAY)
            log_event(LOG_ERROR, "recall_failed", log_text("chantier", k->reporter), log_err(e));
        native_refuse(n, k->peer, k->call, REFUSAL_AWAY, 0);
    } else {
        const struct db_result *r = &res->items[0];
        const char *ids[WIRE_RECALL_MAX];
        struct wire_reply m = {.call = k->call, .kind = WIRE_REPLY_FORGOTTEN, .forgotten = {.submissions = ids}};
        must(db_rows(r) <= WIRE_RECALL_MAX);
        for (int i = 0; i < db_rows(r); i++)
            ids[m.forgotten.n++] = db_text(r, i, 0);
        native_reply(n, k->peer, &m);
    }
    callers_remove(q->caller);
    n->in->lookups_n--;
    mem_free(&q);
}

void native_recall(struct native *n, const struct native_call *c)
{
    if (refused(n, c))
        return;
    struct caller *k = callers_add(&n->callers, c->peer, c->m->call, c->reporter, false);
    if (!k) {
        native_refuse(n, c->peer, c->m->call, REFUSAL_BUSY, 0);
        return;
    }
    struct recall *q = mem_new(sizeof *q);
    struct db_params params = {0};
    struct db_array ids;
    struct db_request *r = db_request_new();
    q->native = n;
    q->caller = k;
    db_array_begin(&ids, DB_TEXT);
    for (size_t i = 0; i < c->m->recall.n; i++)
        db_array_add_text(&ids, c->m->recall.submissions[i]);
    db_add_text(&params, c->reporter);
    db_add_array(&params, &ids);
    db_request_add(r, recall_sql, &params, DB_TEXT_RESULT);
    n->in->lookups_n++;
    db_send(n->in->asking, r, ASK_MS, on_forgotten, q);
}
