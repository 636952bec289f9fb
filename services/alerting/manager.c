/* Posts what is open to Alertmanager (POST /api/v2/alerts), once a minute and when something changed.
 *
 * Its way is the state, not the event: what is repeated fires, what is not repeated ends by itself, and what was
 * resolved in the last quarter of an hour is said to be. So nothing is kept for it: whatever it missed while it was
 * away, it knows with the next post. What is silenced, acknowledged or held back by a cause does not fire. */
#include "alerting/manager.h"

#include <stdio.h>
#include <string.h>

#include "alerting/post.h"
#include "base/cal.h"

#define REPEAT_MS 60000
#define FIRST_MS 1000
#define POST_MS 10000
#define WAIT_MS 10000
#define PATH "/api/v2/alerts"

#define AS_JSON "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'"

/* What is open and free of causes and silences, and what ended a while ago; not what names a person's parcours. */
static const char open_sql[] =
    "SELECT coalesce(json_agg(json_build_object("
    "         'labels', json_build_object('alertname', a.regle, 'alert', cvg.alerte_id(a.chantier_id, a.n),"
    "           'reporter', a.chantier_id, 'subject', a.sujet,"
    "           'severity', CASE a.niveau WHEN 'critique' THEN 'critical' ELSE 'warning' END),"
    "         'annotations', json_build_object('summary', a.libelle,"
    "           'description', concat_ws(' ', a.texte, a.quoi_faire)),"
    "         'startsAt', to_char(a.depuis AT TIME ZONE 'UTC', " AS_JSON "),"
    "         'endsAt', to_char(coalesce(a.resolue_le, $1::timestamptz + interval '5 minutes') AT TIME ZONE "
    "'UTC', " AS_JSON ")) ORDER BY a.chantier_id, a.n), '[]')::text"
    "  FROM (SELECT x.* FROM cvg.alerte x WHERE x.etat = 'ouverte' AND NOT EXISTS ("
    "            SELECT 1 FROM cvg.alerte_silences(ARRAY[x.chantier_id], $1::timestamptz) s"
    "             WHERE s.regle IN ('', x.regle) AND s.sujet IN ('', x.sujet))"
    "        UNION ALL SELECT x.* FROM cvg.alerte x"
    "         WHERE x.etat = 'resolue' AND x.resolue_le > $1::timestamptz - interval '15 minutes') a"
    " WHERE a.regle <> ALL ('{A-PROLONGATION,A-POST-SORTIE}') AND a.cause = ''";

static void on_tick(void *arg)
{
    manager_wake(arg);
}

/* Once a minute; sooner after what failed, with growing pauses up to that. */
static void plan(struct alerting *a)
{
    uint64_t pause = (uint64_t)settings_int(a->daemon->settings, "ALERTE_RETRY_S") * 1000;
    for (int i = 1; i < a->manager.misses && pause < REPEAT_MS; i++)
        pause *= 2;
    pause = a->manager.misses && pause < REPEAT_MS ? pause : REPEAT_MS;
    timer_start(&a->manager.timer, a->daemon->loop, pause, REPEAT_MS, on_tick, a);
}

static void on_posted(long status, const char *why, void *arg)
{
    struct alerting *a = arg;
    bool good = status >= 200 && status < 300;
    a->manager.busy = false;
    (good ? a->manager.sent : a->manager.missed)->value++;
    if (!good && !a->manager.failing)
        log_event(LOG_WARN, "manager_away", log_int("status", status), log_text("why", why));
    if (good && a->manager.failing)
        log_event(LOG_INFO, "manager_back");
    a->manager.failing = !good;
    a->manager.misses = good ? 0 : a->manager.misses + 1;
    if (a->stopping)
        return;
    plan(a);
    if (good && a->manager.again)
        manager_wake(a);
}

void manager_url(const struct alerting *a, struct buf *out)
{
    buf_addf(out, "%s" PATH, settings_text(a->daemon->settings, "ALERTE_ALERTMANAGER"));
}

static void on_open(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct buf url = {0};
    if (e || a->stopping) {
        a->manager.busy = false;
        return;
    }
    manager_url(a, &url);
    post_start(a->daemon->loop, buf_text(&url), db_text(&res->items[0], 0, 0), POST_MS, on_posted, a);
    buf_deinit(&url);
}

void manager_wake(struct alerting *a)
{
    struct db_request *r;
    struct db_params p = {0};
    if (!a->alertmanager)
        return;
    a->manager.again = a->manager.busy;
    if (a->manager.busy || !db_up(a->db) || !a->turn.locked)
        return;
    a->manager.busy = true;
    r = db_request_new();
    db_add_instant(&p, cal_now_us());
    db_request_add(r, open_sql, &p, DB_BINARY);
    db_send(a->db, r, WAIT_MS, on_open, a);
}

int manager_start(struct alerting *a, struct err *e)
{
    const char *url = settings_text(a->daemon->settings, "ALERTE_ALERTMANAGER");
    static const char help[] = "Posts of what is open to Alertmanager, by what came of them.";
    if (!*url)
        return 0;
    if (post_check_url(url) < 0)
        return err_set(e, ERR_SETTING, "CVG_ALERTE_ALERTMANAGER should be http://… or https://…");
    a->alertmanager = true;
    a->manager.sent = metrics_counter(a->daemon->metrics, "cvg_manager_posts_total", "result=\"sent\"", help);
    a->manager.missed = metrics_counter(a->daemon->metrics, "cvg_manager_posts_total", "result=\"missed\"", help);
    timer_start(&a->manager.timer, a->daemon->loop, FIRST_MS, REPEAT_MS, on_tick, a);
    return 0;
}

void manager_stop(struct alerting *a)
{
    timer_close(&a->manager.timer);
}
