/* reporting: answers what is not live, prepares quarters that somebody asked for, closes those whose day came.
 *
 * In: asks (ROUTER, reporting.ask) for figures of any period and as known at any instant, for many perimeters at once;
 * for curves, the file active on the evening of each of many days; for the lists of a chantier, what it has to
 * complete, the caseload of its accompagnants and its forecast; for a quarterly report in short, or one of its files.
 * Out: one answer an ask, in any order, from one snapshot of the database: what `cvg figures --as-known-on` and `cvg
 * show` tell, by the same engine.
 *
 * A quarter that a person asks for (a row of `arrete_demande`) it prepares in their name: frozen figures, their
 * bridges, and what of them disclosure control lets out. Some days after a quarter's end (`arrete.delai_jours`), unless
 * people closed one, it makes and closes it itself (closing.c).
 *
 * Promises: same data, same definitions, same instant: the same answer; an answer bears the digest of the definitions
 * and the instant as of which it is true; a quarter is closed once, in one transaction. Never: writes anything else;
 * keeps anything from one answer to the next but the files of what is closed (kept.h), which it can make again, so that
 * kill -9 costs who waits a second question; stores a release that disclosure control has not passed. It reads the rows
 * of people, which who asks cannot: only sums, and lists for who may see them, go out, and whom they are shown to is
 * decided by who asks.
 *
 * Asks are answered over CONNECTIONS connections, each on a thread of its own; QUEUE_MAX more wait, at most
 * WAIT_MAX_MS; whatever is beyond is told so at once. One statement takes STATEMENT_MS at most. Without the database
 * every ask is answered with "away", and it is not ready. */
#include <stdio.h>

#include "reporting/reporting.h"

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"RUN", SETTING_PATH, NULL, 1, 80, "directory of the daemons' sockets"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"REPORT_KEY_FILE", SETTING_TEXT, "", 0, 4096, "file with the key that reports are signed with; empty: none leave"},
    {.kind = SETTING_NONE},
};

static void on_db_up(void *arg)
{
    struct reporting *r = arg;
    log_event(LOG_INFO, "database_up");
    daemon_ready(r->daemon, true);
}

static void on_db_down(const char *why, void *arg)
{
    struct reporting *r = arg;
    log_event(LOG_WARN, "database_away", log_text("why", why));
    daemon_ready(r->daemon, false);
}

static double ask_waiting(void *arg)
{
    const struct reporting *r = arg;
    return (double)(r->waiting_n + r->in_hand_n);
}

static double packages_made(void *arg)
{
    const struct reporting *r = arg;
    return (double)kept_made(r->kept);
}

static void open_metrics(struct reporting *r)
{
    struct metrics *m = r->daemon->metrics;
    r->answered = metrics_counter(m, "cvg_asks_answered_total", NULL, "Asks answered.");
    r->refused = metrics_counter(m, "cvg_asks_refused_total", NULL, "Asks answered with an error.");
    r->dropped = metrics_counter(m, "cvg_answers_dropped_total", NULL, "Answers whose client had gone.");
    r->broken = metrics_counter(m, "cvg_messages_broken_total", NULL, "Messages that are no ask.");
    r->closed = metrics_counter(m, "cvg_quarters_closed_total", NULL, "Quarters closed by the calendar.");
    r->last_ms = metrics_gauge(m, "cvg_answer_ms", NULL, "From the last ask taken to its answer.");
    metrics_gauge_of(m, "cvg_report_packages_made", NULL, "Packages of closed reports made since it started.",
                     packages_made, r);
    metrics_gauge_of(m, "cvg_asks_in_hand", NULL, "Asks that wait or are being answered.", ask_waiting, r);
}

static int start(struct daemon *d, struct err *e)
{
    struct reporting *r = d->state;
    const char *folder = settings_text(d->settings, "PROGRAMME");
    char address[BUS_ADDRESS_MAX];
    const char *bind[] = {address, NULL};
    r->daemon = d;
    r->end = &r->first;
    if (definitions_load(*folder ? folder : definitions_folder(), &r->definitions, e) < 0)
        return -1;
    r->kept = kept_new(KEPT_BYTES);
    open_metrics(r);
    snprintf(address, sizeof address, "ipc://%s/reporting.ask", settings_text(d->settings, "RUN"));
    r->ask = bus_open(
        d->loop, d->zmq,
        &(struct bus_config){
            .type = BUS_ROUTER, .bind = bind, .msg_max = WIRE_ASK_MAX, .on_message = queue_on_message, .arg = r},
        e);
    if (!r->ask)
        return -1;
    r->watch = db_open(d->loop, &(struct db_config){.conninfo = settings_text(d->settings, "DB"),
                                                    .password_file = settings_text(d->settings, "DB_PASSWORD_FILE"),
                                                    .name = "reporting",
                                                    .on_up = on_db_up,
                                                    .on_down = on_db_down,
                                                    .arg = r});
    closing_start(r);
    return 0;
}

static bool drained(struct daemon *d)
{
    struct reporting *r = d->state;
    r->stopping = true;
    return queue_empty(r);
}

static void stop(struct daemon *d)
{
    struct reporting *r = d->state;
    closing_stop(r);
    if (r->watch)
        db_close(&r->watch);
    bus_close(&r->ask);
    queue_stop(r);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "reporting",
        .page = "reporting answers what is not live: figures of any period and as known at any instant, curves, lists.",
        .settings = settings,
        .state_size = sizeof(struct reporting),
        .start = start,
        .drained = drained,
        .stop = stop,
    };
    return daemon_run(&spec, argc, argv);
}
