/* Uploads of the native door: an offer, then its pieces within the credit.
 *
 * What was granted counts for CVG_IN_HAND_MAX and the reporter's share of it, not what was announced: nobody takes room
 * by announcing. An upload that has used up its credit while there is no room for more is refused, so that those
 * further on can end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "intake/native.h"
#include "intake/receive.h"
#include "intake/taking.h"

#define WINDOW ((size_t)1 << 20) /* bytes that may be under way */
#define LOOK_MS 3000

static const char known_sql[] = "SELECT id, state, received_at, bytes FROM cvg.known($1, $2, $3)";

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- pieces ---- */

static void on_stall(void *arg)
{
    struct push *p = arg;
    p->in->native->broken_off->value++;
    push_refuse(p, REFUSAL_BROKEN_OFF);
}

/* Until the next piece; slow pieces do not keep room for ever either. */
static void watch(struct push *p)
{
    struct uv_loop_s *loop = p->in->daemon->loop;
    uint64_t stall_ms = (uint64_t)settings_int(p->in->daemon->settings, "PUSH_STALL_MS");
    timer_start(&p->deadline, loop, limits_patience(p->reading_ms, loop_now_ms(loop), stall_ms), 0, on_stall, p);
}

static void tell_credit(const struct push *p)
{
    const struct caller *k = p->client;
    const struct wire_reply m = {.call = k->call, .kind = WIRE_REPLY_CREDIT, .credit_upto = p->in_hand};
    native_reply(p->in->native, k->peer, &m);
}

/* More credit where half of the window is used. */
static enum refusal extend(struct push *p)
{
    size_t here = p->content.len, upto = least(here + WINDOW, p->expected);
    if (p->in_hand - here > WINDOW / 2 || upto == p->in_hand)
        return REFUSAL_NONE;
    enum refusal why = taking_reserve(p, upto);
    if (why)
        return here == p->in_hand ? why : REFUSAL_NONE; /* with the next piece there may be room */
    p->content.body = mem_grow(p->content.body, upto + 1);
    tell_credit(p);
    return REFUSAL_NONE;
}

/* The first credit; what is empty needs none. */
static void begin(struct push *p)
{
    size_t upto = least(WINDOW, p->expected);
    enum refusal why = p->in->draining ? REFUSAL_STOPPING : taking_reserve(p, upto);
    if (why) {
        push_refuse(p, why);
        return;
    }
    p->content.body = mem_grow(NULL, upto + 1);
    p->state = PUSH_READING;
    if (!p->expected) {
        taking_seal(p);
        return;
    }
    tell_credit(p);
    p->reading_ms = loop_now_ms(p->in->daemon->loop);
    watch(p);
}

void native_piece(struct native *n, const struct native_call *c)
{
    struct caller *k = callers_find(&n->callers, c->peer, c->m->call);
    struct push *p = k ? k->push : NULL;
    if (!p || p->state != PUSH_READING) { /* of an upload that ended, perhaps with the daemon before */
        if (!k)
            native_refuse(n, c->peer, c->m->call, REFUSAL_BROKEN_OFF, 0);
        return;
    }
    if (c->m->piece.offset != p->content.len || c->m->piece.len > p->in_hand - p->content.len) {
        push_refuse(p, REFUSAL_PIECE);
        return;
    }
    memcpy(p->content.body + p->content.len, c->m->piece.data, c->m->piece.len);
    p->content.len += c->m->piece.len;
    if (p->content.len == p->expected) {
        timer_stop(&p->deadline);
        taking_seal(p);
        return;
    }
    enum refusal why = extend(p);
    if (why)
        push_refuse(p, why);
    else
        watch(p);
}

/* ---- offers ---- */

/* All files' bytes, at most SIZE_MAX / 2: each is bounded, and there are few. */
static size_t sum(const struct wire_call *m)
{
    size_t total = 0;
    for (size_t i = 0; i < m->offer.files_n; i++)
        total += (size_t)m->offer.files[i].bytes;
    return total;
}

static enum refusal judge_offer(struct native *n, const struct native_call *c, unsigned *retry_after_s)
{
    struct intake *in = n->in;
    const struct wire_call *m = c->m;
    if (!limits_take(&in->limits, c->reporter, loop_now_ms(in->daemon->loop), retry_after_s)) /* refusals count too */
        return REFUSAL_RATE;
    if (in->draining)
        return REFUSAL_STOPPING;
    if (strcmp(m->offer.reporter, c->reporter) != 0)
        return REFUSAL_REPORTER;
    if (m->offer.situation < cal_day(1900, 1, 1) || m->offer.situation > cal_day(2199, 12, 31))
        return REFUSAL_DATE;
    if (!m->offer.files_n)
        return REFUSAL_NO_FILE;
    if (sum(m) > in->body_max)
        return REFUSAL_SIZE;
    return db_up(in->asking) ? REFUSAL_NONE : REFUSAL_AWAY;
}

static void fill(struct push *p, const struct wire_call *m)
{
    struct content *c = &p->content;
    p->date = m->offer.situation;
    p->confirm = m->offer.confirm;
    p->wait_ms = m->offer.wait_ms < WAIT_MAX_MS ? m->offer.wait_ms : WAIT_MAX_MS;
    p->expected = sum(m);
    c->files_max = p->in->body_max;
    c->digest_told = true;
    memcpy(c->told, m->offer.digest, sizeof c->told);
    c->files = mem_new_n(m->offer.files_n, sizeof *c->files);
    for (; c->files_n < m->offer.files_n; c->files_n++)
        c->files[c->files_n] = (struct content_file){.name = mem_text(m->offer.files[c->files_n].name),
                                                     .len = (size_t)m->offer.files[c->files_n].bytes};
}

/* It is here already, as what receive() would have said: its bytes need not come again. */
static void tell_known(struct push *p, const struct db_result *r)
{
    snprintf(p->id, sizeof p->id, "%.*s", (int)db_len(r, 0, 0), db_text(r, 0, 0));
    snprintf(p->told_state, sizeof p->told_state, "%.*s", (int)db_len(r, 0, 1), db_text(r, 0, 1));
    p->received_at = db_instant(r, 0, 2);
    p->content.bytes = (size_t)db_int64(r, 0, 3);
    memcpy(p->content.digest, p->content.told, sizeof p->content.digest);
    p->in->count.repeated->value++;
    receive_told(p);
}

static void on_known(struct db_results *res, const struct err *e, void *arg)
{
    struct push *p = arg;
    if (!p->client) {
        push_free(&p);
        return;
    }
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "known_failed", log_text("chantier", p->reporter), log_err(e));
    if (e)
        push_refuse(p, REFUSAL_AWAY);
    else if (db_rows(&res->items[0]))
        tell_known(p, &res->items[0]);
    else
        begin(p);
}

/* Is it here already? With `confirm` it may change what is here: then it goes the whole way. */
static void look(struct push *p)
{
    struct db_params params = {0};
    struct db_request *r = db_request_new();
    db_add_text(&params, p->reporter);
    db_add_day(&params, p->date);
    db_add_bytea(&params, p->content.told, sizeof p->content.told);
    db_request_add(r, known_sql, &params, DB_BINARY);
    p->state = PUSH_LOOKING;
    db_send(p->in->asking, r, LOOK_MS, on_known, p);
}

void native_offer(struct native *n, const struct native_call *c)
{
    unsigned retry_after_s = 0;
    struct caller *k = callers_find(&n->callers, c->peer, c->m->call);
    if (k) { /* a number is a call's until its last reply */
        if (k->push && k->push->state == PUSH_READING)
            push_refuse(k->push, REFUSAL_REQUEST);
        return;
    }
    enum refusal why = judge_offer(n, c, &retry_after_s);
    if (why) {
        native_refuse(n, c->peer, c->m->call, why, retry_after_s);
        return;
    }
    struct push *p = native_push_new(n, c);
    if (!p)
        return;
    fill(p, c->m);
    if (p->confirm)
        begin(p);
    else
        look(p);
}
