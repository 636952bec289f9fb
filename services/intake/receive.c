/* Into the database.
 *
 * Nothing is acknowledged before COMMIT returned without a warning. A batch in which one is refused is stored by
 * nobody: then each goes alone, so that one cannot fail the others. Pushes of one reporter keep their order; reporters
 * are sorted, so that two daemons lock their rows in one order. */
#include "intake/receive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "intake/waiters.h"

#define WAIT_MS 5000                /* for the database to come back */
#define BATCH_BYTES_MAX (32u << 20) /* sealed bytes in one request; one push may be over it */

static const char receive_sql[] =
    "SELECT reporter, id, state, received_at FROM cvg.receive($1, $2, $3, $4, $5, $6, $7)";
static const char receive_curve_sql[] =
    "SELECT reporter, id, state, received_at FROM cvg.receive_curve($1, $2, $3, $4, $5, $6, $7, $8)";

struct batch {
    struct intake *in;
    uint64_t sent_ms;
    size_t n;
    struct push *pushes[]; /* [n] */
};

static void send_batch(struct intake *in, struct push *const *pushes, size_t n);
static void begin_batch(void *arg);

static void take_turn(struct intake *in)
{
    if (in->queue.n && !in->flights && !timer_active(&in->batch_turn))
        timer_start(&in->batch_turn, in->daemon->loop, 0, 0, begin_batch,
                    in); /* in a moment: others arrive in the same turn */
}

void receive_add(struct push *p)
{
    struct intake *in = p->in;
    p->state = PUSH_QUEUED;
    p->number = in->arrivals++;
    push_list_add(&in->queue, p);
    take_turn(in);
}

static void add_statement(struct db_request *r, const struct push *p)
{
    const struct content *c = &p->content;
    struct db_params params = {0};
    bool curve = *p->curve != 0;
    if (curve) {
        db_add_text(&params, p->reporter);
        db_add_text(&params, p->curve);
    } else {
        db_add_bytea(&params, p->asker.token, sizeof p->asker.token);
    }
    db_add_day(&params, p->date);
    db_add_bytea(&params, c->digest, sizeof c->digest);
    db_add_int(&params, (int64_t)c->bytes);
    db_add_bool(&params, p->confirm);
    db_add_bytea(&params, c->sealed.data, c->sealed.len);
    db_add_bytea(&params, c->key, sizeof c->key);
    db_request_add(r, curve ? receive_curve_sql : receive_sql, &params, DB_BINARY);
}

static void tell_validation(struct push *p)
{
    struct wire_received m = {0};
    struct buf b = {0};
    memcpy(m.reporter, p->reporter, sizeof m.reporter);
    memcpy(m.submission, p->id, sizeof m.submission);
    wire_received_encode(&m, &b);
    const struct bus_part parts[] = {{WIRE_TOPIC_RECEIVED, strlen(WIRE_TOPIC_RECEIVED)}, {b.data, b.len}};
    if (p->in->hints_out)
        bus_send(p->in->hints_out, parts, 2);
    buf_deinit(&b);
}

void receive_told(struct push *p)
{
    if (p->client && p->door->tell_committed)
        p->door->tell_committed(p);
    if (p->wait_ms && p->client && !p->in->draining)
        waiters_add(p);
    else
        push_tell_receipt(p);
}

/* Committed: what receive() said of it. */
static void on_received(struct push *p, const struct db_result *r)
{
    struct intake *in = p->in;
    if (!db_rows(r) || db_is_null(r, 0, 0)) {
        push_refuse(p, *p->curve ? REFUSAL_KEY : REFUSAL_TOKEN); /* revoked since it began */
        return;
    }
    snprintf(p->reporter, sizeof p->reporter, "%.*s", (int)db_len(r, 0, 0), db_text(r, 0, 0));
    snprintf(p->id, sizeof p->id, "%.*s", (int)db_len(r, 0, 1), db_text(r, 0, 1));
    snprintf(p->told_state, sizeof p->told_state, "%.*s", (int)db_len(r, 0, 2), db_text(r, 0, 2));
    p->received_at = db_instant(r, 0, 3);
    log_event(LOG_INFO, "submission_received", log_text("submission", p->id), log_text("chantier", p->reporter),
              log_text("state", p->told_state), log_int("bytes", (int64_t)p->content.bytes));
    bool waits = strcmp(p->told_state, "received") == 0;
    (waits ? in->count.received : in->count.repeated)->value++;
    if (waits)
        tell_validation(p);
    push_shrink(p, 0);
    receive_told(p);
}

static void on_batch(struct db_results *res, const struct err *e, void *arg)
{
    struct batch *b = arg;
    struct intake *in = b->in;
    double ms = (double)(loop_now_ms(in->daemon->loop) - b->sent_ms);
    in->flights--;
    in->count.batches->value++;
    in->count.batched->value += (double)b->n;
    in->count.batch_last->value = (double)b->n;
    in->count.commit_ms->value += ms;
    in->count.commit_ms_last->value = ms;
    if (e)
        log_event(e->code == ERR_AWAY ? LOG_WARN : LOG_ERROR, "receive_failed", log_int("submissions", (int64_t)b->n),
                  log_text("sqlstate", res->sqlstate), log_err(e));
    bool alone = e && e->code == ERR_DATABASE && b->n > 1;
    for (size_t i = 0; i < b->n; i++) {
        struct push *p = b->pushes[i];
        if (alone && p->client)
            send_batch(in, &p, 1);
        else if (e)
            push_refuse(p, e->code == ERR_DATABASE ? REFUSAL_STORE : REFUSAL_AWAY);
        else
            on_received(p, &res->items[i]);
    }
    free(b);
    take_turn(in);
}

static void send_batch(struct intake *in, struct push *const *pushes, size_t n)
{
    struct batch *b = mem_new(sizeof *b + n * sizeof *b->pushes);
    struct db_request *r = db_request_new();
    b->in = in;
    b->n = n;
    b->sent_ms = loop_now_ms(in->daemon->loop);
    for (size_t i = 0; i < n; i++) {
        b->pushes[i] = pushes[i];
        b->pushes[i]->state = PUSH_COMMITTING;
        add_statement(r, b->pushes[i]);
    }
    in->flights++;
    db_send(in->db, r, WAIT_MS, on_batch, b);
}

static int by_reporter(const void *a, const void *b)
{
    const struct push *p = *(const struct push *const *)a, *q = *(const struct push *const *)b;
    int order = strcmp(p->reporter, q->reporter);
    return order ? order : p->number < q->number ? -1 : 1;
}

static void begin_batch(void *arg)
{
    struct intake *in = arg;
    struct push **pushes = mem_new_n(in->batch_max, sizeof *pushes);
    size_t n = 0, bytes = 0;
    if (in->flights || !in->db) {
        free(pushes);
        return;
    }
    while (n < in->batch_max && in->queue.n && (!n || bytes + in->queue.first->content.sealed.len <= BATCH_BYTES_MAX)) {
        struct push *p = push_list_take(&in->queue);
        bytes += p->content.sealed.len;
        pushes[n++] = p;
    }
    if (n) {
        qsort(pushes, n, sizeof *pushes, by_reporter);
        send_batch(in, pushes, n);
    }
    free(pushes);
}

void receive_close(struct intake *in)
{
    struct push *p;
    timer_close(&in->batch_turn);
    while ((p = push_list_take(&in->queue)))
        push_refuse(p, REFUSAL_STOPPING);
}
