/* alerting: who fell silent, what waits for somebody, what is too much, told to whom it concerns.
 *
 * In: what became of submissions, closures, reference data (swept from the database by what changed), the clock, and
 * whether the other daemons answer. Out: rows: alerts with their history, and what is told of them, as mails (sent by
 * courrier) and as messages to a chat, which it posts itself; once a week a drill that takes the same ways.
 *
 * What should be open is a function of what the database holds and of the clock (programme/veille.h); this daemon
 * compares it with what is open and stores the difference, in one transaction with what is told of it. It remembers
 * nothing that it could not read again: killed at any instant, it finds the same.
 *
 * Promises: an alert is stored before it is told, told at least once, by a restart alone never twice; what is not told
 * says why. Never: reads a row of a person; decides by a message. Without the database it waits, and does not call the
 * address that somebody outside listens to: that silence is the alert. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerting/absence.h"
#include "alerting/alerting.h"
#include "alerting/hooks.h"
#include "alerting/manager.h"
#include "alerting/menage.h"
#include "alerting/mesures.h"
#include "alerting/reference.h"
#include "alerting/watch.h"
#include "base/letter.h"

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"RUN", SETTING_PATH, NULL, 1, 80, "directory of the daemons' sockets"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"SWEEP_MS", SETTING_INT, "2000", 10, 600000, "how often what changed and what is due is looked for"},
    {"ALERTE_CONVERGENCE", SETTING_TEXT, "", 0, 4096,
     "addresses told what is for Convergence, beside its people; commas"},
    {"ALERTE_OPERATEUR", SETTING_TEXT, "", 0, 4096,
     "addresses told what is for the operator, beside its people; commas"},
    {"ALERTE_WEBHOOK", SETTING_TEXT, "", 0, 2000,
     "where alerts are posted as {\"text\": …} (Mattermost, Slack); empty: nowhere"},
    {"ALERTE_ALERTMANAGER", SETTING_TEXT, "", 0, 2000,
     "Alertmanager, http(s)://HOST:PORT, told what is open; empty: none"},
    {"ALERTE_RETRY_S", SETTING_INT, "30", 1, 3600,
     "first pause before a post is tried again; it doubles, to 30 minutes"},
    {"ALERTE_GARDE_JOURS", SETTING_INT, "90", 1, 3650,
     "for how many days the words of what was told are kept; whom and when stays"},
    {"ALERTE_SERVICES", SETTING_TEXT, "", 0, 8192,
     "daemons that are watched: NAME=HOST:PORT of their HTTP servers; commas"},
    {"ALERTE_DISQUE", SETTING_TEXT, "/", 0, 4096, "directory whose disk is watched; empty: none"},
    {"ALERTE_PING", SETTING_TEXT, "", 0, 2000, "address that is called (GET) while all is well; empty: none"},
    {"ALERTE_PING_S", SETTING_INT, "60", 1, 86400, "how often, in seconds"},
    {.kind = SETTING_NONE},
};

static void on_db_up(void *arg)
{
    log_event(LOG_INFO, "database_up");
    watch_base_up(arg);
    turn_on_up(arg);
}

static void on_db_down(const char *why, void *arg)
{
    struct alerting *a = arg;
    log_event(LOG_WARN, "database_away", log_text("why", why));
    if (a->watch)
        watch_base_down(a);
    daemon_ready(a->daemon, false);
}

static void open_metrics(struct alerting *a)
{
    struct metrics *m = a->daemon->metrics;
    a->evaluated = metrics_counter(m, "cvg_alert_evaluations_total", NULL, "Reporters looked at.");
    a->changes = metrics_counter(m, "cvg_alert_changes_total", NULL, "Changes of alerts that were stored.");
    a->mails = metrics_counter(m, "cvg_alert_mails_total", NULL, "Mails about alerts that were stored.");
}

/* "a@b.fr, c@d.fr" → a list that NULL ends; ERR_SETTING where one is no address. */
static int read_addresses(const struct daemon *d, const char *key, char ***out, struct err *e)
{
    const char *s = settings_text(d->settings, key);
    size_t n = 0;
    *out = mem_new_n(strlen(s) / 2 + 2, sizeof **out);
    while (*s) {
        size_t len = strcspn(s, ", ");
        if (len) {
            (*out)[n] = mem_text_n(s, len);
            if (!letter_address((*out)[n]))
                return err_set(e, ERR_SETTING, "CVG_%s: \"%.*s\" is not an address", key, (int)len, s);
            n++;
        }
        s += len + (s[len] != 0);
    }
    return 0;
}

static int start(struct daemon *d, struct err *e)
{
    struct alerting *a = d->state;
    const char *folder = settings_text(d->settings, "PROGRAMME");
    a->daemon = d;
    if (definitions_load(*folder ? folder : definitions_folder(), &a->definitions, e) < 0 ||
        read_addresses(d, "ALERTE_CONVERGENCE", &a->convergence, e) < 0 ||
        read_addresses(d, "ALERTE_OPERATEUR", &a->operateur, e) < 0)
        return -1;
    open_metrics(a);
    if (watch_start(a, e) < 0 || mesures_start(a, e) < 0)
        return -1;
    a->db = db_open(d->loop, &(struct db_config){.conninfo = settings_text(d->settings, "DB"),
                                                 .password_file = settings_text(d->settings, "DB_PASSWORD_FILE"),
                                                 .name = "alerting",
                                                 .on_up = on_db_up,
                                                 .on_down = on_db_down,
                                                 .arg = a});
    turn_start(a);
    menage_start(a);
    return manager_start(a, e) < 0 || hooks_start(a, e) < 0 ? -1 : 0;
}

static bool drained(struct daemon *d)
{
    struct alerting *a = d->state;
    a->stopping = true;
    return turn_idle(a) && hooks_idle(a);
}

static void free_list(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

static void stop(struct daemon *d)
{
    struct alerting *a = d->state;
    a->stopping = true;
    if (a->db)
        db_close(&a->db);
    absence_stop(a);
    turn_stop(a);
    hooks_stop(a);
    manager_stop(a);
    menage_stop(a);
    watch_stop(a);
    mesures_stop(a);
    reference_forget(a);
    free_list(a->convergence);
    free_list(a->operateur);
    definitions_free(&a->definitions);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "alerting",
        .page = "alerting tells whom it concerns that a chantier fell silent, that something waits, that a load is too "
                "much.",
        .settings = settings,
        .state_size = sizeof(struct alerting),
        .start = start,
        .drained = drained,
        .stop = stop,
    };
    return daemon_run(&spec, argc, argv);
}
