/* A round: whatever waits, judged together and committed in one transaction.
 *
 *   IDLE → LOCKING → READING → MARKING → JUDGING → WRITING → IDLE (and again while there is work)
 *
 * LOCKING takes the rows of reporters that have something waiting (SKIP LOCKED: two workers never hold one reporter);
 * the locks end with the transaction, so with the worker, and need no lease. MARKING commits the claim on the second
 * connection while the first reads contents and facts. Any failure rolls everything back: what waited waits still, and
 * the cache forgets what the round had changed. */
#include "base/cal.h"
#include "validation/worker.h"

#define WAIT_MS 30000
#define TURNS 8 /* starts of which one is the suspects' and one the contributions' */

enum round_for { ROUND_FOR_WAITING, ROUND_FOR_SUSPECTS, ROUND_FOR_CONTRIBUTIONS, KINDS };
/* Which kind of work a start looks for first: mostly what waits; the others in their turn, so that they do not starve.
 */
static const enum round_for orders[3][KINDS] = {{ROUND_FOR_WAITING, ROUND_FOR_SUSPECTS, ROUND_FOR_CONTRIBUTIONS},
                                                {ROUND_FOR_SUSPECTS, ROUND_FOR_WAITING, ROUND_FOR_CONTRIBUTIONS},
                                                {ROUND_FOR_CONTRIBUTIONS, ROUND_FOR_WAITING, ROUND_FOR_SUSPECTS}};

static void begin(struct worker *w, enum round_for what);

static const char *const state_names[ROUND_STATE_COUNT] = {"idle",    "locking", "reading",
                                                           "marking", "judging", "writing"};

static void enter(struct worker *w, enum round_state next)
{
    static const bool allowed[ROUND_STATE_COUNT][ROUND_STATE_COUNT] = {
        [ROUND_IDLE] = {[ROUND_LOCKING] = true},
        [ROUND_LOCKING] = {[ROUND_READING] = true, [ROUND_IDLE] = true},
        [ROUND_READING] = {[ROUND_MARKING] = true, [ROUND_IDLE] = true},
        [ROUND_MARKING] = {[ROUND_JUDGING] = true, [ROUND_IDLE] = true},
        [ROUND_JUDGING] = {[ROUND_WRITING] = true, [ROUND_IDLE] = true},
        [ROUND_WRITING] = {[ROUND_IDLE] = true},
    };
    must(allowed[w->round][next]);
    log_event(LOG_DEBUG, "round", log_text("from", state_names[w->round]), log_text("to", state_names[next]),
              log_int("items", (int64_t)w->items_n));
    w->round = next;
}

static size_t in_round(const struct worker *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->items_n; i++)
        n += w->items[i].in_round;
    return n;
}

static void restart(void *arg)
{
    round_start(arg);
}

/* Ends the round. `did` tells that there may be more of the same at once. */
static void end(struct worker *w, bool did)
{
    db_tx_free(&w->tx);
    items_free(w);
    enter(w, ROUND_IDLE);
    cache_trim(&w->cache, w->rounds);
    bool again = did || w->again;
    w->again = false;
    if (again)
        timer_start(&w->retry_timer, w->daemon->loop, 0, 0, restart, w);
}

static void fail(struct worker *w, const struct err *e)
{
    if (w->stopped)
        return;
    /* Refused, or lost twice in a row while it was written: one of them may be the cause. */
    bool refused = w->round == ROUND_WRITING && !w->recompute && (e->code == ERR_DATABASE || w->failures > 0);
    log_event(LOG_ERROR, "round_failed", log_text("state", state_names[w->round]), log_err(e),
              log_int("items", (int64_t)in_round(w)));
    for (size_t i = 0; i < w->items_n; i++)
        if (w->items[i].entry)
            entry_forget(&w->cache, w->items[i].entry);
    w->complete = false;
    db_tx_free(&w->tx);
    if (refused)
        claims_suspect(w, e->code == ERR_DATABASE);
    items_free(w);
    enter(w, ROUND_IDLE);
    w->again = false;
    unsigned shift = w->failures < 5 ? w->failures : 5;
    w->failures++;
    timer_start(&w->retry_timer, w->daemon->loop, 50ull << shift, 0, restart, w);
}

/* ---- the waits, from the last to the first ---- */

static void on_written(struct db_results *r, const struct err *e, void *arg)
{
    struct worker *w = arg;
    (void)r;
    if (e) {
        fail(w, e);
        return;
    }
    w->failures = 0;
    w->rounds_total->value++;
    w->batch->value = (double)in_round(w);
    w->round_ms->value = (double)(loop_now_ms(w->daemon->loop) - w->round_began_ms);
    telling_round(w);
    end(w, true);
}

static void on_judged(void *arg)
{
    struct worker *w = arg;
    struct db_request *r = writing_request(w); /* takes over the batches */
    if (w->stopped) {
        db_request_free(&r);
        worker_free(w);
        return;
    }
    enter(w, ROUND_WRITING);
    db_tx_send(w->tx, r, true, WAIT_MS, on_written, w);
}

static void run_judging(void *arg)
{
    judging_run(arg);
}

/* The claim is committed and contents and facts are here. */
static void marked(struct worker *w, const struct err *e)
{
    if (e && !w->failed) {
        w->failed = true;
        log_event(LOG_WARN, "marking", log_err(e));
    }
    if (--w->waiting > 0)
        return;
    if (w->failed) {
        struct err again = {ERR_AWAY, "the claim or the contents could not be had"};
        fail(w, &again);
        return;
    }
    enter(w, ROUND_JUDGING);
    for (size_t k = 0; k < w->definitions->datasets_n; k++)
        facts_batch_begin(&w->batches[k], w->definitions->datasets[k]);
    loop_work(w->daemon->loop, run_judging, on_judged, w);
}

static void on_marked(struct db_results *r, const struct err *e, void *arg)
{
    (void)r;
    marked(arg, e);
}

static void on_contents(struct db_results *r, const struct err *e, void *arg)
{
    if (!e)
        reading_contents_done(arg, r);
    marked(arg, e);
}

static void on_waited(struct db_results *r, const struct err *e, void *arg)
{
    struct worker *w = arg;
    if (e) {
        fail(w, e);
        return;
    }
    reading_waited(w, r);
    if (in_round(w) == 0) {
        end(w, false);
        return;
    }
    enter(w, ROUND_MARKING);
    w->failed = false;
    w->waiting = w->recompute ? 1 : 2;
    db_tx_send(w->tx, reading_contents(w), false, WAIT_MS, on_contents, w);
    if (!w->recompute)
        db_send(w->marks, claims_mark(w), WAIT_MS, on_marked, w);
}

static bool is_complete(const struct worker *w)
{
    return w->complete && w->complete_day == cal_today();
}

/* Nothing of one kind: the next kind of work, then rest. */
static void next_kind(struct worker *w)
{
    while (w->round == ROUND_IDLE && ++w->step < KINDS)
        if (orders[w->order][w->step] != ROUND_FOR_CONTRIBUTIONS || !is_complete(w))
            begin(w, orders[w->order][w->step]);
}

static void on_locked(struct db_results *r, const struct err *e, void *arg)
{
    struct worker *w = arg;
    if (e) {
        fail(w, e);
        return;
    }
    reading_locked(w, r);
    if (w->items_n) {
        enter(w, ROUND_READING);
        db_tx_send(w->tx, reading_waiting(w), false, WAIT_MS, on_waited, w);
        return;
    }
    if (w->recompute) {
        w->complete = true;
        w->complete_day = w->today;
        w->completed_ms = loop_now_ms(w->daemon->loop);
    }
    end(w, false);
    next_kind(w);
}

static void begin(struct worker *w, enum round_for what)
{
    if (w->number == 0 || w->stopping)
        return;
    timer_stop(&w->retry_timer);
    w->rounds++;
    w->alone = what == ROUND_FOR_SUSPECTS;
    w->recompute = what == ROUND_FOR_CONTRIBUTIONS;
    w->today = cal_today();
    w->periods_n = periods_live(w->today, w->periods);
    w->round_began_ms = loop_now_ms(w->daemon->loop);
    w->claimed_as = w->number;
    w->tx = db_tx_new(w->db);
    enter(w, ROUND_LOCKING);
    db_tx_send(w->tx, reading_lock(w), false, WAIT_MS, on_locked, w);
}

void round_start(struct worker *w)
{
    if (w->round != ROUND_IDLE) {
        w->again = true;
        return;
    }
    w->step = 0;
    size_t turn = ++w->starts % TURNS;
    w->order = turn == 0 ? 1 : turn == TURNS / 2 && !is_complete(w) ? 2 : 0;
    begin(w, orders[w->order][0]);
}
