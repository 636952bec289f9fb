/* Posts what is due, one message at a time, in the order in which it was stored.
 *
 *   IDLE ──due──▶ CLAIMING ──taken──▶ POSTING ──▶ MARKING ──▶ IDLE (at once again)
 *                    │ nothing is due               │ the database is away: again, until it is written
 *                    └──▶ IDLE                      └──▶ MARKING
 *
 * As courrier sends mails: the claim is committed before the receiver hears of it and puts the next try beyond the
 * longest time that this one can take; the mark follows its 2xx. A receiver that is away or says anything else is tried
 * again after growing pauses, for five days: a wrong address may be put right. Meanwhile what came later waits behind
 * it, so that nobody reads the end of an alert before its beginning; only one that was refused for itself is passed;
 * two in a row are the address's fault. A drill waits for nobody.
 *
 * What Alertmanager is told of alerts is no row: see manager.c. Of a drill it gets a row as the chat does, so that what
 * became of it is known. */
#include "alerting/hooks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerting/manager.h"
#include "alerting/post.h"
#include "base/text.h"

#define WAIT_MS 10000
#define MARK_AGAIN_MS 1000
#define POST_MS 10000
#define LEASE_S (POST_MS / 1000 + 3)
#define PAUSE_MAX_S 1800

static const char claim_sql[] =
    "UPDATE cvg.webhook c SET tries = c.tries + 1, next_try_at = clock_timestamp() + make_interval(secs => $1::int)"
    " WHERE (c.chantier_id, c.cible, c.dedupe) = (SELECT w.chantier_id, w.cible, w.dedupe FROM cvg.webhook w"
    "        WHERE w.state = 'waiting' AND w.cible = ANY ($2::text[]) AND w.next_try_at <= clock_timestamp()"
    "          AND (w.dedupe LIKE 'exercice.%'"
    "               OR (SELECT count(*) FILTER (WHERE o.error !~ '^HTTP (400|413|422)') = 0 AND count(*) < 2"
    "                     FROM cvg.webhook o WHERE o.state = 'waiting' AND o.cible = w.cible AND o.dedupe NOT LIKE"
    "                     'exercice.%' AND (o.created_at, o.dedupe) < (w.created_at, w.dedupe)))"
    "        ORDER BY w.created_at, w.dedupe LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING c.chantier_id, c.dedupe, c.corps::text, c.tries, c.created_at < now() - interval '5 days', c.cible";
#define OF_ROW " WHERE chantier_id = $1 AND dedupe = $2 AND cible = $3"
static const char sent_sql[] = "UPDATE cvg.webhook SET state = 'sent', sent_at = clock_timestamp(), error = ''" OF_ROW;
static const char failed_sql[] = "UPDATE cvg.webhook SET state = 'failed', error = $4" OF_ROW;
static const char later_sql[] =
    "UPDATE cvg.webhook SET next_try_at = clock_timestamp() + make_interval(secs => $5::int), error = $4" OF_ROW;

static void claim(struct alerting *a);

static void forget(struct hooks *h)
{
    mem_free(&h->chantier_id);
    mem_free(&h->dedupe);
    mem_free(&h->cible);
    h->state = HOOKS_IDLE;
}

static int64_t pause_s(const struct alerting *a)
{
    int64_t pause = settings_int(a->daemon->settings, "ALERTE_RETRY_S");
    for (int64_t i = 1; i < a->hooks.tries && pause < PAUSE_MAX_S; i++)
        pause *= 2;
    return pause < PAUSE_MAX_S ? pause : PAUSE_MAX_S;
}

/* ---- after ---- */

static void mark(void *arg);

static void on_marked(struct db_results *r, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    (void)r;
    if (e && err_transient(e) && !a->stopping) {
        timer_start(&a->hooks.again, a->daemon->loop, MARK_AGAIN_MS, 0, mark, a);
        return;
    }
    if (e)
        log_event(LOG_ERROR, "hook_not_marked", log_text("hook", a->hooks.dedupe), log_err(e));
    bool more = !e && a->hooks.posted;
    forget(&a->hooks);
    if (more)
        claim(a);
}

/* Writes down what came of it. */
static void mark(void *arg)
{
    struct alerting *a = arg;
    const struct hooks *h = &a->hooks;
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    a->hooks.state = HOOKS_MARKING;
    db_add_text(&p, h->chantier_id);
    db_add_text(&p, h->dedupe);
    db_add_text(&p, h->cible);
    if (!h->posted)
        db_add_text(&p, h->why);
    if (!h->posted && !h->old)
        db_add_int(&p, pause_s(a));
    db_request_add(r, h->posted ? sent_sql : h->old ? failed_sql : later_sql, &p, DB_BINARY);
    db_send(a->db, r, WAIT_MS, on_marked, a);
}

static void on_posted(long status, const char *why, void *arg)
{
    struct alerting *a = arg;
    struct hooks *h = &a->hooks;
    h->posted = status >= 200 && status < 300;
    if (status && !h->posted)
        snprintf(h->why, sizeof h->why, "HTTP %ld: %.280s", status, why);
    else
        snprintf(h->why, sizeof h->why, "%.300s", why);
    text_mend(h->why);
    (h->posted ? h->sent : h->delayed)->value++;
    if (h->posted)
        log_event(LOG_INFO, "hook_posted", log_text("hook", h->dedupe), log_int("tries", h->tries));
    else
        log_event(LOG_WARN, "hook_delayed", log_text("hook", h->dedupe), log_int("tries", h->tries),
                  log_text("err", h->why));
    if (!a->db) { /* cut short by the end: the claim lets it be tried again */
        forget(h);
        return;
    }
    mark(a);
}

/* ---- before ---- */

static void put_url(const struct alerting *a, const char *cible, struct buf *out)
{
    if (strcmp(cible, HOOKS_ALERTMANAGER) == 0)
        manager_url(a, out);
    else
        buf_adds(out, settings_text(a->daemon->settings, "ALERTE_WEBHOOK"));
}

static void on_claimed(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct buf url = {0};
    struct hooks *h = &a->hooks;
    h->state = HOOKS_IDLE;
    if (e) {
        log_event(err_transient(e) ? LOG_WARN : LOG_ERROR, "hook_claim_failed", log_err(e));
        return;
    }
    const struct db_result *r = &res->items[0];
    if (!db_rows(r) || a->stopping)
        return;
    h->state = HOOKS_POSTING;
    h->chantier_id = mem_text(db_text(r, 0, 0));
    h->dedupe = mem_text(db_text(r, 0, 1));
    h->tries = db_int64(r, 0, 3);
    h->old = db_bool(r, 0, 4);
    h->cible = mem_text(db_text(r, 0, 5));
    put_url(a, h->cible, &url);
    post_start(a->daemon->loop, buf_text(&url), db_text(r, 0, 2), POST_MS, on_posted, a);
    buf_deinit(&url);
}

static void claim(struct alerting *a)
{
    struct db_request *r;
    struct db_params p = {0};
    struct db_array cibles = {0};
    if ((!a->chat && !a->alertmanager) || a->hooks.state != HOOKS_IDLE || a->stopping || !db_up(a->db))
        return;
    r = db_request_new();
    db_add_int(&p, LEASE_S);
    db_array_begin(&cibles, DB_TEXT);
    if (a->chat)
        db_array_add_text(&cibles, HOOKS_TEXTE);
    if (a->alertmanager)
        db_array_add_text(&cibles, HOOKS_ALERTMANAGER);
    db_add_array(&p, &cibles);
    db_request_add(r, claim_sql, &p, DB_BINARY);
    a->hooks.state = HOOKS_CLAIMING;
    db_send(a->db, r, WAIT_MS, on_claimed, a);
}

/* ---- doors ---- */

static void on_tick(void *arg)
{
    claim(arg);
}

int hooks_start(struct alerting *a, struct err *e)
{
    const char *url = settings_text(a->daemon->settings, "ALERTE_WEBHOOK");
    uint64_t every = (uint64_t)settings_int(a->daemon->settings, "SWEEP_MS");
    static const char help[] = "Tries to post a message from rows, by what came of them.";
    a->hooks.sent = metrics_counter(a->daemon->metrics, "cvg_hook_tries_total", "result=\"sent\"", help);
    a->hooks.delayed = metrics_counter(a->daemon->metrics, "cvg_hook_tries_total", "result=\"delayed\"", help);
    if (*url && post_check_url(url) < 0)
        return err_set(e, ERR_SETTING, "CVG_ALERTE_WEBHOOK should be http://… or https://…");
    a->chat = *url != 0;
    if (a->chat || a->alertmanager)
        timer_start(&a->hooks.timer, a->daemon->loop, every, every, on_tick, a);
    return 0;
}

void hooks_stop(struct alerting *a)
{
    timer_close(&a->hooks.timer);
    timer_close(&a->hooks.again);
    if (a->hooks.state != HOOKS_POSTING)
        forget(&a->hooks);
}

void hooks_wake(struct alerting *a)
{
    claim(a);
}

bool hooks_idle(const struct alerting *a)
{
    return a->hooks.state == HOOKS_IDLE;
}
