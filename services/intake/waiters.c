/* Who asked to wait for the outcome. A hint only makes it quick: the database is asked, and swept. */
#include "intake/waiters.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define WAIT_MS 2000
#define ASK_MAX 256 /* outcomes in one request: a document may be large */

static const char outcomes_sql[] = "SELECT w.id, o.document FROM unnest($1::text[], $2::text[]) AS w(reporter, id)"
                                   " CROSS JOIN LATERAL cvg.outcome(w.reporter, w.id) AS o WHERE o.state <> 'received'";

static void ask(struct intake *in);

void waiters_remove(struct push *p)
{
    struct intake *in = p->in;
    push_list_remove(&in->waiting, p);
    in->count.waiting->value = (double)in->waiting.n;
    timer_close(&p->deadline);
}

static void on_deadline(void *arg)
{
    struct push *p = arg;
    waiters_remove(p);
    push_tell_receipt(p);
}

static void tell(struct intake *in, const struct db_result *r)
{
    struct map rows = {0};
    for (int i = 0; i < db_rows(r); i++)
        map_set(&rows, db_text(r, i, 0), db_len(r, i, 0), (uint64_t)i);
    for (struct push *p = in->waiting.first, *next; p; p = next) {
        uint64_t row;
        next = p->next;
        if (!map_get(&rows, p->id, strlen(p->id), &row))
            continue;
        waiters_remove(p);
        in->count.judged_in_time->value++;
        push_tell_outcome(p, db_text(r, (int)row, 1));
    }
    map_deinit(&rows);
}

static void on_outcomes(struct db_results *res, const struct err *e, void *arg)
{
    struct intake *in = arg;
    in->outcomes_asked = false;
    if (!e)
        tell(in, &res->items[0]);
    else if (e->code != ERR_AWAY)
        log_event(LOG_ERROR, "outcomes_failed", log_err(e));
    if (!e)
        ask(in); /* for those who became due meanwhile */
}

/* Asks for who is due, one request at a time. */
static void ask(struct intake *in)
{
    struct db_array reporters, ids;
    size_t n = 0;
    if (in->outcomes_asked || !db_up(in->asking))
        return;
    db_array_begin(&reporters, DB_TEXT);
    db_array_begin(&ids, DB_TEXT);
    for (struct push *p = in->waiting.first; p && n < ASK_MAX; p = p->next) {
        if (!p->due)
            continue;
        p->due = false;
        n++;
        db_array_add_text(&reporters, p->reporter);
        db_array_add_text(&ids, p->id);
    }
    if (!n) {
        db_array_deinit(&reporters);
        db_array_deinit(&ids);
        return;
    }
    struct db_params params = {0};
    struct db_request *r = db_request_new();
    db_add_array(&params, &reporters);
    db_add_array(&params, &ids);
    db_request_add(r, outcomes_sql, &params, DB_TEXT_RESULT);
    in->outcomes_asked = true;
    db_send(in->asking, r, WAIT_MS, on_outcomes, in);
}

static void on_sweep(void *arg)
{
    struct intake *in = arg;
    for (struct push *p = in->waiting.first; p; p = p->next)
        p->due = true;
    ask(in);
}

void waiters_open(struct intake *in)
{
    uint64_t ms = (uint64_t)settings_int(in->daemon->settings, "SWEEP_MS");
    timer_start(&in->sweep, in->daemon->loop, ms, ms, on_sweep, in);
}

void waiters_add(struct push *p)
{
    struct intake *in = p->in;
    p->state = PUSH_WAITING;
    p->due = strcmp(p->told_state, "received") != 0;
    push_list_add(&in->waiting, p);
    in->count.waiting->value = (double)in->waiting.n;
    timer_start(&p->deadline, in->daemon->loop, p->wait_ms, 0, on_deadline, p);
    if (p->due)
        ask(in);
}

void waiters_hint(struct intake *in, const struct wire_judged *m)
{
    bool any = false;
    for (struct push *p = in->waiting.first; p; p = p->next)
        if (strcmp(p->id, m->submission) == 0 && strcmp(p->reporter, m->reporter) == 0)
            p->due = any = true;
    if (any)
        ask(in);
}

void waiters_end(struct intake *in)
{
    while (in->waiting.first)
        on_deadline(in->waiting.first);
}

void waiters_close(struct intake *in)
{
    waiters_end(in);
    timer_close(&in->sweep);
}
