/* `cvg up` and `cvg down`: the supervisor put in the background, waited for, told to stop.
 *
 * One lock a home, held by the supervisor for life, says whether it runs: no number in a file can do that after a kill
 * or a power cut. */
#include "cvg/up.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cvg/address.h"
#include "base/buf.h"
#include "cvg/command.h"
#include "cvg/french.h"
#include "cvg/leftover.h"
#include "cvg/options.h"
#include "cvg/ps.h"
#include "cvg/roster.h"
#include "cvg/supervisor.h"

#define LOG_LINES 20
#define WAIT_READY_MS 60000 /* for a supervisor that runs already */
#define WAIT_STOP_MS 50000
#define TURN_MS 50

static const char USAGE_UP[] =
    "Usage : cvg up [--http ADRESSE] [--push ADRESSE] [--dashboard ADRESSE] [--workers N] [--courrier] [--depot "
    "DOSSIER]\n\n"
    "Démarre sous CVG_HOME un PostgreSQL privé et les services, et rend la main quand tous sont prêts.\n"
    "Un superviseur reste et relance ce qui s'arrête. « cvg down » arrête tout, « cvg ps » montre tout.\n\n"
    "  --http ADRESSE       adresse HTTP de dépôt (intake), HÔTE:PORT ; sinon un port libre de 127.0.0.1\n"
    "  --push ADRESSE       adresse des envois par clé (intake), de la même façon\n"
    "  --dashboard ADRESSE  adresse du tableau de bord, de la même façon\n"
    "  --workers N          nombre de services de validation, 1 par défaut\n"
    "  --courrier           envoie aussi les courriels ; va de soi quand CVG_SMTP_URL et CVG_SMTP_FROM sont donnés\n"
    "  --depot DOSSIER      prend aussi les fichiers déposés par SFTP sous ce dossier (docs/depot.md)\n";
static const char USAGE_DOWN[] = "Usage : cvg down\n\nArrête PostgreSQL et les services de CVG_HOME.\n";
static const char TEXT_ARGUMENT[] = "argument inattendu « %s »";
static const char TEXT_WORKERS[] = "--workers attend un nombre de 1 à %d, pas « %s »";
static const char TEXT_RUNS[] = "cvg : tout tourne déjà sous %s\n";
static const char TEXT_WAITING[] = "cvg : un démarrage est déjà en cours sous %s, attente…\n";
static const char TEXT_DIFFERENT_HTTP[] =
    "cvg : attention, intake écoute à %s et non à %s : « cvg down » puis « cvg up » pour changer\n";
static const char TEXT_DIFFERENT_PUSH[] =
    "cvg : attention, les envois par clé sont attendus à %s et non à %s : « cvg down » puis « cvg up » pour changer\n";
static const char TEXT_DIFFERENT_DASHBOARD[] =
    "cvg : attention, le tableau de bord est à %s et non à %s : « cvg down » puis « cvg up » pour changer\n";
static const char TEXT_DIFFERENT_WORKERS[] =
    "cvg : attention, les services de validation sont %zu et non %ld : « cvg down » puis « cvg up » pour changer\n";
static const char TEXT_NO_SMTP[] = "--courrier a besoin de CVG_SMTP_URL et de CVG_SMTP_FROM (voir README.md)";
static const char TEXT_NO_COURRIER[] =
    "cvg : attention, le service courrier ne tourne pas : « cvg down » puis « cvg up --courrier » pour changer\n";
static const char TEXT_DIFFERENT_DEPOT[] =
    "cvg : attention, le dépôt SFTP ne tourne pas : « cvg down » puis « cvg up --depot %s » pour l'ajouter\n";
static const char TEXT_NO_FOLDER[] = "--depot attend un dossier qui existe, pas « %s »";
static const char TEXT_NOT_READY[] = "cvg : %s n'est pas prêt\n";
static const char TEXT_NO_START[] = "cvg : démarrage impossible : %s\n";
static const char TEXT_DIED[] = "le superviseur s'est arrêté";
static const char TEXT_FORK[] = "impossible de lancer le superviseur : %s";
static const char TEXT_TAIL[] = "\nFin du journal %s :\n";
static const char TEXT_STOPPED[] = "cvg : tout est arrêté sous %s\n";
static const char TEXT_NOTHING[] = "cvg : rien ne tourne sous %s\n";
static const char TEXT_KILLED[] = "cvg : le superviseur ne répond pas, fin forcée\n";
static const char TEXT_STILL[] = "le superviseur ne s'arrête pas";

struct wishes {
    const char *http, *push, *dashboard;
    long workers; /* 0: not given */
    bool courrier;
    const char *depot; /* absolute; NULL: not given */
};

static void sleep_turn(void)
{
    const struct timespec t = {.tv_nsec = TURN_MS * 1000000L};
    nanosleep(&t, NULL);
}

static void print_tail(const struct home *h, const char *name)
{
    struct buf path = {0}, text = {0};
    buf_addf(&path, "%s/%s.log", h->log, name);
    if (buf_read_file(&text, path.data, 0, NULL) == 0 && text.len) {
        size_t from = text.len;
        for (int lines = 0; from > 0; from--)
            if (text.data[from - 1] == '\n' && from != text.len && ++lines == LOG_LINES)
                break;
        fprintf(stderr, TEXT_TAIL, path.data);
        fputs(text.data + from, stderr);
    }
    buf_deinit(&path);
    buf_deinit(&text);
}

/* ---- the supervisor, put in the background ---- */

/* The supervisor works from another directory: what the environment names relatively must be named wholly first. */
static void make_absolute(const char *name)
{
    const char *value = getenv(name);
    char real[PATH_MAX];
    if (value && *value && *value != '/' && realpath(value, real))
        setenv(name, real, 1);
}

static void set_environment(const struct home *h)
{
    static const char *const paths[] = {"CVG_PROGRAMME",          "CVG_SECRETS",     "CVG_SQL", "CVG_PG_BIN",
                                        "CVG_SMTP_PASSWORD_FILE", "CVG_SMTP_CA_FILE"};
    /* They would lead to another database, or tell another manager that we are ready. */
    static const char *const foreign[] = {"CVG_DB",   "CVG_DB_PASSWORD_FILE", "CVG_HTTP",     "CVG_RUN",
                                          "CVG_PUSH", "CVG_PUSH_SECRET_FILE", "NOTIFY_SOCKET"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        make_absolute(paths[i]);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        unsetenv(foreign[i]);
    setenv("CVG_HOME", h->path, 1);
}

/* A session of our own and none of the caller's descriptors: 0 nothing, 1 and 2 the log, 3 the lock, 4 the report. */
static void leave_caller(const struct home *h, int lock, int report)
{
    char *path = home_join(h->log, "supervisor.log");
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640), null = open("/dev/null", O_RDWR | O_CLOEXEC);
    free(path);
    lock = fcntl(lock, F_DUPFD_CLOEXEC, 10);
    report = fcntl(report, F_DUPFD_CLOEXEC, 10);
    if (log < 0 || null < 0 || lock < 0 || report < 0 || setsid() < 0 || chdir(h->path) < 0)
        _exit(1);
    log = fcntl(log, F_DUPFD_CLOEXEC, 10);
    if (dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || dup3(lock, 3, O_CLOEXEC) < 0 ||
        dup3(report, 4, O_CLOEXEC) < 0)
        _exit(1);
    closefrom(5);
    umask(027);
    prctl(PR_SET_NAME, "cvg-supervisor");
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static pid_t start_supervisor(const struct home *h, const struct wishes *w, int lock, int report[2])
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    set_environment(h);
    leave_caller(h, lock, report[1]);
    const struct supervisor_spec spec = {.home = h,
                                         .http = w->http,
                                         .push = w->push,
                                         .dashboard = w->dashboard,
                                         .workers = w->workers ? (unsigned)w->workers : 1,
                                         .courrier = w->courrier,
                                         .depot = w->depot,
                                         .report_fd = 4};
    exit(supervisor_run(&spec));
}

/* Until it reports ready (true), or ended: then it has also ended what it had started. */
static bool wait_report(const struct home *h, FILE *in)
{
    char line[2048], log[sizeof line] = "supervisor", why[sizeof line];
    snprintf(why, sizeof why, "%s", TEXT_DIED);
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = 0;
        char *tab = strchr(line, '\t');
        if (line[0] == 'R')
            return true;
        if (line[0] == 'I')
            fprintf(stderr, "cvg : %s\n", line + 2);
        if (line[0] == 'F' && tab) {
            *tab = 0;
            snprintf(log, sizeof log, "%s", line + 2);
            snprintf(why, sizeof why, "%s", tab + 1);
        }
    }
    fprintf(stderr, TEXT_NO_START, why);
    if (strcmp(log, "-") != 0)
        print_tail(h, log);
    return false;
}

static void show(const struct home *h)
{
    struct roster s;
    roster_read(&s, h);
    roster_settle(&s);
    ps_print_table(&s);
    roster_deinit(&s);
}

static int start(const struct home *h, const struct wishes *w, int lock)
{
    int report[2];
    struct err e;
    if (pipe2(report, O_CLOEXEC) < 0) {
        close(lock);
        err_fill(&e, ERR_AWAY, TEXT_FORK, french_errno(errno));
        return command_fail(&e);
    }
    pid_t pid = start_supervisor(h, w, lock, report);
    int no = errno;
    close(lock);
    close(report[1]);
    FILE *in = fdopen(report[0], "r");
    must(in);
    if (pid < 0) {
        fclose(in);
        err_fill(&e, ERR_AWAY, TEXT_FORK, french_errno(no));
        return command_fail(&e);
    }
    bool ready = wait_report(h, in);
    fclose(in);
    if (ready)
        show(h);
    return ready ? COMMAND_DONE : COMMAND_AWAY;
}

/* ---- a supervisor that runs already ---- */

static void tell_differences(const struct roster *s, const struct wishes *w)
{
    size_t workers = 0;
    bool courrier = false, depot = false;
    for (size_t i = 0; i < s->n; i++) {
        const struct roster_entry *x = &s->entries[i];
        workers += !strncmp(x->name, "validation", 10);
        courrier = courrier || !strcmp(x->name, "courrier");
        depot = depot || !strcmp(x->name, "depot");
        if (w->http && !strcmp(x->name, "intake") && strcmp(x->address, w->http) != 0)
            fprintf(stderr, TEXT_DIFFERENT_HTTP, x->address, w->http);
        if (w->push && !strcmp(x->name, "intake") && strcmp(x->push, w->push) != 0)
            fprintf(stderr, TEXT_DIFFERENT_PUSH, x->push, w->push);
        if (w->dashboard && !strcmp(x->name, "dashboard") && strcmp(x->address, w->dashboard) != 0)
            fprintf(stderr, TEXT_DIFFERENT_DASHBOARD, x->address, w->dashboard);
    }
    if (w->workers && workers != (size_t)w->workers)
        fprintf(stderr, TEXT_DIFFERENT_WORKERS, workers, w->workers);
    if (w->courrier && !courrier)
        fputs(TEXT_NO_COURRIER, stderr);
    if (w->depot && !depot)
        fprintf(stderr, TEXT_DIFFERENT_DEPOT, w->depot);
}

static int tell_not_ready(const struct home *h, const struct roster *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->entries[i].state, "ready") != 0) {
            fprintf(stderr, TEXT_NOT_READY, s->entries[i].name);
            print_tail(h, s->entries[i].name);
            break;
        }
    return COMMAND_AWAY;
}

/* The lock, as soon as it is free; −1 with *code_out where the other supervisor has everything ready, or not in time.
 */
static int wait_other(const struct home *h, const struct wishes *w, int *code_out)
{
    for (int waited = 0;; waited += TURN_MS) {
        struct roster s;
        struct err e;
        int lock = roster_lock(h, &e);
        if (lock >= 0)
            return lock;
        if (lock == -2) {
            *code_out = command_fail(&e);
            return -1;
        }
        roster_read(&s, h);
        roster_settle(&s);
        bool ready = s.supervisor.pid > 0 && roster_all_ready(&s);
        if (ready) {
            fprintf(stderr, TEXT_RUNS, h->path);
            tell_differences(&s, w);
            ps_print_table(&s);
            *code_out = COMMAND_DONE;
        } else if (waited >= WAIT_READY_MS) {
            *code_out = tell_not_ready(h, &s);
        } else if (waited == 1000) {
            fprintf(stderr, TEXT_WAITING, h->path);
        }
        roster_deinit(&s);
        if (ready || waited >= WAIT_READY_MS)
            return -1;
        sleep_turn();
    }
}

static int up(const struct wishes *w)
{
    struct home h;
    struct err e;
    int code;
    if (home_open(&h, true, &e) < 0)
        return command_fail(&e);
    int lock = wait_other(&h, w, &code);
    if (lock >= 0)
        code = start(&h, w, lock);
    home_close(&h);
    return code;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

int up_run(int argc, char **argv)
{
    struct wishes w = {0};
    const char *workers = NULL, *given = NULL;
    char depot[PATH_MAX];
    const struct options_entry entries[] = {{.name = "http", .value = &w.http},
                                            {.name = "push", .value = &w.push},
                                            {.name = "dashboard", .value = &w.dashboard},
                                            {.name = "workers", .value = &workers},
                                            {.name = "courrier", .flag = &w.courrier},
                                            {.name = "depot", .value = &given},
                                            {0}};
    struct err e;
    char **args;
    int n, code = options_read(argc, argv, USAGE_UP, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (workers && !command_number(workers, 1, SUPERVISOR_WORKERS_MAX, &w.workers))
        return command_misused(USAGE_UP, TEXT_WORKERS, SUPERVISOR_WORKERS_MAX, workers);
    if (n)
        return command_misused(USAGE_UP, TEXT_ARGUMENT, args[0]);
    if (given && !(w.depot = realpath(given, depot)))
        return command_misused(USAGE_UP, TEXT_NO_FOLDER, given);
    if (w.push && strncmp(w.push, "tcp://", 6) == 0)
        w.push += 6; /* as the key's address is told */
    if ((w.http && address_check(w.http, &e) < 0) || (w.push && address_check(w.push, &e) < 0) ||
        (w.dashboard && address_check(w.dashboard, &e) < 0))
        return command_fail(&e);
    bool smtp = is_set("CVG_SMTP_URL") && is_set("CVG_SMTP_FROM");
    if (w.courrier && !smtp)
        return command_misused(USAGE_UP, "%s", TEXT_NO_SMTP);
    w.courrier = smtp;
    return up(&w);
}

/* ---- down ---- */

static void write_stopped(const struct home *h)
{
    struct roster s;
    struct err e;
    roster_read(&s, h);
    s.supervisor = (struct process_id){0};
    for (size_t i = 0; i < s.n; i++) {
        s.entries[i].id = (struct process_id){0};
        s.entries[i].address[0] = 0;
        strcpy(s.entries[i].state, "stopped");
    }
    if (s.n && roster_write(&s, h, &e) < 0)
        command_fail(&e);
    roster_deinit(&s);
}

/* The lock once the supervisor has gone, told to once and killed at last; −1 with *e where it does not go. */
static int end_supervisor(const struct home *h, bool *was_up_out, struct err *e)
{
    bool told = false, killed = false;
    for (int waited = 0; waited < 2 * WAIT_STOP_MS; waited += TURN_MS) {
        struct roster s;
        int lock = roster_lock(h, e);
        if (lock != -1)
            return lock < 0 ? -1 : lock;
        *was_up_out = true;
        roster_read(&s, h);
        bool kill_it = waited >= WAIT_STOP_MS && !killed;
        if ((!told || kill_it) && process_alive(s.supervisor)) {
            if (kill_it)
                fputs(TEXT_KILLED, stderr);
            kill(s.supervisor.pid, kill_it ? SIGKILL : SIGTERM);
            told = true;
            killed = kill_it;
        }
        roster_deinit(&s);
        sleep_turn();
    }
    return err_set(e, ERR_AWAY, "%s", TEXT_STILL);
}

int up_down_run(int argc, char **argv)
{
    static const struct options_entry entries[] = {{0}};
    struct home h;
    struct err e;
    bool was_up = false;
    char **args;
    int n, code = options_read(argc, argv, USAGE_DOWN, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE_DOWN, TEXT_ARGUMENT, args[0]);
    if (home_open(&h, false, &e) < 0)
        return command_fail(&e);
    int lock = access(h.run, F_OK) == 0 ? end_supervisor(&h, &was_up, &e) : -2;
    if (lock >= 0) {
        was_up |= leftover_end(&h);
        home_remove_sockets(&h);
        write_stopped(&h);
        close(lock);
    }
    if (lock != -1)
        fprintf(stderr, was_up ? TEXT_STOPPED : TEXT_NOTHING, h.path);
    home_close(&h);
    return lock == -1 ? command_fail(&e) : COMMAND_DONE;
}
