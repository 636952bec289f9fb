/* The daemon's state, and the doors between its files. Each is above those after it: main.c opens; sweep.c reads the
 * database; publish.c tells who subscribed; answer.c tells who asks; service.c takes what comes; totals.h and
 * streams.h are pure. */
#ifndef CVG_AGGREGATION_SERVICE_H
#define CVG_AGGREGATION_SERVICE_H

#include "aggregation/streams.h"
#include "aggregation/totals.h"
#include "daemon/daemon.h"
#include "io/bus.h"
#include "io/db.h"
#include "io/loop.h"
#include "io/wire.h"

/* What sweep.c is at. One request is in flight in every state but the first two. */
enum sweep_state {
    SWEEP_NONE,
    SWEEP_IDLE,
    SWEEP_REFERENCE, /* territories and lines; then the load where one is due, else idle */
    SWEEP_LOAD,      /* a chunk of all reporters */
    SWEEP_CHANGES,   /* what changed since the last sweep */
    SWEEP_STATE_COUNT
};

struct sweep {
    enum sweep_state state;
    struct timer timer;
    bool load_due, loaded, failing; /* loaded: everything was read once */
    char since[24];                 /* xid8: what has changed bears it or a higher one */
    char cursor[64];                /* the last reporter of the load */
    int64_t asked_us, known_us;     /* when the request in flight was sent; when the last one that was answered was */
    uint64_t known_ms;              /* the same on the loop's clock */
};

struct service {
    struct daemon *daemon;
    struct definitions *definitions;
    struct totals *totals;
    struct db *db;
    struct bus *in, *pub, *ask;
    struct timer second; /* heartbeat, clock */
    struct sweep sweep;
    struct streams streams;
    struct timer publish;
    uint64_t taken_ms; /* the oldest change that is not published yet; 0: none */
    struct metric *published, *dropped, *taken, *broken, *asked, *latency, *sweeps;
};

/* sweep.c */
void sweep_start(struct service *s);
void sweep_stop(struct service *s);
void sweep_on_up(struct service *s); /* the database is there */
void sweep_load(struct service *s);  /* everything is to be read again, as soon as may be */

/* publish.c */
void publish_on_subscription(struct service *s, const void *data, size_t len);
void publish_reference(struct service *s); /* the perimeters may be others */
void publish_wake(struct service *s);      /* something changed */
void publish_heartbeat(struct service *s);

/* answer.c */
/* The figures that a request asks for, or why not. `whole`: with the live periods, and versions where they are asked
 * for. */
void answer_format(struct service *s, const struct wire_request *q, bool whole, struct buf *out);
void answer_on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg);

/* service.c */
/* Takes a reporter's state, from a message or the database. */
void service_take(struct service *s, const struct totals_report *r);
/* Everything that is expected is there. */
bool service_complete(const struct service *s);

#endif
