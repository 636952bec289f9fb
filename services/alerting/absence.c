/* Our own absence.
 *
 * Once a minute it is written down that we are there. Who starts and finds that to be old asks intake since when it is
 * there: where it began long after, the whole machine was away, and from then to that start nothing could be sent. It
 * is told as an outage of intake. Where intake was there all the time only we were away, and nothing is excused. */
#include "alerting/absence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerting/post.h"
#include "alerting/watch.h"
#include "base/cal.h"

#define GAP_US (60 * 1000000LL)
#define ASK_MS 5000
#define STARTED "\nprocess_start_time_seconds "

const char absence_sql[] = "SELECT p.vu FROM cvg.alerte_pouls p";
const char absence_here_sql[] = "SELECT cvg.alerte_la($1::timestamptz)";

static void on_metrics(long status, const char *text, void *arg)
{
    struct alerting *a = arg;
    const char *at = status == 200 ? strstr(text, STARTED) : NULL;
    int64_t since = at ? (int64_t)strtod(at + strlen(STARTED), NULL) * 1000000 : 0, now = cal_now_us();
    if (!a->stopping && since > a->absence.from_us + GAP_US && since <= now) {
        log_event(LOG_WARN, "all_were_away", log_int("seconds", (since - a->absence.from_us) / 1000000));
        watch_add_outage(a, "intake", a->absence.from_us);
    }
    a->absence.done(a);
}

bool absence_ask(struct alerting *a, const struct db_result *r, void (*done)(void *arg))
{
    char url[300];
    const char *intake = watch_address(a, "intake");
    if (a->absence.known)
        return false;
    a->absence.known = true;
    if (!intake || db_is_null(r, 0, 0) || cal_now_us() - db_instant(r, 0, 0) < GAP_US)
        return false;
    a->absence.from_us = db_instant(r, 0, 0);
    a->absence.done = done;
    snprintf(url, sizeof url, "http://%.250s/metrics", intake);
    post_start(a->daemon->loop, url, NULL, ASK_MS, on_metrics, a);
    return true;
}
