/* dashboard: shows the file active and everything around it, live, to the people who may see it.
 *
 * In: figures of every perimeter from aggregation (SUB, aggregation.pub), kept as the last whole state of each; its
 * heartbeat; the database, swept every half second for reference data and for what became of submissions; answers of
 * reporting for what is not live (reporting.ask). From people: pages, forms, GET /v1/figures, GET /v1/stream; files of
 * a reporter, which are checked here and handed in at intake's door.
 * Out: pages rendered here, whole without a script; JSON, CSV and workbooks of what they show; a stream of events that
 * keeps an open page live; acts of people, each one transaction with its line in the journal.
 *
 * Promises: an open page shows a commit within a second, or says that it is stale, since when and why. Nobody is shown
 * a perimeter that is not theirs. Below Convergence no sensitive figure moves more than once a day or tells of fewer
 * than secret.k_sensible people. No request to anybody else's server; no script or style but its own.
 *
 * Never: reads a person's row of the database (its role cannot); decides by a message alone; keeps what it could not
 * rebuild, but for files that were dropped and not sent yet: half an hour, in memory, for who dropped them.
 *
 * Failing: without aggregation it shows what it heard last, and says so; without the database pages are answered 503
 * and open ones stay, stale; without reporting what is not live is said to be missing; without intake a deposit is
 * checked, kept, and said not to be sent. Killed, it loses nothing but deposits that were not sent, and says so:
 * sessions are the database's, and an open page comes back by itself. */
#include <stdlib.h>

#include "dashboard/dashboard.h"
#include "dashboard/depot.h"
#include "dashboard/page.h"
#include "dashboard/labels.h"
#include "dashboard/pages.h"
#include "dashboard/session.h"
#include "dashboard/sign_in.h"

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"RUN", SETTING_PATH, NULL, 1, 80, "directory of the daemons' sockets"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"TO", SETTING_TEXT, "", 0, 256, "address of intake, HOST:PORT or http(s)://…; empty: no form to deposit files"},
    {"DEPOT_SECRET_FILE", SETTING_TEXT, "", 0, 4096,
     "file with the secret that the keys of those deposits are made of"},
    {"BODY_MAX", SETTING_BYTES, "64M", 1, 1ll << 30, "bytes of all files of a submission"},
    {"ROWS_MAX", SETTING_INT, "1000000", 1, 100000000, "rows of a submission; more are refused"},
    {"TRUSTED_PROXY", SETTING_TEXT, "127.0.0.0/8, ::1", 0, 4096,
     "reverse proxies whose X-Forwarded-For is believed: addresses and networks"},
    {"SECURE", SETTING_BOOL, "no", 0, 0, "cookies go over TLS only; set it behind a reverse proxy"},
    {.kind = SETTING_NONE},
};

static void on_up(void *arg)
{
    struct dashboard *d = arg;
    if (d->db)
        sweep_on_up(d);
}

static void on_down(const char *why, void *arg)
{
    struct dashboard *d = arg;
    log_event(LOG_WARN, "database_away", log_text("why", why));
    daemon_ready(d->daemon, false);
}

static void on_notice(const char *severity, const char *text, void *arg)
{
    (void)arg;
    log_event(LOG_WARN, "database_notice", log_text("severity", severity), log_text("text", text));
}

static void render(struct http_req *r, int status, const char *name, json_t *document, const struct viewer *v,
                   void *arg)
{
    page_render(arg, r, status, name, document, v);
}

static void open_metrics(struct dashboard *d)
{
    struct metrics *m = d->daemon->metrics;
    d->streams = metrics_gauge(m, "cvg_streams", NULL, "pages that listen");
    d->events = metrics_counter(m, "cvg_stream_events_total", NULL, "writes to them");
    d->dropped = metrics_counter(m, "cvg_stream_slow_total", NULL, "readers that were too slow and let go");
    d->pages = metrics_counter(m, "cvg_pages_total", NULL, "pages asked for");
    d->figures = metrics_counter(m, "cvg_figures_taken_total", NULL, "states of perimeters that changed");
}

static void open_routes(struct dashboard *d)
{
    const struct sign_in_config config = {.db = d->db,
                                          .sessions = d->sessions,
                                          .passwords = &d->passwords,
                                          .directory = &d->directory,
                                          .render = render,
                                          .arg = d};
    d->passwords = (struct work_line){.loop = d->daemon->loop, .at_once = 2, .waiting_max = DASHBOARD_PASSWORDS_MAX};
    d->heavy = (struct work_line){.loop = d->daemon->loop, .at_once = 2, .waiting_max = DASHBOARD_HEAVY_MAX};
    d->sign_in = sign_in_new(&config);
    sign_in_add_routes(d->sign_in, d->daemon->http);
    api_open(d);
    stream_add_route(d);
    stream_open(d);
    page_france_open(d);
    page_territoire_open(d);
    page_chantier_open(d);
    page_personnes_open(d);
    page_journal_open(d);
    page_depot_open(d);
    page_envoi_open(d);
    page_retenues_open(d);
    page_retenue_open(d);
    page_remontees_open(d);
    page_fermetures_open(d);
    page_reference_open(d);
    page_reference_territoire_open(d);
    page_reference_chantier_open(d);
    page_reference_fermetures_open(d);
    page_indicateurs_open(d);
    page_indicateur_open(d);
    page_alertes_open(d);
    page_alerte_open(d);
    page_rapports_open(d);
    page_rapport_open(d);
    page_rapport_fichier_open(d);
    page_rapport_chiffre_open(d);
    page_add_nowhere(d);
}

static int start(struct daemon *daemon, struct err *e)
{
    struct dashboard *d = daemon->state;
    const char *folder = settings_text(daemon->settings, "PROGRAMME");
    struct origin_proxies proxies;
    d->daemon = daemon;
    if (origin_proxies_read(settings_text(daemon->settings, "TRUSTED_PROXY"), &proxies, e) < 0)
        return err_set(e, ERR_SETTING, "CVG_TRUSTED_PROXY: %s", e->text);
    open_metrics(d);
    if (definitions_load(*folder ? folder : definitions_folder(), &d->definitions, e) < 0)
        return -1;
    labels_print(d->definitions->catalogue);
    if (carte_load(&d->carte, *folder ? folder : definitions_folder(), e) < 0)
        return -1;
    live_init(&d->live, d->definitions);
    struct db_config db = {.conninfo = settings_text(daemon->settings, "DB"),
                           .password_file = settings_text(daemon->settings, "DB_PASSWORD_FILE"),
                           .name = "dashboard",
                           .on_up = on_up,
                           .on_down = on_down,
                           .on_notice = on_notice,
                           .arg = d};
    d->db = db_open(daemon->loop, &db);
    db.on_up = NULL; /* the same server: one connection tells of it */
    db.on_down = NULL;
    d->slow = db_open(daemon->loop, &db);
    d->past = past_open(daemon->loop, daemon->zmq, settings_text(daemon->settings, "RUN"), e);
    if (!d->past)
        return -1;
    d->sessions = sessions_new(daemon->loop, d->db, settings_bool(daemon->settings, "SECURE"), &proxies);
    if (depot_open(d, e) < 0)
        return -1;
    open_routes(d);
    sweep_start(d);
    return follow_open(d, e);
}

/* From SIGTERM on: what another thread has in hand is finished. */
static bool drained(struct daemon *daemon)
{
    struct dashboard *d = daemon->state;
    return depot_idle(d) && work_line_idle(&d->heavy);
}

static void stop(struct daemon *daemon)
{
    struct dashboard *d = daemon->state;
    work_line_finish(&d->heavy); /* it reads the definitions */
    follow_close(d);
    sweep_stop(d);
    stream_close(d);
    if (d->past)
        past_close(&d->past);
    work_line_drop(&d->passwords);
    if (d->sign_in)
        sign_in_free(&d->sign_in);
    if (d->sessions)
        sessions_free(&d->sessions);
    db_close(&d->slow);
    db_close(&d->db);
    for (size_t i = 0; i < d->routes_n; i++)
        free(d->routes[i]);
    daily_forget(&d->daily);
    json_decref(d->journal_checked.chains);
    directory_deinit(&d->directory);
    carte_deinit(&d->carte);
    live_deinit(&d->live);
    depot_close(d);
    definitions_free(&d->definitions);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "dashboard",
        .page = "dashboard shows the live figures to the people who may see them: pages, JSON, a stream of events.",
        .settings = settings,
        .http = {.connections = 2048},
        .state_size = sizeof(struct dashboard),
        .start = start,
        .drained = drained,
        .stop = stop};
    return daemon_run(&spec, argc, argv);
}
