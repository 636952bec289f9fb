/* courrier: sends mails from rows.
 *
 * In: the table courrier, one row a mail, which others write too; and the outcomes that somebody subscribed to
 * (`cvg courrier add`), which it finds itself, by a sweep of what changed since the last one, and stores as rows. Out:
 * mails, by SMTP, one at a time.
 *
 * Promises: a mail is stored before it is sent, and told at least once; what is sent bears a Message-ID of its own that
 * stays the same at each try. Twice only where the process or the connection was lost between the server's 250 and the
 * commit that follows it: a restart alone sends nothing twice. Never: reads a submission or a fact (outcomes come
 * through a function of the owner); tells more than the outcome itself says; lets a password or a mail pass without TLS
 * unless the server is on this machine or the setting says so.
 *
 * Failing: a server that is away or says 4xx is tried again with growing pauses, for five days; a 5xx to the recipient
 * or the mail ends it (state failed, with the server's words). Without the database it waits. It is ready when the
 * database is there; whether mails go out is told by its metrics and by `cvg courrier mails`. */
#include <stdio.h>
#include <string.h>

#include "base/letter.h"
#include "courrier/courrier.h"
#include "courrier/message.h"

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"SMTP_URL", SETTING_TEXT, NULL, 1, 400, "server that takes mails: smtp://HOST[:PORT] or smtps://HOST[:PORT]"},
    {"SMTP_FROM", SETTING_TEXT, NULL, 1, 254, "address that mails come from"},
    {"SMTP_USER", SETTING_TEXT, "", 0, 254, "login at the server; empty: none"},
    {"SMTP_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the login's password"},
    {"SMTP_TLS", SETTING_TEXT, "auto", 1, 10, "required, none, or auto: required unless the server is on this machine"},
    {"SMTP_CA_FILE", SETTING_TEXT, "", 0, 4096, "certificates that the server's is checked by; empty: the system's"},
    {"SMTP_TIMEOUT_S", SETTING_INT, "60", 1, 600, "seconds that the server has for a mail"},
    {"SMTP_RETRY_S", SETTING_INT, "60", 1, 86400, "first pause before a mail is tried again; it doubles, to 4 hours"},
    {"SWEEP_MS", SETTING_INT, "2000", 10, 600000, "how often outcomes and mails that are due are looked for"},
    {.kind = SETTING_NONE},
};

static void on_db_up(void *arg)
{
    log_event(LOG_INFO, "database_up");
    sweep_on_up(arg);
}

static void on_db_down(const char *why, void *arg)
{
    struct courrier *c = arg;
    log_event(LOG_WARN, "database_away", log_text("why", why));
    daemon_ready(c->daemon, false);
}

static void open_metrics(struct courrier *c)
{
    struct metrics *m = c->daemon->metrics;
    static const char help[] = "Tries to send a mail, by what came of them.";
    c->stored = metrics_counter(m, "cvg_mails_stored_total", NULL, "Mails about outcomes that were stored.");
    c->sent = metrics_counter(m, "cvg_mail_tries_total", "result=\"sent\"", help);
    c->refused = metrics_counter(m, "cvg_mail_tries_total", "result=\"refused\"", help);
    c->delayed = metrics_counter(m, "cvg_mail_tries_total", "result=\"delayed\"", help);
    c->waiting = metrics_gauge(m, "cvg_mails_waiting", NULL, "Mails that are not sent yet, at the last sweep.");
    c->failed = metrics_gauge(m, "cvg_mails_failed", NULL, "Mails that were given up, at the last sweep.");
}

static int read_password(struct courrier *c, const char *path, struct err *e)
{
    if (!*path)
        return 0;
    if (buf_read_file(&c->password, path, 4096, e) < 0) {
        e->code = ERR_SETTING;
        return err_prefix(e, "CVG_SMTP_PASSWORD_FILE");
    }
    size_t len = strcspn(buf_text(&c->password), "\r\n");
    if (c->password.data)
        c->password.data[len] = 0;
    return 0;
}

static int read_tls(const struct courrier *c, bool loopback, enum smtp_tls *out, struct err *e)
{
    const char *tls = settings_text(c->daemon->settings, "SMTP_TLS");
    bool none = strcmp(tls, "none") == 0, is_auto = strcmp(tls, "auto") == 0;
    if (!none && !is_auto && strcmp(tls, "required") != 0)
        return err_set(e, ERR_SETTING, "CVG_SMTP_TLS must be auto, required or none, not \"%s\"", tls);
    *out = none || (is_auto && loopback) ? SMTP_TLS_NONE : SMTP_TLS_REQUIRED;
    if (none && !loopback && *settings_text(c->daemon->settings, "SMTP_USER"))
        return err_set(e, ERR_SETTING, "CVG_SMTP_TLS=none would send the password of CVG_SMTP_USER in clear");
    return 0;
}

static int start(struct daemon *d, struct err *e)
{
    struct courrier *c = d->state;
    c->daemon = d;
    struct smtp_config smtp = {.url = settings_text(d->settings, "SMTP_URL"),
                               .from = settings_text(d->settings, "SMTP_FROM"),
                               .user = settings_text(d->settings, "SMTP_USER"),
                               .ca_file = settings_text(d->settings, "SMTP_CA_FILE"),
                               .timeout_ms = settings_int(d->settings, "SMTP_TIMEOUT_S") * 1000};
    bool loopback = false;
    if (smtp_check_url(smtp.url, &loopback, e) < 0)
        return err_prefix(e, "CVG_SMTP_URL");
    if (!letter_address(smtp.from))
        return err_set(e, ERR_SETTING, "CVG_SMTP_FROM: \"%s\" is not an address", smtp.from);
    if (read_tls(c, loopback, &smtp.tls, e) < 0 ||
        read_password(c, settings_text(d->settings, "SMTP_PASSWORD_FILE"), e) < 0)
        return -1;
    smtp.password = buf_text(&c->password);
    open_metrics(c);
    c->db = db_open(d->loop, &(struct db_config){.conninfo = settings_text(d->settings, "DB"),
                                                 .password_file = settings_text(d->settings, "DB_PASSWORD_FILE"),
                                                 .name = "courrier",
                                                 .on_up = on_db_up,
                                                 .on_down = on_db_down,
                                                 .arg = c});
    sweep_start(c);
    sending_start(c, &smtp);
    return 0;
}

/* A mail that is in hand is finished, and marked. */
static bool drained(struct daemon *d)
{
    struct courrier *c = d->state;
    c->stopping = true;
    return sending_idle(c);
}

static void stop(struct daemon *d)
{
    struct courrier *c = d->state;
    c->stopping = true;
    sweep_stop(c);
    if (c->db)
        db_close(&c->db);
    sending_stop(c);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "courrier",
        .page =
            "courrier sends mails from rows: the outcomes that somebody subscribed to, and what other daemons store.",
        .settings = settings,
        .state_size = sizeof(struct courrier),
        .start = start,
        .drained = drained,
        .stop = stop,
    };
    return daemon_run(&spec, argc, argv);
}
