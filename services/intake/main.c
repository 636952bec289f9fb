/* intake: takes submissions in, and gives the receipt.
 *
 * In: POST /v1/submissions over HTTP, a form of files, a .zip or an .xlsx, with the token of a reporter; the same
 * content over ZeroMQ in pieces, with the CURVE key of a reporter (the native door, where CVG_PUSH opens one); hints
 * from validation that an outcome is there. Out: the receipt, or with wait=S the outcome; a hint to validation (PUB,
 * topic "received"). Also GET /v1/submissions/ID (the outcome), GET /v1/schemas/DATASET.json (the Table Schemas), GET
 * /v1/template.xlsx (the workbook to fill in) and POST /v1/key (a chantier enrols its public key).
 *
 * Promises: what is acknowledged is committed: the answer goes out only after PostgreSQL's COMMIT returned without a
 * warning. A repeat makes no new submission and is answered with the first's number. A body that will not be taken is
 * refused before it is read, with a French sentence that says what to do. What arrives while a commit runs shares the
 * next one.
 *
 * The native door takes nothing before it saw an unknown key refused; whose key is revoked commits nothing any more.
 *
 * Never: opens a file of a submission (it splits a form and hashes, another judges); reads a table (it has functions of
 * the owner); holds more bytes than CVG_IN_HAND_MAX; counts on a hint.
 *
 * Failing: without the database everything is answered 503 with Retry-After, and nothing is taken; a push whose commit
 * is in doubt is answered 503 too, and its repeat finds what was stored. Killed at any moment it loses nothing that was
 * acknowledged. On SIGTERM it takes no more, finishes what it has, gives those who wait their receipt, and stops. Any
 * number of them may run on one database. */
#include <stdio.h>

#include "intake/door.h"
#include "intake/native.h"
#include "intake/receive.h"
#include "intake/schemas.h"
#include "intake/waiters.h"

#define ASKING_ANSWER_MS                                                                                               \
    10000 /* what is only asked takes milliseconds: a connection that is silent for longer is given up */

static const struct setting settings[] = {
    {"DB", SETTING_TEXT, "", 0, 4096, "connection to PostgreSQL (libpq conninfo)"},
    {"DB_PASSWORD_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the role's password"},
    {"RUN", SETTING_PATH, NULL, 1, 80, "directory of the daemons' sockets"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"BODY_MAX", SETTING_BYTES, "64M", 1, 1ll << 30, "bytes of all files of a submission"},
    {"IN_HAND_MAX", SETTING_BYTES, "512M", 1 << 20, 1ll << 40, "bytes of all submissions that are being taken in"},
    {"RATE_PER_MINUTE", SETTING_INT, "120", 1, 1000000, "submissions a minute and reporter"},
    {"RATE_BURST", SETTING_INT, "600", 1, 1000000, "submissions of a reporter at once"},
    {"BATCH_MAX", SETTING_INT, "128", 1, 1000, "submissions in one transaction"},
    {"PUSH", SETTING_ADDRESS, "", 0, 0, "address of the door for pushes by key, tcp://HOST:PORT; empty: none"},
    {"PUSH_ADVERTISED", SETTING_TEXT, "", 0, 255, "that address as chantiers reach it; empty: where it listens"},
    {"PUSH_SECRET_FILE", SETTING_TEXT, "", 0, 4096, "file that holds the server's CURVE secret key"},
    {"PUSH_STALL_MS", SETTING_INT, "60000", 100, 3600000, "an upload without a piece for so long is given up"},
    {"SWEEP_MS", SETTING_INT, "250", 10, 600000,
     "how often outcomes that are waited for are looked for without a hint"},
    {.kind = SETTING_NONE},
};

static void tell_ready(struct intake *in)
{
    if (!in->db || !in->asking) /* being opened, or closed */
        return;
    daemon_ready(in->daemon, db_up(in->db) && db_up(in->asking) && in->access.loaded && native_good(in));
}

static void on_up(void *arg)
{
    tell_ready(arg);
}

static void on_asking_up(void *arg)
{
    struct intake *in = arg;
    access_db_up(&in->access);
    tell_ready(in);
}

static void on_down(const char *why, void *arg)
{
    log_event(LOG_WARN, "database_away", log_text("why", why));
    tell_ready(arg);
}

static void on_notice(const char *severity, const char *text, void *arg)
{
    (void)arg;
    log_event(LOG_WARN, "database_notice", log_text("severity", severity), log_text("text", text));
}

static void on_loaded(void *arg)
{
    native_prove(arg);
    tell_ready(arg);
}

static void on_proven(void *arg)
{
    tell_ready(arg);
}

static void on_judged(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct wire_judged m;
    struct err e;
    (void)b;
    (void)user;
    if (wire_judged_decode(parts[n - 1].data, parts[n - 1].len, &m, &e) < 0)
        log_event(LOG_WARN, "hint_dropped", log_err(&e));
    else
        waiters_hint(arg, &m);
}

static struct bus *open_bus(struct intake *in, enum bus_type type, const char *name, bus_on_message *fn, struct err *e)
{
    char address[BUS_ADDRESS_MAX];
    const char *const list[] = {address, NULL};
    snprintf(address, sizeof address, "ipc://%s/%s", settings_text(in->daemon->settings, "RUN"), name);
    struct bus_config config = {.type = type, .bind = list, .on_message = fn, .arg = in};
    return bus_open(in->daemon->loop, in->daemon->zmq, &config, e);
}

static void open_metrics(struct intake *in)
{
    struct metrics *m = in->daemon->metrics;
    struct counters *c = &in->count;
    c->received = metrics_counter(m, "cvg_submissions_received_total", NULL, "submissions taken in");
    c->repeated =
        metrics_counter(m, "cvg_submissions_repeated_total", NULL, "pushes that repeated what is held or in force");
    c->batches = metrics_counter(m, "cvg_batches_total", NULL, "transactions of receive()");
    c->batched = metrics_counter(m, "cvg_batched_total", NULL, "pushes in these transactions");
    c->batch_last = metrics_gauge(m, "cvg_batch_submissions", NULL, "pushes in the last transaction");
    c->commit_ms =
        metrics_counter(m, "cvg_commit_ms_total", NULL, "milliseconds from sending transactions to their commit");
    c->commit_ms_last = metrics_gauge(m, "cvg_commit_ms", NULL, "milliseconds of the last transaction");
    c->waiting = metrics_gauge(m, "cvg_waiting", NULL, "clients that wait for an outcome");
    c->in_hand = metrics_gauge(m, "cvg_in_hand_bytes", NULL, "bytes of submissions that are being taken in");
    c->lists = metrics_counter(m, "cvg_access_lists_total", NULL, "times the list of tokens was read");
    c->judged_in_time = metrics_counter(m, "cvg_outcomes_told_total", NULL, "outcomes told to clients that waited");
}

static int make_schemas(struct intake *in, struct err *e)
{
    const char *folder = settings_text(in->daemon->settings, "PROGRAMME");
    struct definitions *d = NULL;
    if (definitions_load(*folder ? folder : definitions_folder(), &d, e) < 0)
        return -1;
    int rc = schemas_make(d, &in->schemas, e);
    definitions_free(&d);
    return rc;
}

static int start(struct daemon *d, struct err *e)
{
    struct intake *in = d->state;
    in->daemon = d;
    in->body_max = (size_t)settings_int(d->settings, "BODY_MAX");
    in->in_hand_max = (size_t)settings_int(d->settings, "IN_HAND_MAX");
    in->batch_max = (size_t)settings_int(d->settings, "BATCH_MAX");
    open_metrics(in);
    unsigned per_minute = (unsigned)settings_int(d->settings, "RATE_PER_MINUTE");
    limits_init(&in->limits, per_minute, (unsigned)settings_int(d->settings, "RATE_BURST"));
    limits_init(&in->questions, per_minute, (unsigned)settings_int(d->settings, "RATE_BURST"));
    if (in->in_hand_max < in->body_max + CONTENT_OVERHEAD_MAX)
        return err_set(e, ERR_SETTING, "CVG_IN_HAND_MAX must be at least CVG_BODY_MAX and 1 MiB more");
    shares_init(&in->shares, in->in_hand_max, in->body_max + CONTENT_OVERHEAD_MAX);
    if (make_schemas(in, e) < 0)
        return -1;
    in->hints_in = open_bus(in, BUS_PULL, "intake.in", on_judged, e);
    in->hints_out = in->hints_in ? open_bus(in, BUS_PUB, "intake.pub", NULL, e) : NULL;
    if (!in->hints_out)
        return -1;
    struct db_config db = {.conninfo = settings_text(d->settings, "DB"),
                           .password_file = settings_text(d->settings, "DB_PASSWORD_FILE"),
                           .name = "intake",
                           .on_up = on_up,
                           .on_down = on_down,
                           .on_notice = on_notice,
                           .arg = in};
    in->db = db_open(d->loop, &db);
    db.name = "intake-asking";
    db.answer_ms = ASKING_ANSWER_MS;
    db.on_up = on_asking_up;
    in->asking = db_open(d->loop, &db);
    access_open(&in->access, d->loop, in->asking, in->count.lists, on_loaded, in);
    waiters_open(in);
    door_open(in);
    pages_open(in);
    enrol_open(in);
    return native_open(in, on_proven, e);
}

/* From SIGTERM on: nothing new, those who wait get their receipt, the rest is finished. */
static bool drained(struct daemon *d)
{
    struct intake *in = d->state;
    in->draining = true;
    waiters_end(in);
    return in->pushes_n == 0 && in->lookups_n == 0;
}

static void stop(struct daemon *d)
{
    struct intake *in = d->state;
    in->draining = true;
    native_end(in);
    if (in->asking) {
        waiters_close(in);
        access_close(&in->access);
    }
    db_close(&in->asking);
    db_close(&in->db);
    receive_close(in);
    native_close(in);
    if (in->hints_out)
        bus_close(&in->hints_out);
    if (in->hints_in)
        bus_close(&in->hints_in);
    schemas_free(&in->schemas);
    limits_deinit(&in->limits);
    limits_deinit(&in->questions);
    shares_deinit(&in->shares);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "intake",
        .page = "intake takes submissions in over HTTP and ZeroMQ, commits them, and gives the receipt or the outcome.",
        .settings = settings,
        .http = {.own_refusal = refusal_of_status},
        .state_size = sizeof(struct intake),
        .start = start,
        .drained = drained,
        .stop = stop};
    return daemon_run(&spec, argc, argv);
}
