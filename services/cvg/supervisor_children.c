/* What the supervisor starts, and how: PostgreSQL and its first steps, each daemon with its address and settings. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cvg/address.h"
#include "cvg/push_address.h"
#include "cvg/service.h"
#include "cvg/supervisor_state.h"

#define INTAKE 1            /* its place among the children */
#define EXIT_ENVIRONMENT 75 /* what a daemon ends with whose port is taken */

static int prepare_alerting(struct child *c, struct launch *l, struct err *e);

static int prepare_initdb(struct child *c, struct launch *l, struct err *e)
{
    struct supervisor *s = c->owner;
    return postgres_launch_initdb(&s->pg, l, e);
}

/* A server that was killed leaves processes that end by themselves, but not at once; none may share the data with the
 * next server. */
static int prepare_postgres(struct child *c, struct launch *l, struct err *e)
{
    struct supervisor *s = c->owner;
    struct process_list left = {0};
    postgres_find_left(&s->pg, &left);
    bool any = left.n > 0;
    c->blocked = any ? c->blocked + 1 : 0;
    process_list_end(&left, c->blocked > 100 ? SIGKILL : SIGQUIT, 0);
    process_list_deinit(&left);
    return any ? 1 : postgres_launch(&s->pg, l, e);
}

static bool probe_postgres(struct child *c)
{
    struct supervisor *s = c->owner;
    return postgres_ready(&s->pg, c->id.pid);
}

static int prepare_migrate(struct child *c, struct launch *l, struct err *e)
{
    (void)e;
    const struct supervisor *s = c->owner;
    service_launch(l, s->spec.home, s->readiness.path, "cvg", "migrate");
    launch_arg(l, "migrate");
    return 0;
}

static int choose_address(struct supervisor *s, char out[ADDRESS_LEN], struct err *e)
{
    const char *taken[2 * SUPERVISOR_CHILDREN_MAX];
    for (size_t i = 0; i < s->n; i++) {
        taken[2 * i] = s->all[i].address;
        taken[2 * i + 1] = s->all[i].push;
    }
    char address[ADDRESS_LEN];
    if (address_pick(address, taken, 2 * s->n, e) < 0)
        return -1;
    memcpy(out, address, sizeof address);
    return 0;
}

/* Whoever watches the others has their addresses from its start. */
static void tell_watcher(struct supervisor *s, const struct child *moved)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->all[i].prepare == prepare_alerting && s->all[i].id.pid && &s->all[i] != moved)
            uv_process_kill(&s->all[i].process, SIGTERM);
}

/* Chosen once, for others go by it; anew only where somebody was faster, who may have taken it, and before it was told
 * to be there. */
static int choose_once(struct child *c, bool chosen, char address[ADDRESS_LEN], struct err *e)
{
    struct supervisor *s = c->owner;
    bool taken = c->deaths > 0 && !c->term_signal && c->exit_status == EXIT_ENVIRONMENT;
    if (!chosen || (*address && (c->was_ready || !taken)))
        return 0;
    bool first = !*address;
    if (choose_address(s, address, e) < 0)
        return -1;
    if (!first)
        tell_watcher(s, c);
    return 0;
}

void supervisor_choose_addresses(struct supervisor *s)
{
    struct err e;
    for (size_t i = 0; i < s->n; i++) {
        struct child *c = &s->all[i];
        if (choose_once(c, c->chosen, c->address, &e) < 0 || choose_once(c, c->push_chosen, c->push, &e) < 0)
            child_note("ev=no_address name=%s why=\"%s\"", c->name, e.text); /* it is tried again with its start */
    }
}

static int begin_daemon(struct child *c, const char *program, struct launch *l, struct err *e)
{
    struct supervisor *s = c->owner;
    if (choose_once(c, c->chosen, c->address, e) < 0 || choose_once(c, c->push_chosen, c->push, e) < 0)
        return -1;
    service_launch(l, s->spec.home, s->readiness.path, program, c->name);
    launch_env(l, "CVG_HTTP", c->address);
    return 0;
}

static int prepare_daemon(struct child *c, struct launch *l, struct err *e)
{
    const struct supervisor *s = c->owner;
    char program[sizeof c->name];
    snprintf(program, sizeof program, "%.*s", (int)strcspn(c->name, "-"), c->name);
    if (begin_daemon(c, program, l, e) < 0)
        return -1;
    service_database(l, s->spec.home, program, c->index);
    return *c->push ? push_address_launch(s->spec.home, c->push, l, e) : 0;
}

static int prepare_reporting(struct child *c, struct launch *l, struct err *e)
{
    const struct supervisor *s = c->owner;
    if (begin_daemon(c, c->name, l, e) < 0)
        return -1;
    service_database(l, s->spec.home, c->name, 0);
    return service_reporting(l, s->spec.home, e);
}

/* Who speaks to intake waits for its address, which is certain once intake was ready. */
static int prepare_dashboard(struct child *c, struct launch *l, struct err *e)
{
    const struct supervisor *s = c->owner;
    const struct child *intake = &s->all[INTAKE];
    if (!intake->was_ready)
        return 1;
    if (begin_daemon(c, c->name, l, e) < 0)
        return -1;
    service_database(l, s->spec.home, c->name, 0);
    return service_dashboard(l, s->spec.home, intake->address, e);
}

/* alerting watches the others, whether or not they ever became ready: it waits for their addresses alone. */
static int prepare_alerting(struct child *c, struct launch *l, struct err *e)
{
    const struct supervisor *s = c->owner;
    struct buf watched = {0};
    int rc = 0;
    for (size_t i = INTAKE; i < s->n; i++) {
        const struct child *other = &s->all[i];
        if (other != c)
            buf_addf(&watched, "%s%s=%s", watched.len ? "," : "", other->name, other->address);
        if (other != c && !*other->address)
            rc = 1;
    }
    if (rc == 0)
        rc = begin_daemon(c, c->name, l, e);
    if (rc == 0) {
        service_database(l, s->spec.home, c->name, 0);
        service_alerting(l, s->spec.home, buf_text(&watched));
    }
    buf_deinit(&watched);
    return rc;
}

static int prepare_depot(struct child *c, struct launch *l, struct err *e)
{
    const struct supervisor *s = c->owner;
    const struct child *intake = &s->all[INTAKE];
    if (!intake->was_ready)
        return 1;
    if (begin_daemon(c, c->name, l, e) < 0)
        return -1;
    service_depot(l, s->spec.home, s->spec.depot, intake->address);
    return 0;
}

static struct child *add_child(struct supervisor *s, const char *name, void (*on_change)(struct child *c))
{
    must(s->n < SUPERVISOR_CHILDREN_MAX);
    struct child *c = &s->all[s->n++];
    *c = (struct child){.prepare = prepare_daemon, .on_change = on_change, .owner = s, .chosen = true};
    snprintf(c->name, sizeof c->name, "%s", name);
    child_init(c, &s->loop);
    return c;
}

static void add_step(struct supervisor *s, struct child *c, const char *name,
                     int (*prepare)(struct child *c, struct launch *l, struct err *e),
                     void (*on_change)(struct child *c))
{
    *c = (struct child){.prepare = prepare, .on_change = on_change, .owner = s, .once = true};
    snprintf(c->name, sizeof c->name, "%s", name);
    child_init(c, &s->loop);
}

void supervisor_add_children(struct supervisor *s, void (*on_change)(struct child *c))
{
    add_step(s, &s->initdb, "initdb", prepare_initdb, on_change);
    add_step(s, &s->migrate, "migrate", prepare_migrate, on_change);
    struct child *c = add_child(s, "postgres", on_change);
    c->prepare = prepare_postgres;
    c->probe = probe_postgres;
    c->chosen = false;
    snprintf(c->address, sizeof c->address, "%s", s->spec.home->pg_sockets);
    c = add_child(s, "intake", on_change);
    c->chosen = !s->spec.http;
    snprintf(c->address, sizeof c->address, "%s", s->spec.http ? s->spec.http : "");
    c->push_chosen = !s->spec.push;
    snprintf(c->push, sizeof c->push, "%s", s->spec.push ? s->spec.push : "");
    for (unsigned i = 1; i <= s->spec.workers; i++) {
        char name[32];
        snprintf(name, sizeof name, s->spec.workers > 1 ? "validation-%u" : "validation", i);
        add_child(s, name, on_change)->index = i;
    }
    add_child(s, "aggregation", on_change);
    add_child(s, "reporting", on_change)->prepare = prepare_reporting;
    add_child(s, "alerting", on_change)->prepare = prepare_alerting;
    c = add_child(s, "dashboard", on_change);
    c->prepare = prepare_dashboard;
    c->chosen = !s->spec.dashboard;
    snprintf(c->address, sizeof c->address, "%s", s->spec.dashboard ? s->spec.dashboard : "");
    if (s->spec.courrier)
        add_child(s, "courrier", on_change);
    if (s->spec.depot)
        add_child(s, "depot", on_change)->prepare = prepare_depot;
}
