/* The supervisor: phases of start and stop over its children, readiness told by datagram, state told by file.
 *
 *   INITDB ─▶ POSTGRES ─▶ MIGRATE ─▶ DAEMONS ─▶ READY          forward when what is awaited is ready or done
 *      └─────────┴───────────┴──────────┴─────────┴─▶ STOP_DAEMONS ─▶ STOP_POSTGRES ─▶ end     on SIGTERM, or
 * a failed start
 *
 * A supervisor that is killed leaves its children at work; the next `cvg up` or `cvg down` finds and ends them
 * (leftover_end). */
#include "cvg/supervisor.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cvg/address.h"
#include "cvg/leftover.h"
#include "cvg/roster.h"
#include "cvg/supervisor_state.h"

#define START_LIMIT_MS 120000
#define START_DEATHS 6  /* of one child before the start is given up */
#define EXIT_SETTING 78 /* what a daemon ends with when starting it again cannot help */

static const char TEXT_LEFT[] = "fin de ce qu'un superviseur tué avait laissé…";
static const char TEXT_INITDB[] = "création de la base de données privée…";
static const char TEXT_POSTGRES[] = "démarrage de PostgreSQL…";
static const char TEXT_MIGRATE[] = "mise à niveau de la base…";
static const char TEXT_DAEMONS[] = "démarrage des services…";
static const char TEXT_DIED_CODE[] = "%s ne démarre pas (code de sortie %d)";
static const char TEXT_DIED_SIGNAL[] = "%s ne démarre pas (signal %d)";
static const char TEXT_LATE[] = "%s n'est pas prêt après %d secondes";
static const char TEXT_TOLD_TO_STOP[] = "arrêt demandé pendant le démarrage";

static const int daemon_signals[3] = {SIGTERM, SIGKILL, 0};
static const unsigned daemon_waits_ms[3] = {10000, 5000, 0};
static const int postgres_signals[3] = {SIGINT, SIGQUIT, SIGKILL};
static const unsigned postgres_waits_ms[3] = {20000, 5000, 5000};

static void report(struct supervisor *s, const char *fmt, ...) PRINTF(2, 3);

static void report(struct supervisor *s, const char *fmt, ...)
{
    va_list ap;
    if (s->spec.report_fd < 0)
        return;
    va_start(ap, fmt);
    vdprintf(s->spec.report_fd, fmt, ap);
    va_end(ap);
}

static void write_state(struct supervisor *s)
{
    struct roster st = {.supervisor = s->self};
    struct err e;
    for (size_t i = 0; i < s->n; i++) {
        const struct child *c = &s->all[i];
        struct roster_entry *x = roster_add(&st, c->name);
        snprintf(x->state, sizeof x->state, "%s", child_state_name(c->state));
        if (c->state != CHILD_STOPPED)
            snprintf(x->address, sizeof x->address, "%s", c->address);
        if (c->state != CHILD_STOPPED)
            snprintf(x->push, sizeof x->push, "%s", c->push);
        x->id = c->id;
    }
    if (roster_write(&st, s->spec.home, &e) < 0)
        child_note("ev=state_not_written why=\"%s\"", e.text);
    roster_deinit(&st);
}

static void on_change(struct child *c)
{
    struct supervisor *s = c->owner;
    write_state(s);
    /* Decided in a turn of its own: the child that changed is in the middle of something. */
    uv_timer_start(&s->turn, s->turn.timer_cb, 0, 0);
}

/* ---- phases ---- */

static void enter(struct supervisor *s, enum phase phase)
{
    child_note("ev=phase from=%d to=%d", (int)s->phase, (int)phase);
    s->phase = phase;
}

static void begin_stop(struct supervisor *s)
{
    if (s->phase >= PHASE_STOP_DAEMONS)
        return;
    enter(s, PHASE_STOP_DAEMONS);
    uv_timer_stop(&s->deadline);
    child_stop(&s->initdb, daemon_signals, daemon_waits_ms);
    child_stop(&s->migrate, daemon_signals, daemon_waits_ms);
    for (size_t i = 1; i < s->n; i++)
        child_stop(&s->all[i], daemon_signals, daemon_waits_ms);
}

static void fail(struct supervisor *s, const char *log, const char *text)
{
    child_note("ev=start_given_up why=\"%s\"", text);
    report(s, "F %s\t%s\n", log, text);
    s->failed = true;
    begin_stop(s);
}

static bool hopeless(const struct child *c)
{
    if (c->once)
        return c->state == CHILD_FAILED;
    return c->deaths >= START_DEATHS ||
           (c->deaths > 0 && (c->why.code == ERR_SETTING || (!c->term_signal && c->exit_status == EXIT_SETTING)));
}

static void fail_for(struct supervisor *s, const struct child *c)
{
    char text[1024];
    if (c->why.code != ERR_NONE)
        snprintf(text, sizeof text, "%s", c->why.text);
    else if (c->term_signal)
        snprintf(text, sizeof text, TEXT_DIED_SIGNAL, c->name, c->term_signal);
    else
        snprintf(text, sizeof text, TEXT_DIED_CODE, c->name, c->exit_status);
    fail(s, c->why.code != ERR_NONE ? "-" : c->name, text);
}

static bool all_in(const struct supervisor *s, size_t from, enum child_state state)
{
    for (size_t i = from; i < s->n; i++)
        if (s->all[i].state != state)
            return false;
    return true;
}

static void start_postgres(struct supervisor *s)
{
    enter(s, PHASE_POSTGRES);
    report(s, "I %s\n", TEXT_POSTGRES);
    child_start(&s->all[0]);
}

static void on_initdb_done(struct supervisor *s)
{
    struct err e;
    if (postgres_adopt(&s->pg, &e) < 0)
        fail(s, "-", e.text);
    else
        start_postgres(s);
}

static void start_migrate(struct supervisor *s)
{
    enter(s, PHASE_MIGRATE);
    report(s, "I %s\n", TEXT_MIGRATE);
    child_start(&s->migrate);
}

static void start_daemons(struct supervisor *s)
{
    enter(s, PHASE_DAEMONS);
    report(s, "I %s\n", TEXT_DAEMONS);
    supervisor_choose_addresses(s);
    for (size_t i = 1; i < s->n; i++)
        child_start(&s->all[i]);
}

static void become_ready(struct supervisor *s)
{
    enter(s, PHASE_READY);
    uv_timer_stop(&s->deadline);
    report(s, "R\n");
    close(s->spec.report_fd);
    s->spec.report_fd = -1;
}

static void close_all(struct supervisor *s)
{
    child_close(&s->initdb);
    child_close(&s->migrate);
    for (size_t i = 0; i < s->n; i++)
        child_close(&s->all[i]);
    readiness_close(&s->readiness);
    uv_close((uv_handle_t *)&s->turn, NULL);
    uv_close((uv_handle_t *)&s->deadline, NULL);
    uv_close((uv_handle_t *)&s->on_term, NULL);
    uv_close((uv_handle_t *)&s->on_int, NULL);
}

static void advance(struct supervisor *s)
{
    switch (s->phase) {
    case PHASE_INITDB:
        if (s->initdb.state == CHILD_STOPPED)
            on_initdb_done(s);
        break;
    case PHASE_POSTGRES:
        if (s->all[0].state == CHILD_READY)
            start_migrate(s);
        break;
    case PHASE_MIGRATE:
        if (s->migrate.state == CHILD_STOPPED)
            start_daemons(s);
        break;
    case PHASE_DAEMONS:
        if (all_in(s, 0, CHILD_READY))
            become_ready(s);
        break;
    case PHASE_STOP_DAEMONS:
        if (all_in(s, 1, CHILD_STOPPED) && s->initdb.state == CHILD_STOPPED && s->migrate.state == CHILD_STOPPED) {
            enter(s, PHASE_STOP_POSTGRES);
            child_stop(&s->all[0], postgres_signals, postgres_waits_ms);
        }
        break;
    case PHASE_STOP_POSTGRES:
        if (s->all[0].state == CHILD_STOPPED)
            close_all(s);
        break;
    default:
        break;
    }
}

static void on_turn(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    if (s->phase < PHASE_READY) {
        const struct child *bad = hopeless(&s->initdb) ? &s->initdb : hopeless(&s->migrate) ? &s->migrate : NULL;
        for (size_t i = 0; i < s->n && !bad; i++)
            bad = hopeless(&s->all[i]) ? &s->all[i] : NULL;
        if (bad)
            fail_for(s, bad);
    }
    advance(s);
}

static void on_deadline(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    const struct child *c = s->phase == PHASE_INITDB ? &s->initdb : s->phase == PHASE_MIGRATE ? &s->migrate : NULL;
    char text[128];
    for (size_t i = 0; i < s->n && !c; i++)
        c = s->all[i].state == CHILD_READY ? NULL : &s->all[i];
    if (!c)
        return;
    snprintf(text, sizeof text, TEXT_LATE, c->name, START_LIMIT_MS / 1000);
    fail(s, c->name, text);
}

static void on_signal(uv_signal_t *handle, int signal)
{
    struct supervisor *s = handle->data;
    child_note("ev=told_to_stop signal=%d", signal);
    if (s->phase < PHASE_READY)
        fail(s, "-", TEXT_TOLD_TO_STOP);
    else
        begin_stop(s);
}

static void on_notified(void *owner, pid_t pid)
{
    struct supervisor *s = owner;
    for (size_t i = 0; i < s->n; i++)
        if (s->all[i].id.pid == pid && !s->all[i].probe)
            child_set_ready(&s->all[i]);
}

/* ---- run ---- */

static int open_all(struct supervisor *s, struct err *e)
{
    if (leftover_end(s->spec.home))
        report(s, "I %s\n", TEXT_LEFT);
    if ((s->spec.http && address_free(s->spec.http, e) < 0) || (s->spec.push && address_free(s->spec.push, e) < 0) ||
        (s->spec.dashboard && address_free(s->spec.dashboard, e) < 0))
        return -1;
    if (postgres_open(&s->pg, s->spec.home, e) < 0)
        return -1;
    must(uv_loop_init(&s->loop) == 0);
    if (readiness_open(&s->readiness, &s->loop, s->spec.home, on_notified, s, e) < 0) {
        postgres_close(&s->pg);
        uv_loop_close(&s->loop);
        return -1;
    }
    uv_timer_init(&s->loop, &s->turn);
    uv_timer_init(&s->loop, &s->deadline);
    uv_signal_init(&s->loop, &s->on_term);
    uv_signal_init(&s->loop, &s->on_int);
    s->turn.data = s->deadline.data = s->on_term.data = s->on_int.data = s;
    s->turn.timer_cb = on_turn;
    uv_timer_start(&s->deadline, on_deadline, START_LIMIT_MS, 0);
    uv_signal_start(&s->on_term, on_signal, SIGTERM);
    uv_signal_start(&s->on_int, on_signal, SIGINT);
    return 0;
}

int supervisor_run(const struct supervisor_spec *spec)
{
    static struct supervisor s;
    struct err e;
    s.spec = *spec;
    s.self = process_get(getpid());
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    child_note("ev=supervisor_start pid=%d", (int)getpid());
    if (open_all(&s, &e) < 0) {
        report(&s, "F -\t%s\n", e.text);
        child_note("ev=supervisor_failed why=\"%s\"", e.text);
        return 1;
    }
    supervisor_add_children(&s, on_change);
    write_state(&s);
    if (postgres_made(&s.pg)) {
        start_postgres(&s);
    } else {
        enter(&s, PHASE_INITDB);
        report(&s, "I %s\n", TEXT_INITDB);
        child_start(&s.initdb);
    }
    uv_run(&s.loop, UV_RUN_DEFAULT);
    must(uv_loop_close(&s.loop) == 0);
    postgres_close(&s.pg);
    home_remove_sockets(spec->home);
    child_note("ev=supervisor_end");
    return s.failed;
}
