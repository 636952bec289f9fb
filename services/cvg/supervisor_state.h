/* The inside of the supervisor, for supervisor.c (its phases), which is above supervisor_children.c (what is started,
 * and how). */
#ifndef CVG_CVG_SUPERVISOR_STATE_H
#define CVG_CVG_SUPERVISOR_STATE_H

#include "cvg/child.h"
#include "cvg/postgres.h"
#include "cvg/readiness.h"
#include "cvg/supervisor.h"

#define SUPERVISOR_CHILDREN_MAX (SUPERVISOR_WORKERS_MAX + 8)

enum phase {
    PHASE_NONE,
    PHASE_INITDB,
    PHASE_POSTGRES,
    PHASE_MIGRATE,
    PHASE_DAEMONS,
    PHASE_READY,
    PHASE_STOP_DAEMONS,
    PHASE_STOP_POSTGRES,
    PHASE_COUNT
};

struct supervisor {
    struct supervisor_spec spec;
    struct postgres pg;
    uv_loop_t loop;
    uv_timer_t turn, deadline;
    uv_signal_t on_term, on_int;
    struct readiness readiness;
    enum phase phase;
    bool failed;
    struct process_id self;
    struct child initdb, migrate;
    struct child all[SUPERVISOR_CHILDREN_MAX]; /* PostgreSQL first: what `cvg ps` shows, in its order */
    size_t n;
};

/* Adds what the spec asks for; `on_change` is told of every change of a child. */
void supervisor_add_children(struct supervisor *s, void (*on_change)(struct child *c));
/* An address for each that has none yet: before the first of them is started. */
void supervisor_choose_addresses(struct supervisor *s);

#endif
