/* depot: takes the files that reporters put into their folders by SFTP, and writes the answers beside them.
 *
 * In: CVG_DEPOT/REPORTER/depot/, filled by OpenSSH's internal-sftp (deploy/ssh/). Out: submissions, by intake's HTTP
 * door with the reporter's own token (one door, one judgement), and <name>_retour.csv for each file; files that were
 * answered go to envoyes/.
 *
 * Promises: a file is taken when the folder is at rest, whole, and once; every file is answered; what cannot be taken
 * is told in the folder. A file leaves its place only after its answer stands there.
 *
 * Never: follows a link, trusts a name or a size, judges, reads the database; depends on an event: it looks again and
 * again.
 *
 * Failing: without the central service files wait where they are. Killed at any moment it goes on from its traces
 * (CVG_DEPOT_ETAT), or sends the same files again, which the central service answers with the first's number. One only
 * works on a folder of traces. On SIGTERM it finishes the turns that run. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "daemon/daemon.h"
#include "io/centre.h"
#include "depot/turn.h"
#include "io/loop.h"

#define TURNS_AT_ONCE 4 /* threads of libuv's pool */
#define AWAY_MS 2000    /* nobody asks the central service for so long after it did not answer */
#define PAUSE_MAX_MS 60000
#define REPORTERS_MAX 20000

static const struct setting settings[] = {
    {"DEPOT", SETTING_PATH, NULL, 1, 4000, "directory of the reporters' folders: REPORTER/depot/ below it"},
    {"DEPOT_KEYS", SETTING_PATH, NULL, 1, 4000,
     "directory of their keys: REPORTER.json of cvg key new, or REPORTER with the token"},
    {"DEPOT_ETAT", SETTING_PATH, NULL, 1, 4000, "directory of what is remembered over a restart; made where missing"},
    {"DEPOT_CALME", SETTING_INT, "30", 1, 3600, "seconds without a change before a folder's files are taken"},
    {"DEPOT_PATIENCE", SETTING_INT, "600", 0, 86400, "seconds that a missing dataset is waited for"},
    {"DEPOT_JOURS", SETTING_INT, "14", 1, 3650, "days that files and answers are kept"},
    {"TO", SETTING_TEXT, NULL, 1, 2000, "address of intake, HOST:PORT or http(s)://…"},
    {"BODY_MAX", SETTING_BYTES, "64M", 1, 1ll << 30, "bytes of all files of a submission"},
    {"PROGRAMME", SETTING_TEXT, "", 0, 4096, "directory of the definitions; empty: the one it was built with"},
    {"SWEEP_MS", SETTING_INT, "1000", 10, 600000, "how often the folders are looked at"},
    {.kind = SETTING_NONE},
};

struct depot {
    struct daemon *daemon;
    struct shop shop;
    struct drop **drops;
    size_t n, cap, running;
    size_t seen_last, turn_last; /* where the next search begins, so that all get their turn */
    bool stopping, closed;
    uint64_t away_until_ms;
    int lock;
    struct timer sweep;
    struct metric *folders, *without_key, *with_notice, *missing, *waiting, *sent, *failures;
};

/* ---- turns ---- */

static void dispatch(struct depot *d);
static void release(struct depot *d);

static void count(struct depot *d, const struct drop *p)
{
    for (size_t i = 0; i < p->result.states_n; i++) {
        struct buf label = {0};
        metrics_label(&label, "state", p->result.states[i]);
        metrics_counter(d->daemon->metrics, "cvg_depot_answers_total", buf_text(&label), "submissions answered")
            ->value++;
        buf_deinit(&label);
    }
    d->sent->value += p->result.sent;
    d->failures->value += p->result.failed;
}

static void measure(struct depot *d)
{
    double without_key = 0, with_notice = 0, missing = 0, waiting = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct drop *p = d->drops[i];
        if (p->running) /* another thread's, for now */
            return;
        without_key += (p->told_notices & NOTICE_BIT(NOTICE_NO_KEY)) != 0;
        with_notice += p->told_notices != 0;
        missing += p->missing;
        waiting += p->trace.submission[0] && !p->trace.answered;
    }
    d->folders->value = (double)d->n;
    d->without_key->value = without_key;
    d->with_notice->value = with_notice;
    d->missing->value = missing;
    d->waiting->value = waiting;
}

struct assignment {
    struct depot *depot;
    struct drop *drop;
};

static void run_turn(void *arg)
{
    const struct assignment *a = arg;
    turn_run(a->drop);
}

static void on_turn_done(void *arg)
{
    struct assignment a = *(struct assignment *)arg;
    struct depot *d = a.depot;
    struct drop *p = a.drop;
    uint64_t now = loop_now_ms(d->daemon->loop), pause = d->shop.sweep_ms;
    free(arg);
    p->running = false;
    d->running--;
    count(d, p);
    if (p->result.away)
        d->away_until_ms = now + AWAY_MS;
    for (unsigned i = 0; i < p->failures && pause < PAUSE_MAX_MS; i++)
        pause *= 2;
    p->next_ms = now + (pause < PAUSE_MAX_MS ? pause : p->failures ? PAUSE_MAX_MS : d->shop.sweep_ms);
    if (d->running == 0)
        measure(d);
    if (d->running == 0 && d->closed)
        release(d);
    else
        dispatch(d);
}

static void dispatch(struct depot *d)
{
    uint64_t now = loop_now_ms(d->daemon->loop);
    size_t first = d->turn_last + 1;
    for (size_t k = 0; k < d->n && d->running < TURNS_AT_ONCE && !d->stopping; k++) {
        struct drop *p = d->drops[(first + k) % d->n];
        if (p->running || !p->seen || p->next_ms > now)
            continue;
        d->turn_last = (first + k) % d->n;
        struct assignment *a = mem_new(sizeof *a);
        *a = (struct assignment){.depot = d, .drop = p};
        p->may_ask = now >= d->away_until_ms;
        p->running = true;
        d->running++;
        loop_work(d->daemon->loop, run_turn, on_turn_done, a);
    }
}

/* ---- who there is ---- */

static void see(struct depot *d, const char *reporter)
{
    for (size_t k = 0; k < d->n; k++) { /* a directory is read in much the same order each time */
        size_t i = (d->seen_last + 1 + k) % d->n;
        if (strcmp(d->drops[i]->reporter, reporter) == 0) {
            d->drops[i]->seen = true;
            d->seen_last = i;
            return;
        }
    }
    if (d->n == REPORTERS_MAX)
        return;
    struct drop *p = mem_new(sizeof *p);
    p->shop = &d->shop;
    p->seen = true;
    must(strlen(reporter) < sizeof p->reporter); /* an id */
    memcpy(p->reporter, reporter, strlen(reporter) + 1);
    d->drops = mem_room(d->drops, d->n, &d->cap, sizeof(struct drop *));
    d->drops[d->n++] = p;
}

/* Folders that are gone are forgotten; what was sent from them is in their trace. */
static void forget_unseen(struct depot *d)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->n; i++) {
        struct drop *p = d->drops[i];
        if (p->seen || p->running) {
            d->drops[kept++] = p;
            continue;
        }
        drop_deinit(p);
        free(p);
    }
    d->n = kept;
}

static int find_folders(struct depot *d, struct err *e)
{
    DIR *dir = opendir(d->shop.root);
    if (!dir)
        return err_set(e, ERR_IO, "%s: %s", d->shop.root, strerror(errno));
    for (size_t i = 0; i < d->n; i++)
        d->drops[i]->seen = false;
    for (const struct dirent *x; (x = readdir(dir));)
        if (x->d_name[0] != '.' && (x->d_type == DT_DIR || x->d_type == DT_UNKNOWN) &&
            text_is_id(x->d_name, strlen(x->d_name)))
            see(d, x->d_name);
    closedir(dir);
    forget_unseen(d);
    return 0;
}

static void on_sweep(void *arg)
{
    struct depot *d = arg;
    struct err e;
    bool good = find_folders(d, &e) == 0;
    if (!good && daemon_is_ready(d->daemon))
        log_event(LOG_ERROR, "folders_not_read", log_err(&e));
    daemon_ready(d->daemon, good);
    if (good)
        dispatch(d);
}

/* ---- life ---- */

static void open_metrics(struct depot *d)
{
    struct metrics *m = d->daemon->metrics;
    d->folders = metrics_gauge(m, "cvg_depot_folders", NULL, "reporters' folders");
    d->without_key = metrics_gauge(m, "cvg_depot_folders_without_key", NULL, "folders that have no key");
    d->with_notice = metrics_gauge(m, "cvg_depot_folders_with_notice", NULL, "folders where something is in the way");
    d->missing = metrics_gauge(m, "cvg_depot_folders_missing", NULL, "reporters whose folder cannot be opened");
    d->waiting = metrics_gauge(m, "cvg_depot_waiting", NULL, "folders whose last submission is not judged yet");
    d->sent = metrics_counter(m, "cvg_depot_submissions_total", NULL, "submissions handed to intake");
    d->failures = metrics_counter(m, "cvg_depot_failures_total", NULL, "looks at a folder that failed");
}

/* One only: two would write one another's answers. The lock ends with its process. */
static int lock_traces(struct depot *d, struct err *e)
{
    struct buf path = {0};
    if (mkdir(d->shop.traces, 0700) < 0 && errno != EEXIST)
        return err_set(e, ERR_SETTING, "CVG_DEPOT_ETAT: %s: %s", d->shop.traces, strerror(errno));
    buf_addf(&path, "%s/lock", d->shop.traces);
    d->lock = open(buf_text(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int no = d->lock < 0 || flock(d->lock, LOCK_EX | LOCK_NB) < 0 ? errno : 0;
    buf_deinit(&path);
    if (no == EWOULDBLOCK)
        return err_set(e, ERR_AWAY, "%s: another depot is at work there", d->shop.traces);
    return no ? err_set(e, ERR_SETTING, "CVG_DEPOT_ETAT: %s: %s", d->shop.traces, strerror(no)) : 0;
}

static int start(struct daemon *daemon, struct err *e)
{
    struct depot *d = daemon->state;
    const struct settings *s = daemon->settings;
    const char *programme = settings_text(s, "PROGRAMME");
    d->daemon = daemon;
    d->lock = -1;
    d->shop = (struct shop){.root = settings_text(s, "DEPOT"),
                            .keys = settings_text(s, "DEPOT_KEYS"),
                            .traces = settings_text(s, "DEPOT_ETAT"),
                            .base = centre_base(settings_text(s, "TO")),
                            .calm_ms = (uint64_t)settings_int(s, "DEPOT_CALME") * 1000,
                            .patience_ms = (uint64_t)settings_int(s, "DEPOT_PATIENCE") * 1000,
                            .sweep_ms = (uint64_t)settings_int(s, "SWEEP_MS"),
                            .kept_days = (int32_t)settings_int(s, "DEPOT_JOURS"),
                            .body_max = (size_t)settings_int(s, "BODY_MAX")};
    must(log_level_parse(settings_text(s, "LOG_LEVEL"), &d->shop.log_level) == 0);
    open_metrics(d);
    if (definitions_load(*programme ? programme : definitions_folder(), &d->shop.definitions, e) < 0)
        return -1;
    if (lock_traces(d, e) < 0)
        return -1;
    if (find_folders(d, e) < 0) {
        e->code = ERR_SETTING;
        return err_prefix(e, "CVG_DEPOT");
    }
    timer_start(&d->sweep, daemon->loop, 0, d->shop.sweep_ms, on_sweep, d);
    return 0;
}

static bool drained(struct daemon *daemon)
{
    struct depot *d = daemon->state;
    d->stopping = true;
    return d->running == 0;
}

static void release(struct depot *d)
{
    for (size_t i = 0; i < d->n; i++) {
        drop_deinit(d->drops[i]);
        free(d->drops[i]);
    }
    mem_free(&d->drops);
    d->n = 0;
    mem_free(&d->shop.base);
    definitions_free(&d->shop.definitions);
    if (d->lock >= 0)
        close(d->lock);
}

/* A turn that still runs reads what we hold: the last one gives it up. */
static void stop(struct daemon *daemon)
{
    struct depot *d = daemon->state;
    d->stopping = d->closed = true;
    timer_close(&d->sweep);
    if (d->running == 0)
        release(d);
}

int main(int argc, char **argv)
{
    static const struct daemon_spec spec = {
        .name = "depot",
        .page =
            "depot takes the files that reporters drop by SFTP, hands them to intake, and writes the answers beside.",
        .settings = settings,
        .state_size = sizeof(struct depot),
        .start = start,
        .drained = drained,
        .stop = stop};
    return daemon_run(&spec, argc, argv);
}
