/* Sends what is due, one mail at a time.
 *
 *   IDLE ──due──▶ CLAIMING ──taken──▶ TALKING ──▶ MARKING ──▶ IDLE (at once again)
 *                    │ nothing is due                │ the database is away: again, until it is written
 *                    └──▶ IDLE                       └──▶ MARKING
 *
 * The claim is committed before the server hears of the mail: it counts the try, gives the Message-ID, and puts the
 * next try beyond the longest time that this one can take, so that no other daemon takes it up meanwhile. The mark is
 * committed as soon as the server has said 250. So a restart sends nothing twice but what was in hand, and that after a
 * pause, under the same Message-ID. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/letter.h"
#include "base/mem.h"
#include "courrier/courrier.h"
#include "courrier/message.h"

#define WAIT_MS 10000
#define MARK_AGAIN_MS 1000
#define LEASE_MORE_S 3 /* beyond the time that the server is given */
#define PAUSE_MAX_S (4 * 3600)
#define GIVE_UP "interval '5 days'" /* as mail servers do */
#define FROM_NAME "Remontée CVG"

static const char claim_sql[] =
    "UPDATE courrier c SET tries = c.tries + 1, next_try_at = clock_timestamp() + make_interval(secs => $1::int),"
    "       message_id = coalesce(c.message_id, '<' || c.kind || '.' || c.dedupe || '.'"
    "                             || substr(md5(c.chantier_id || ' ' || c.recipient), 1, 8) || '@' || $2 || '>')"
    " WHERE (c.chantier_id, c.kind, c.dedupe, c.recipient) = (SELECT w.chantier_id, w.kind, w.dedupe, w.recipient"
    "        FROM courrier w WHERE w.state = 'waiting' AND w.next_try_at <= clock_timestamp()"
    "       ORDER BY w.next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING c.chantier_id, c.kind, c.dedupe, c.recipient::text, c.message_id, c.tries, c.created_at < now() "
    "- " GIVE_UP ", c.subject, c.body_text, c.body_html";
#define OF_MAIL " WHERE chantier_id = $1 AND kind = $2 AND dedupe = $3 AND recipient = $4"
static const char sent_sql[] = "UPDATE courrier SET state = 'sent', sent_at = clock_timestamp(), error = ''" OF_MAIL;
static const char failed_sql[] = "UPDATE courrier SET state = 'failed', error = $5" OF_MAIL " AND state = 'waiting'";
static const char later_sql[] =
    "UPDATE courrier SET next_try_at = clock_timestamp() + make_interval(secs => $6::int), error = $5" OF_MAIL;

static void claim(struct courrier *c);
static void mark(void *arg);

static void mail_deinit(struct mail *m)
{
    free(m->chantier_id);
    free(m->kind);
    free(m->dedupe);
    free(m->recipient);
    free(m->message_id);
    buf_deinit(&m->bytes);
    *m = (struct mail){0};
}

static int64_t setting(const struct courrier *c, const char *key)
{
    return settings_int(c->daemon->settings, key);
}

/* ---- after ---- */

static void on_marked(struct db_results *r, const struct err *e, void *arg)
{
    struct courrier *c = arg;
    struct sending *s = &c->sending;
    (void)r;
    if (e && err_transient(e) && !c->stopping) {
        timer_start(&s->again, c->daemon->loop, MARK_AGAIN_MS, 0, mark, c);
        return;
    }
    if (e)
        log_event(LOG_ERROR, "mail_not_marked", log_text("mail", s->mail.message_id), log_err(e));
    mail_deinit(&s->mail);
    s->state = SENDING_IDLE;
    if (!e)
        claim(c);
}

static int64_t pause_s(const struct courrier *c, int64_t tries)
{
    int64_t pause = setting(c, "SMTP_RETRY_S");
    for (int64_t i = 1; i < tries && pause < PAUSE_MAX_S; i++)
        pause *= 2;
    return pause < PAUSE_MAX_S ? pause : PAUSE_MAX_S;
}

/* Writes down what came of the mail in hand. */
static void mark(void *arg)
{
    struct courrier *c = arg;
    const struct mail *m = &c->sending.mail;
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    enum smtp_verdict v = m->answer.verdict;
    bool failed = v == SMTP_REFUSED || (v != SMTP_SENT && m->old);
    c->sending.state = SENDING_MARKING;
    db_add_text(&p, m->chantier_id);
    db_add_text(&p, m->kind);
    db_add_text(&p, m->dedupe);
    db_add_text(&p, m->recipient);
    if (v != SMTP_SENT)
        db_add_text(&p, m->answer.text);
    if (v != SMTP_SENT && !failed)
        db_add_int(&p, pause_s(c, m->tries));
    db_request_add(r, v == SMTP_SENT ? sent_sql : failed ? failed_sql : later_sql, &p, DB_BINARY);
    db_send(c->db, r, WAIT_MS, on_marked, c);
}

static void tell(struct courrier *c)
{
    const struct mail *m = &c->sending.mail;
    enum smtp_verdict v = m->answer.verdict;
    (v == SMTP_SENT ? c->sent : v == SMTP_REFUSED ? c->refused : c->delayed)->value++;
    if (v == SMTP_SENT)
        log_event(LOG_INFO, "mail_sent", log_text("mail", m->message_id), log_int("tries", m->tries));
    else
        log_event(LOG_WARN,
                  v == SMTP_REFUSED ? "mail_refused"
                  : v == SMTP_LATER ? "mail_delayed"
                                    : "smtp_away",
                  log_text("mail", m->message_id), log_int("tries", m->tries));
}

/* ---- the talk, on another thread ---- */

static void talk(void *arg)
{
    struct courrier *c = arg;
    struct mail *m = &c->sending.mail;
    smtp_send(c->sending.smtp, m->recipient, buf_text(&m->bytes), m->bytes.len, &m->answer);
}

static void forget(struct courrier *c)
{
    smtp_free(&c->sending.smtp);
    mail_deinit(&c->sending.mail);
    buf_deinit(&c->password);
}

static void on_talked(void *arg)
{
    struct courrier *c = arg;
    if (!c->db) { /* cut short by the end: the claim lets it be tried again after a pause */
        forget(c);
        return;
    }
    tell(c);
    if (c->sending.mail.answer.verdict == SMTP_AWAY)
        c->sending.hold_until_ms = loop_now_ms(c->daemon->loop) + (uint64_t)setting(c, "SMTP_RETRY_S") * 1000;
    mark(c);
}

/* ---- before ---- */

static void take(struct courrier *c, const struct db_result *r)
{
    struct mail *m = &c->sending.mail;
    *m = (struct mail){.chantier_id = mem_text(db_text(r, 0, 0)),
                       .kind = mem_text(db_text(r, 0, 1)),
                       .dedupe = mem_text(db_text(r, 0, 2)),
                       .recipient = mem_text(db_text(r, 0, 3)),
                       .message_id = mem_text(db_text(r, 0, 4)),
                       .tries = db_int64(r, 0, 5),
                       .old = db_bool(r, 0, 6)};
    const struct message message = {.from = settings_text(c->daemon->settings, "SMTP_FROM"),
                                    .from_name = FROM_NAME,
                                    .to = m->recipient,
                                    .subject = db_text(r, 0, 7),
                                    .message_id = m->message_id,
                                    .date_us = cal_now_us(),
                                    .text = db_text(r, 0, 8),
                                    .html = db_text(r, 0, 9)};
    message_format(&message, &m->bytes);
    c->sending.state = SENDING_TALKING;
    loop_work(c->daemon->loop, talk, on_talked, c);
}

static void on_claimed(struct db_results *r, const struct err *e, void *arg)
{
    struct courrier *c = arg;
    c->sending.state = SENDING_IDLE;
    if (e) {
        log_event(err_transient(e) ? LOG_WARN : LOG_ERROR, "claim_failed", log_err(e));
        return;
    }
    if (!db_rows(&r->items[0]))
        return;
    if (!letter_address(db_text(&r->items[0], 0, 3))) { /* the table lets none in */
        log_event(LOG_ERROR, "mail_without_address", log_text("mail", db_text(&r->items[0], 0, 4)));
        return;
    }
    take(c, &r->items[0]);
}

static void claim(struct courrier *c)
{
    struct sending *s = &c->sending;
    if (s->state != SENDING_IDLE || c->stopping || !db_up(c->db) || loop_now_ms(c->daemon->loop) < s->hold_until_ms)
        return;
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    const char *from = settings_text(c->daemon->settings, "SMTP_FROM");
    db_add_int(&p, setting(c, "SMTP_TIMEOUT_S") + LEASE_MORE_S);
    db_add_text(&p, strchr(from, '@') + 1);
    db_request_add(r, claim_sql, &p, DB_TEXT_RESULT);
    s->state = SENDING_CLAIMING;
    db_send(c->db, r, WAIT_MS, on_claimed, c);
}

/* ---- doors ---- */

static void on_tick(void *arg)
{
    claim(arg);
}

void sending_start(struct courrier *c, const struct smtp_config *config)
{
    uint64_t every = (uint64_t)setting(c, "SWEEP_MS");
    c->sending.smtp = smtp_new(config);
    timer_start(&c->sending.timer, c->daemon->loop, every, every, on_tick, c);
}

void sending_stop(struct courrier *c)
{
    timer_close(&c->sending.timer);
    timer_close(&c->sending.again);
    if (c->sending.state == SENDING_TALKING)
        smtp_abort(c->sending.smtp);
    else
        forget(c);
}

void sending_wake(struct courrier *c)
{
    claim(c);
}

bool sending_idle(const struct courrier *c)
{
    return c->sending.state == SENDING_IDLE;
}
