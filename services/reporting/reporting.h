/* The daemon's state, and the doors between its files. main.c opens; queue.c takes asks and has them answered on other
 * threads; answer.h answers one; closing.c prepares and closes quarters. */
#ifndef CVG_REPORTING_REPORTING_H
#define CVG_REPORTING_REPORTING_H

#include "daemon/daemon.h"
#include "io/bus.h"
#include "io/db.h"
#include "io/db_sync.h"
#include "io/loop.h"
#include "io/wire_reporting.h"
#include "programme/definitions.h"
#include "reporting/kept.h"

#define CONNECTIONS 2      /* asks that are answered at once */
#define QUEUE_MAX 200      /* asks that wait */
#define WAIT_MAX_MS 12000  /* for a turn; who asked gives up a little later */
#define STATEMENT_MS 12000 /* that one statement may take */
#define KEPT_BYTES (32 << 20)
#define PEER_MAX 255 /* bytes of a ZeroMQ routing id */

struct job;

/* A connection, for one ask at a time; NULL until it is needed, and after it failed. */
struct connection {
    struct db_sync *db;
    struct job *job; /* that uses it, on another thread */
};

struct reporting {
    struct daemon *daemon;
    struct definitions *definitions; /* read by every thread, changed by none */
    struct kept *kept;               /* packages of closed reports */
    struct bus *ask;
    struct db *watch; /* tells when the database comes and goes */
    struct connection connections[CONNECTIONS];
    struct job *first, **end; /* asks that wait */
    size_t waiting_n, in_hand_n;
    bool stopping, stopped;
    struct timer closing; /* until the calendar is looked at again */
    bool closing_in_hand;
    uint64_t calendar_ms; /* when the calendar is looked at again; of the loop's clock */
    struct metric *answered, *refused, *dropped, *broken, *last_ms, *closed;
};

/* queue.c */
void queue_on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg);
bool queue_empty(const struct reporting *r);
/* Drops what waits. What is in hand ends on its thread, is told to nobody, and lets go of the rest. */
void queue_stop(struct reporting *r);
/* Work on another thread begins and ends: what it reads (the definitions) outlives it. */
void queue_enter(struct reporting *r);
void queue_leave(struct reporting *r);
/* A connection for such work. NULL with *e. */
struct db_sync *queue_connect(const struct reporting *r, int statement_ms, struct err *e) CHECKED;

/* closing.c: quarters that somebody asked for, or that the calendar closes */
void closing_start(struct reporting *r);
void closing_stop(struct reporting *r);

#endif
