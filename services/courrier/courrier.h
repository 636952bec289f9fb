/* The daemon's state, and the doors between its files: main.c opens, sweep.c stores mails, sending.c sends them. */
#ifndef CVG_COURRIER_COURRIER_H
#define CVG_COURRIER_COURRIER_H

#include "daemon/daemon.h"
#include "io/db.h"
#include "io/loop.h"
#include "io/smtp.h"

/* One request is in flight in each state but the first. */
enum sweep_state { SWEEP_IDLE, SWEEP_RECALLING, SWEEP_ASKING, SWEEP_STORING, SWEEP_STATE_COUNT };

struct sweep {
    enum sweep_state state;
    struct timer timer;
    struct db_tx *tx; /* of ASKING and STORING */
    bool failing;
    uint64_t epoch, asked_in; /* connections so far; that of the request in flight */
    char since[24];           /* xid8: what changed in it or later may not have its mails yet; "": to be read */
    char next[24];            /* the same, once what is asked for now is stored; "": more is due than was asked for */
    uint64_t marked_ms;       /* when the mark was last written down */
};

enum sending_state { SENDING_IDLE, SENDING_CLAIMING, SENDING_TALKING, SENDING_MARKING, SENDING_STATE_COUNT };

/* The mail in hand. */
struct mail {
    char *chantier_id, *kind, *dedupe, *recipient, *message_id;
    int64_t tries;
    bool old; /* stored so long ago that this is its last try */
    struct buf bytes;
    struct smtp_answer answer;
};

struct sending {
    enum sending_state state;
    struct timer timer; /* asks what is due */
    struct timer again; /* a mark that could not be written */
    struct smtp *smtp;
    struct mail mail;
    uint64_t hold_until_ms; /* the server was away: nothing is tried before */
};

struct courrier {
    struct daemon *daemon;
    struct db *db;
    struct sweep sweep;
    struct sending sending;
    struct buf password;
    bool stopping;
    struct metric *stored, *sent, *refused, *delayed, *waiting, *failed;
};

/* sweep.c */
void sweep_start(struct courrier *c);
void sweep_stop(struct courrier *c);
void sweep_on_up(struct courrier *c); /* the database is there, perhaps after a crash: read the mark again */

/* sending.c */
void sending_start(struct courrier *c, const struct smtp_config *config);
void sending_stop(struct courrier *c);
void sending_wake(struct courrier *c); /* there may be something to send */
bool sending_idle(const struct courrier *c);

#endif
