/* aggregation: keeps the figures of every perimeter live, and tells them.
 *
 * In: ChantierChanged from validation (PULL, aggregation.in), the whole state of a reporter under its version; and the
 * database, read whole at the start and swept every SWEEP_MS for what changed since the snapshot of the sweep before,
 * so that nothing depends on a message. Out: figures of the nation, each territory, the operationnels and, asked for by
 * name, each chantier, for every programme and live period: published when they change (XPUB, aggregation.pub, topic
 * "scope|programme|debut|fin"; a new subscription gets the present state at once), answered on request (ROUTER,
 * aggregation.ask), and a heartbeat each second.
 *
 * Promises: a figure is the sum of committed contributions, the highest version of each reporter; it never shows a sum
 * from which an accepted submission is missing. Never: keeps what it could not rebuild from the database; it writes
 * nothing there, and kill -9 costs a reload.
 *
 * Definitions. It serves the definitions of its own folder, read at the start, and counts contributions that bear their
 * digest only. After a change of definitions, validation computes every contribution anew; until the last one is there
 * the answer is "starting", the heartbeat says complete = false, and it is not ready. The same when a month or quarter
 * begins: a period that becomes live is answered with "starting" until every reporter that has an accepted submission
 * has its contribution for it; the other periods are served on.
 *
 * Fails: without the database it serves what it knows (as_known_on tells of when) and is not ready once that is older
 * than STALE_MS. */
#include <stdio.h>
#include <string.h>

#include "aggregation/service.h"
#include "base/cal.h"

#define STALE_MS 30000

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"RUN", SETTING_PATH, NULL, 1, 80, "directory of the daemons' sockets"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"SWEEP_MS", SETTING_INT, "2000", 10, 60000, "how often the database is asked for what changed"},
    {.kind = SETTING_NONE},
};

/* ---- in ---- */

static void on_changed(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct service *s = arg;
    struct wire_chantier m;
    struct totals_contribution list[WIRE_PERIODS_MAX];
    struct err e;
    (void)b, (void)user;
    if (n != 1 || wire_chantier_decode(parts[0].data, parts[0].len, &m, &e) < 0) {
        s->broken->value++;
        log_event(LOG_WARN, "message_broken", log_text("err", n == 1 ? e.text : "parts"));
        return;
    }
    struct totals_report r = {.reporter = m.reporter,
                              .version = m.version,
                              .situation = m.has_situation ? m.situation : CELL_NULL,
                              .rows_read = m.rows_read,
                              .rows_set_aside = m.rows_set_aside,
                              .contributions = list,
                              .contributions_n = m.periods_n};
    for (size_t i = 0; i < m.periods_n; i++)
        list[i] =
            (struct totals_contribution){m.periods[i].debut, m.periods[i].fin, m.periods[i].payload, m.periods[i].len};
    /* Of other definitions: the sweep will find what there is under ours. Before the load: it finds this too. */
    if (strcmp(m.definitions, s->definitions->digest) != 0 || !s->sweep.loaded)
        s->dropped->value++;
    else
        service_take(s, &r);
    wire_chantier_deinit(&m);
    publish_wake(s);
}

static void on_subscription(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    (void)b, (void)n, (void)user;
    publish_on_subscription(arg, parts[0].data, parts[0].len);
}

/* ---- time passes ---- */

static void look_at_clock(struct service *s)
{
    const struct numbers *numbers = &s->definitions->numbers;
    struct period live[PERIODS_LIVE_MAX], was[PERIODS_LIVE_MAX];
    int64_t now = cal_now_us();
    size_t n = periods_live(cal_paris_day(now), live), was_n;
    memcpy(was, totals_live(s->totals, &was_n), sizeof was);
    if (!totals_set_time(s->totals, live, n, period_last_night(now, numbers->deadline_hour, numbers->grace_hours)))
        return;
    bool same = n == was_n;
    for (size_t p = 0; same && p < n; p++)
        same = was[p].debut == live[p].debut && was[p].fin == live[p].fin;
    streams_forget_sent(&s->streams);
    if (!same && was_n) {
        log_event(LOG_INFO, "periods_changed", log_text("first", live[0].name));
        sweep_load(s);
    }
    publish_wake(s);
}

static void on_second(void *arg)
{
    struct service *s = arg;
    look_at_clock(s);
    publish_heartbeat(s);
    bool stale = loop_now_ms(s->daemon->loop) - s->sweep.known_ms > STALE_MS;
    daemon_ready(s->daemon, service_complete(s) && !stale);
}

/* ---- life ---- */

static void on_db_up(void *arg)
{
    log_event(LOG_INFO, "database_up");
    sweep_on_up(arg);
}

static void on_db_down(const char *why, void *arg)
{
    (void)arg;
    log_event(LOG_WARN, "database_away", log_text("why", why));
}

static double ask_reporters(void *arg)
{
    const struct service *s = arg;
    uint64_t hash;
    return (double)totals_hash(s->totals, &hash);
}

static double ask_age(void *arg)
{
    const struct service *s = arg;
    return s->sweep.known_us ? (double)(cal_now_us() - s->sweep.known_us) / 1e6 : -1;
}

static double ask_reference(void *arg)
{
    const struct service *s = arg;
    uint64_t version;
    totals_reference(s->totals, &version);
    return (double)version;
}

static double ask_complete(void *arg)
{
    return service_complete(arg);
}

static void open_metrics(struct service *s)
{
    struct metrics *m = s->daemon->metrics;
    s->taken = metrics_counter(m, "cvg_versions_taken_total", NULL, "New states of reporters taken.");
    s->dropped = metrics_counter(m, "cvg_versions_dropped_total", NULL,
                                 "States dropped: known already, older, or of other definitions.");
    s->broken = metrics_counter(m, "cvg_messages_broken_total", NULL,
                                "Messages and contributions that are not what they should be.");
    s->published = metrics_counter(m, "cvg_figures_published_total", NULL, "Figures published.");
    s->asked = metrics_counter(m, "cvg_figures_answered_total", NULL, "Requests answered.");
    s->sweeps = metrics_counter(m, "cvg_sweeps_total", NULL, "Sweeps of the database that were answered.");
    s->latency = metrics_gauge(m, "cvg_publish_latency_ms", NULL,
                               "From the oldest change taken to the last figure published, last time.");
    metrics_gauge_of(m, "cvg_reporters", NULL, "Reporters with a version.", ask_reporters, s);
    metrics_gauge_of(m, "cvg_as_known_age_seconds", NULL, "Age of the newest sweep; -1 before the first.", ask_age, s);
    metrics_gauge_of(m, "cvg_reference_version", NULL, "Version of the reference data.", ask_reference, s);
    metrics_gauge_of(m, "cvg_complete", NULL, "1 when every expected contribution is there.", ask_complete, s);
}

static struct bus *bind_bus(struct service *s, enum bus_type type, const char *name, bus_on_message *fn, struct err *e)
{
    char address[BUS_ADDRESS_MAX];
    const char *bind[] = {address, NULL};
    snprintf(address, sizeof address, "ipc://%s/%s", settings_text(s->daemon->settings, "RUN"), name);
    return bus_open(s->daemon->loop, s->daemon->zmq,
                    &(struct bus_config){.type = type, .bind = bind, .hwm = 10000, .on_message = fn, .arg = s}, e);
}

static int start(struct daemon *d, struct err *e)
{
    struct service *s = d->state;
    const char *folder = settings_text(d->settings, "PROGRAMME");
    s->daemon = d;
    if (definitions_load(*folder ? folder : definitions_folder(), &s->definitions, e) < 0)
        return -1;
    s->totals = totals_new(s->definitions);
    open_metrics(s);
    look_at_clock(s);
    if (!(s->in = bind_bus(s, BUS_PULL, "aggregation.in", on_changed, e)) ||
        !(s->pub = bind_bus(s, BUS_XPUB, "aggregation.pub", on_subscription, e)) ||
        !(s->ask = bind_bus(s, BUS_ROUTER, "aggregation.ask", answer_on_message, e)))
        return -1;
    sweep_start(s);
    s->db = db_open(d->loop, &(struct db_config){.conninfo = settings_text(d->settings, "DB"),
                                                 .password_file = settings_text(d->settings, "DB_PASSWORD_FILE"),
                                                 .name = "aggregation",
                                                 .on_up = on_db_up,
                                                 .on_down = on_db_down,
                                                 .arg = s});
    timer_start(&s->second, d->loop, 1000, 1000, on_second, s);
    return 0;
}

static void stop(struct daemon *d)
{
    struct service *s = d->state;
    timer_close(&s->second);
    sweep_stop(s);
    timer_close(&s->publish);
    if (s->db)
        db_close(&s->db);
    bus_close(&s->in);
    bus_close(&s->pub);
    bus_close(&s->ask);
    streams_deinit(&s->streams);
    totals_free(&s->totals);
    definitions_free(&s->definitions);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "aggregation",
        .page = "aggregation keeps the figures of every perimeter live, and tells them: published when they change, "
                "answered on request.",
        .settings = settings,
        .state_size = sizeof(struct service),
        .start = start,
        .stop = stop,
    };
    return daemon_run(&spec, argc, argv);
}
