/* One reporter's folder and a turn of its machine, on a worker thread.
 *
 *   QUIET ──at rest, sent──▶ SENT ──judged, answers written, files moved──▶ QUIET
 *     ▲                       │
 *     └── sent again ◀── held or quarantined: ANSWERED, asked again now and then, until decided or the next sending
 *
 * QUIET: no trace. SENT: a trace, so that a restart goes on asking. Killed between the receipt and the trace, the same
 * files are sent again, and the central service answers a repeat with the first's number. Files leave the folder only
 * after their answer stands there. */
#ifndef CVG_DEPOT_TURN_H
#define CVG_DEPOT_TURN_H

#include "daemon/log.h"
#include "depot/folder.h"
#include "depot/trace.h"

#define REPORTER_LEN 41
#define TURN_ANSWERS_MAX 2

/* What every turn reads and none writes. */
struct shop {
    const char *root, *keys, *traces;
    char *base; /* of the central service */
    struct definitions *definitions;
    uint64_t calm_ms, patience_ms, sweep_ms;
    int32_t kept_days;
    size_t body_max;
    enum log_level log_level;
};

struct drop {
    const struct shop *shop;
    char reporter[REPORTER_LEN];
    /* of the loop's thread */
    bool running, seen;
    uint64_t next_ms;
    /* of the turn's thread while it runs, else of the loop's */
    bool loaded; /* the trace */
    struct trace trace;
    struct listing listing;
    unsigned notices, told_notices; /* told: as the file in the folder says */
    bool notices_known;
    unsigned failures; /* in a row */
    uint64_t away_since_ms, asked_ms;
    int32_t purged;
    bool missing; /* the folder cannot be opened */
    /* in: may the central service be asked? */
    bool may_ask;
    /* out: what the turn did */
    struct {
        bool failed, away;
        unsigned sent;
        char states[TURN_ANSWERS_MAX][TRACE_STATE_LEN];
        size_t states_n;
    } result;
};

void turn_run(struct drop *p);
void drop_deinit(struct drop *p);

#endif
