/* One process that the supervisor keeps: started, known ready, started again when it dies, ended when asked.
 *
 *   STOPPED ──start──▶ STARTING ──ready──▶ READY
 *      ▲                 ▲   │dies            │dies
 *      │                 └─── FAILED ◀────────┘     (at once, then after 0.1, 0.2 … at most 2 s)
 *      └──── ended, when asked to stop, or a step that is done
 */
#ifndef CVG_CVG_CHILD_H
#define CVG_CVG_CHILD_H

#include <uv.h>

#include "cvg/address.h"
#include "cvg/launch.h"
#include "cvg/process.h"

enum child_state { CHILD_STOPPED, CHILD_STARTING, CHILD_READY, CHILD_FAILED, CHILD_STATE_COUNT };

struct child {
    char name[32];
    char address[ADDRESS_LEN]; /* empty: none */
    char push[ADDRESS_LEN];    /* of its native push door; empty: none */
    enum child_state state;
    struct process_id id;         /* pid 0: no process */
    unsigned deaths;              /* in a row, without having been ready for a while */
    int exit_status, term_signal; /* of the last death */
    struct err why;               /* of the last start that did not even make a process; code ERR_NONE otherwise */
    bool once;                    /* a step: it ends by itself, and is not started again */
    bool chosen;                  /* the address was chosen by us, and may be chosen anew until the first readiness */
    bool push_chosen;             /* the same of the push door's */
    bool was_ready;

    /* Fills the launch. 0: done; 1: not yet, ask again soon; −1: failed, counts as a death. */
    int (*prepare)(struct child *c, struct launch *l, struct err *e);
    bool (*probe)(
        struct child *c); /* asked again and again while starting; NULL: readiness is told, see child_set_ready */
    void (*on_change)(struct child *c);
    void *owner;
    unsigned index, blocked; /* the owner's own numbers */

    /* of child.c alone */
    uv_loop_t *loop;
    uv_process_t process;
    uv_timer_t timer;
    bool handle_open, stopping;
    uint64_t ready_since_ms;
    int signals[3];
    unsigned waits_ms[3], signal_i;
};

/* Fill name, prepare, probe, on_change, owner, once first. */
void child_init(struct child *c, uv_loop_t *loop);
void child_start(struct child *c);
void child_set_ready(struct child *c);
/* Sends the signals one after the other, each with its time to end by; 0 ends the list early. on_change tells the end.
 */
void child_stop(struct child *c, const int signals[3], const unsigned waits_ms[3]);
void child_close(struct child *c);
/* One line of the supervisor's log. */
void child_note(const char *fmt, ...) PRINTF(1, 2);
const char *child_state_name(enum child_state s);

#endif
