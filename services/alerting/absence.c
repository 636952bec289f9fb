/* Our own absence.
 *
 * Once a minute it is written down that we are there. Who starts and finds that to be old asks intake since when it is
 * there: where it began long after, the whole machine was away, and from then to that start nothing could be sent. It
 * is told as an outage of intake. Where intake was there all the time only we were away, and nothing is excused.
 *
 * After a reboot intake may come later than we do. It is asked again for two minutes, and nothing is judged meanwhile:
 * the silences of that time may be ours. If it does not answer until then it is silent since we were last
 * there. */
#include "alerting/absence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerting/post.h"
#include "alerting/watch.h"
#include "base/cal.h"

#define GAP_US (60 * 1000000LL)
#define ASK_MS 5000
#define AGAIN_MS 1000
#define PATIENCE_MS 120000
#define STARTED "\nprocess_start_time_seconds "

const char absence_sql[] =
    "SELECT p.vu, greatest(p.vu, (SELECT max(s.received_at) FROM cvg.submission s)) FROM cvg.alerte_pouls p";
const char absence_here_sql[] = "SELECT cvg.alerte_la($1::timestamptz)";

static void ask(void *arg);

static void finish(struct alerting *a)
{
    void (*done)(void *arg) = a->absence.done;
    a->absence.done = NULL;
    done(a);
}

static void on_metrics(long status, const char *text, void *arg)
{
    struct alerting *a = arg;
    const char *at = status == 200 ? strstr(text, STARTED) : NULL;
    int64_t since = at ? (int64_t)strtod(at + strlen(STARTED), NULL) * 1000000 : 0, now = cal_now_us();
    if (!a->absence.done) /* stopped */
        return;
    if (status == 0 && !a->stopping && loop_now_ms(a->daemon->loop) - a->absence.asked_ms < PATIENCE_MS) {
        daemon_ready(a->daemon, true); /* it waits for another one */
        timer_start(&a->absence.again, a->daemon->loop, AGAIN_MS, 0, ask, a);
        return;
    }
    if (status == 0 && !a->stopping)
        watch_silent(a, "intake", a->absence.from_us);
    if (!a->stopping && since > a->absence.from_us + GAP_US && since <= now) {
        log_event(LOG_WARN, "all_were_away", log_int("seconds", (since - a->absence.from_us) / 1000000));
        watch_add_outage(a, "intake", a->absence.from_us);
    }
    finish(a);
}

static void ask(void *arg)
{
    struct alerting *a = arg;
    char url[300];
    snprintf(url, sizeof url, "http://%.250s/metrics", watch_address(a, "intake"));
    post_start(a->daemon->loop, url, NULL, ASK_MS, on_metrics, a);
}

bool absence_ask(struct alerting *a, const struct db_result *r, void (*done)(void *arg))
{
    if (a->absence.known)
        return false;
    a->absence.known = true;
    watch_base_since(a, db_is_null(r, 0, 1) ? cal_now_us() : db_instant(r, 0, 1));
    if (!watch_address(a, "intake") || db_is_null(r, 0, 0) || cal_now_us() - db_instant(r, 0, 0) < GAP_US)
        return false;
    a->absence.from_us = db_instant(r, 0, 0);
    a->absence.asked_ms = loop_now_ms(a->daemon->loop);
    a->absence.done = done;
    ask(a);
    return true;
}

void absence_stop(struct alerting *a)
{
    timer_close(&a->absence.again);
    a->absence.done = NULL;
}
