/* validation: judges what intake has taken in, and writes everything that comes of it.
 *
 * In: submissions that wait in the database (a hint from intake only saves the wait of the sweep); the state in force
 * of their reporters. Out: findings, versions of facts, contributions of the live periods and the submission's state,
 * in one transaction an outcome; then the reporter's new state to aggregation and a hint to intake.
 *
 * Promises: an outcome is written whole or not at all; a submission is judged once; new periods and new definitions
 * give every reporter its contributions without any submission; what kills a worker is judged alone, and after three
 * deaths set apart, and delays nobody. Never: trusts a size, a date, an encoding; keeps anything that the database does
 * not have.
 *
 * Any number of workers, on any number of machines, may run. A worker that dies leaves its submissions waiting: its
 * locks end with its connection, and its claims tell the others what it had in hand. Without the database it waits. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "validation/worker.h"

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"RUN", SETTING_PATH, NULL, 1, 80, "directory of the daemons' sockets"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"WORKER", SETTING_TEXT, "1", 1, 20, "name of this worker, for the log"},
    {"SWEEP_MS", SETTING_INT, "250", 10, 60000, "how often what waits is looked for without a hint"},
    {"ROWS_MAX", SETTING_INT, "1000000", 1, 100000000, "rows of a submission; more are refused"},
    {"BODY_MAX", SETTING_BYTES, "64M", 1, 1 << 30, "bytes of all files of a submission, archives unpacked"},
    {"CACHE_MAX", SETTING_BYTES, "256M", 0, 1ll << 40, "memory for the states of reporters between rounds"},
    {.kind = SETTING_NONE},
};

static void on_hint(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    (void)b, (void)parts, (void)n, (void)user;
    round_start(arg); /* whatever it says: the database is asked */
}

#define REAP_EVERY_MS 1000
#define RECHECK_EVERY_MS 30000

static void on_sweep(void *arg)
{
    struct worker *w = arg;
    uint64_t now = loop_now_ms(w->daemon->loop);
    if (now - w->completed_ms > RECHECK_EVERY_MS) /* another worker, with other definitions, may have undone it */
        w->complete = false;
    round_start(w);
    if (w->number && now - w->reaped_ms > REAP_EVERY_MS)
        claims_sweep(w);
}

static void tell_ready(struct worker *w)
{
    daemon_ready(w->daemon, db_up(w->db) && db_up(w->marks));
}

static void on_db_up(void *arg)
{
    tell_ready(arg);
}

static void on_db_down(const char *why, void *arg)
{
    struct worker *w = arg;
    log_event(LOG_WARN, "database_away", log_text("why", why));
    tell_ready(w);
}

static void on_marks_up(void *arg)
{
    struct worker *w = arg;
    tell_ready(w);
    claims_open(w);
}

static void on_marks_down(const char *why, void *arg)
{
    struct worker *w = arg;
    w->number = 0;
    on_db_down(why, arg);
}

static struct bus *connect_bus(struct worker *w, enum bus_type type, const char *name, bus_on_message *fn,
                               struct err *e)
{
    char address[BUS_ADDRESS_MAX];
    const char *const list[] = {address, NULL};
    snprintf(address, sizeof address, "ipc://%s/%s", settings_text(w->daemon->settings, "RUN"), name);
    struct bus_config config = {.type = type, .connect = list, .on_message = fn, .arg = w};
    return bus_open(w->daemon->loop, w->daemon->zmq, &config, e);
}

static void open_metrics(struct worker *w)
{
    struct metrics *m = w->daemon->metrics;
    for (int v = 1; v < VERDICT_COUNT; v++) {
        char labels[64];
        snprintf(labels, sizeof labels, "state=\"%s\"", verdict_name((enum verdict)v));
        w->judged[v] = metrics_counter(m, "cvg_submissions_judged_total", labels, "submissions judged, by state");
    }
    w->rounds_total = metrics_counter(m, "cvg_rounds_total", NULL, "transactions of outcomes committed");
    w->quarantined =
        metrics_counter(m, "cvg_submissions_quarantined_total", NULL, "submissions set apart after three deaths");
    w->batch = metrics_gauge(m, "cvg_round_submissions", NULL, "submissions in the last round");
    w->round_ms = metrics_gauge(m, "cvg_round_ms", NULL, "milliseconds from the last round's locks to its commit");
}

static int start(struct daemon *d, struct err *e)
{
    struct worker *w = d->state;
    const char *folder = settings_text(d->settings, "PROGRAMME");
    w->daemon = d;
    w->on_work = round_start;
    open_metrics(w);
    if (definitions_load(*folder ? folder : definitions_folder(), &w->definitions, e))
        return -1;
    for (size_t k = 0; k < w->definitions->datasets_n; k++)
        facts_init(&w->facts[k], w->definitions->datasets[k]);
    w->cache.definitions = w->definitions;
    w->cache.bytes_max = (size_t)settings_int(d->settings, "CACHE_MAX");
    w->bytes_max = (size_t)settings_int(d->settings, "BODY_MAX");
    w->rows_max = (size_t)settings_int(d->settings, "ROWS_MAX");
    if (!(w->hints_in = connect_bus(w, BUS_SUB, "intake.pub", on_hint, e)) ||
        !(w->to_intake = connect_bus(w, BUS_PUSH, "intake.in", NULL, e)) ||
        !(w->to_aggregation = connect_bus(w, BUS_PUSH, "aggregation.in", NULL, e)))
        return -1;
    bus_subscribe(w->hints_in, "", 0);
    struct db_config config = {.conninfo = settings_text(d->settings, "DB"),
                               .password_file = settings_text(d->settings, "DB_PASSWORD_FILE"),
                               .name = "validation",
                               .on_up = on_db_up,
                               .on_down = on_db_down,
                               .arg = w};
    w->db = db_open(d->loop, &config);
    config.name = "validation marks";
    config.on_up = on_marks_up;
    config.on_down = on_marks_down;
    w->marks = db_open(d->loop, &config);
    uint64_t every = (uint64_t)settings_int(d->settings, "SWEEP_MS");
    timer_start(&w->sweep_timer, d->loop, every, every, on_sweep, w);
    log_event(LOG_INFO, "started", log_text("worker", settings_text(d->settings, "WORKER")),
              log_text("definitions", w->definitions->digest));
    return 0;
}

static bool drained(struct daemon *d)
{
    struct worker *w = d->state;
    w->stopping = true;
    return w->round == ROUND_IDLE;
}

static void stop(struct daemon *d)
{
    struct worker *w = d->state;
    w->stopping = true;
    timer_close(&w->sweep_timer);
    timer_close(&w->retry_timer);
    db_close(&w->marks);
    db_close(&w->db); /* fails the round that is in hand: it is rolled back */
    bus_close(&w->to_aggregation);
    bus_close(&w->to_intake);
    bus_close(&w->hints_in);
    timer_close(&w->retry_timer);
    w->stopped = true;
    if (w->round != ROUND_JUDGING) /* else on_judged() does it */
        worker_free(w);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "validation",
        .page =
            "Judges what intake has taken in, and writes everything that comes of it: findings, facts, contributions.\n"
            "Reads and writes PostgreSQL; tells aggregation and intake over ZeroMQ. Any number may run.\n",
        .settings = settings,
        .state_size = sizeof(struct worker),
        .start = start,
        .drained = drained,
        .stop = stop,
    };
    return daemon_run(&spec, argc, argv);
}
