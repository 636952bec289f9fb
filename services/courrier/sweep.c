/* Which outcomes are to be told: asked every SWEEP_MS, made into letters, stored as mails.
 *
 *   IDLE ──up──▶ RECALLING ──the mark──▶ ASKING ──something is due──▶ STORING ──▶ IDLE (at once again where more is
 * due) ▲ tick ──────────────────────────────▲ │ nothing is └──────────────────────────────────────┘
 *
 * A submission bears the transaction that gave it its state. What a snapshot did not see yet has a number from that
 * snapshot's xmin on; so what bears the xmin of the sweep before or more is all that may be new. That mark moves only
 * once everything it leaves behind is stored, and is written down with it: a restart or a restored backup begin where
 * the mails that are there end. What is found twice is stored once, by its key.
 *
 * After a crash PostgreSQL gives numbers of transactions again that it had never written down. So a mark is stored by
 * the transaction that took it, which a crash ends, and with each connection it is read anew: a stored one lies below
 * the number of its own transaction, and that one is written down. */
#include <stdio.h>
#include <string.h>

#include "courrier/courrier.h"
#include "courrier/letter.h"

#define LIMIT 32 /* outcomes in one go: each may be large */
#define WAIT_MS 10000
#define MARK_MS                                                                                                        \
    60000 /* the mark is written down so often although nothing is stored: after a restart less is looked at */

static const char ask_mark[] = "SELECT since::text FROM courrier_mark";
/* before what is due is asked: whatever commits between the two is found again by the next sweep */
static const char ask_now[] = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text,"
                              " (SELECT count(*) FROM courrier WHERE state = 'waiting'),"
                              " (SELECT count(*) FROM courrier WHERE state = 'failed')";
static const char ask_due[] = "SELECT chantier_id, id, state, recipient, document FROM courrier_due($1::xid8, $2)";
static const char store_mails[] =
    "INSERT INTO courrier (chantier_id, kind, dedupe, recipient, subject, body_text, body_html)"
    " SELECT u.chantier_id, 'resultat', u.dedupe, u.recipient, u.subject, u.body_text, u.body_html"
    "   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])"
    "     AS u(chantier_id, dedupe, recipient, subject, body_text, body_html) ON CONFLICT DO NOTHING";
/* of several daemons, none puts the mark back */
static const char store_mark[] = "UPDATE courrier_mark SET since = $1::xid8 WHERE since < $1::xid8";

static void ask(struct courrier *c);

static void finish(struct courrier *c)
{
    db_tx_free(&c->sweep.tx); /* rolls back what was not committed */
    c->sweep.state = SWEEP_IDLE;
}

static void on_failed(struct courrier *c, const struct err *e)
{
    if (!c->sweep.failing)
        log_event(err_transient(e) ? LOG_WARN : LOG_ERROR, "sweep_failed", log_err(e));
    c->sweep.failing = true;
    finish(c);
}

static void on_stored(struct db_results *r, const struct err *e, void *arg)
{
    struct courrier *c = arg;
    if (e) {
        on_failed(c, e);
        return;
    }
    bool more = c->sweep.next[0] == 0;
    if (!more) {
        memcpy(c->sweep.since, c->sweep.next, sizeof c->sweep.since);
        c->sweep.marked_ms = loop_now_ms(c->daemon->loop);
    }
    c->stored->value += (double)db_affected(&r->items[0]);
    finish(c);
    sending_wake(c);
    if (more)
        ask(c);
}

static void add_mails(const struct db_result *due, struct db_params *p)
{
    struct db_array columns[6] = {0};
    for (size_t k = 0; k < 6; k++)
        db_array_begin(&columns[k], DB_TEXT);
    for (int i = 0; i < db_rows(due); i++) {
        const char *reporter = db_text(due, i, 0), *id = db_text(due, i, 1), *state = db_text(due, i, 2),
                   *recipient = db_text(due, i, 3);
        struct letter letter = {0};
        struct buf key = {0};
        buf_addf(&key, "%s.%s", id, state);
        letter_of_outcome(id, state, db_text(due, i, 4), &letter);
        const char *const cells[] = {reporter,
                                     buf_text(&key),
                                     recipient,
                                     buf_text(&letter.subject),
                                     buf_text(&letter.text),
                                     buf_text(&letter.html)};
        for (size_t k = 0; k < 6; k++)
            db_array_add_text(&columns[k], cells[k]);
        log_event(LOG_INFO, "mail_stored", log_text("submission", id), log_text("state", state));
        letter_deinit(&letter);
        buf_deinit(&key);
    }
    for (size_t k = 0; k < 6; k++)
        db_add_array(p, &columns[k]);
}

static void store(struct courrier *c, const struct db_result *due)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    add_mails(due, &p);
    db_request_add(r, store_mails, &p, DB_BINARY);
    if (c->sweep.next[0]) {
        db_add_text(&p, c->sweep.next);
        db_request_add(r, store_mark, &p, DB_BINARY);
    }
    c->sweep.state = SWEEP_STORING;
    db_tx_send(c->sweep.tx, r, true, WAIT_MS, on_stored, c);
}

static void on_due(struct db_results *r, const struct err *e, void *arg)
{
    struct courrier *c = arg;
    struct sweep *w = &c->sweep;
    if (e) {
        on_failed(c, e);
        return;
    }
    if (w->asked_in != w->epoch) { /* asked with a mark of an earlier connection */
        finish(c);
        return;
    }
    if (w->failing)
        log_event(LOG_INFO, "sweep_again");
    w->failing = false;
    daemon_ready(c->daemon, true);
    c->waiting->value = (double)db_int64(&r->items[0], 0, 1);
    c->failed->value = (double)db_int64(&r->items[0], 0, 2);
    const struct db_result *due = &r->items[1];
    snprintf(w->next, sizeof w->next, "%s", db_rows(due) < LIMIT ? db_text(&r->items[0], 0, 0) : "");
    bool write_mark = loop_now_ms(c->daemon->loop) - w->marked_ms > MARK_MS && strcmp(w->next, w->since) != 0;
    if (db_rows(due) || write_mark) {
        store(c, due);
        return;
    }
    memcpy(w->since, w->next, sizeof w->since);
    finish(c);
    sending_wake(c);
}

static void ask(struct courrier *c)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_request_add(r, ask_now, NULL, DB_BINARY);
    db_add_text(&p, c->sweep.since);
    db_add_int(&p, LIMIT);
    db_request_add(r, ask_due, &p, DB_BINARY);
    c->sweep.asked_in = c->sweep.epoch;
    c->sweep.state = SWEEP_ASKING;
    c->sweep.tx = db_tx_new(c->db);
    db_tx_send(c->sweep.tx, r, false, WAIT_MS, on_due, c);
}

static void on_recalled(struct db_results *r, const struct err *e, void *arg)
{
    struct courrier *c = arg;
    if (e) {
        on_failed(c, e);
        return;
    }
    finish(c);
    if (c->sweep.asked_in != c->sweep.epoch)
        return;
    snprintf(c->sweep.since, sizeof c->sweep.since, "%s", db_text(&r->items[0], 0, 0));
    ask(c);
}

static void recall(struct courrier *c)
{
    struct db_request *r = db_request_new();
    db_request_add(r, ask_mark, NULL, DB_BINARY);
    c->sweep.asked_in = c->sweep.epoch;
    c->sweep.state = SWEEP_RECALLING;
    db_send(c->db, r, WAIT_MS, on_recalled, c);
}

static void on_tick(void *arg)
{
    struct courrier *c = arg;
    if (!db_up(c->db) || c->sweep.state != SWEEP_IDLE || c->stopping)
        return;
    if (c->sweep.since[0])
        ask(c);
    else
        recall(c);
}

void sweep_start(struct courrier *c)
{
    uint64_t every = (uint64_t)settings_int(c->daemon->settings, "SWEEP_MS");
    timer_start(&c->sweep.timer, c->daemon->loop, every, every, on_tick, c);
}

void sweep_stop(struct courrier *c)
{
    timer_close(&c->sweep.timer);
}

void sweep_on_up(struct courrier *c)
{
    c->sweep.epoch++;
    c->sweep.since[0] = 0;
    on_tick(c);
}
