/* What the files of intake share: the one struct, and a push on its way down through them.
 *
 *     ASKING ─▶ READING ─▶ SEALING ─▶ QUEUED ─▶ COMMITTING ─▶ WAITING ─▶ answered
 *     door.c     door.c    taking.c   receive.c  receive.c     waiters.c
 *     LOOKING ─▶ READING ─▶ …                     the native door: is it known already?
 *     LOOKING ────────────────────────────────────────────────▶ WAITING   what came of it?
 *
 * From each it may be answered or its client may leave; then it is freed, or where another thread or the database has
 * it in hand, it goes on without its client.
 *
 * Who is below whom: main.c; the doors: HTTP (door.c, its pages.c and enrol.c) and the native one (native.c,
 * native_upload.c and native_ask.c, native_reply.c, callers.c); taking.c; receive.c; waiters.c; push.c; and what knows
 * of no push: access.c, content.c, limits.c, schemas.c, shares.c, texts.c. Answers go up through the push's `struct
 * door`. A door makes pushes with push_new(), its own answers and its own clients; fills in who the reporter is and
 * what was asked for; has room made by taking_reserve(); hands the whole body to taking_seal(); and says with
 * taking_leave() that a client left. */
#ifndef CVG_INTAKE_INTAKE_H
#define CVG_INTAKE_INTAKE_H

#include "daemon/daemon.h"
#include "intake/access.h"
#include "intake/content.h"
#include "intake/limits.h"
#include "intake/shares.h"
#include "io/bus.h"
#include "io/db.h"
#include "io/loop.h"
#include "io/wire_hint.h"

#define WAIT_MAX_MS 120000 /* for an outcome */

struct push;
struct native;

enum push_state {
    PUSH_NONE,
    PUSH_ASKING,
    PUSH_LOOKING,
    PUSH_READING,
    PUSH_SEALING,
    PUSH_QUEUED,
    PUSH_COMMITTING,
    PUSH_WAITING,
    PUSH_STATE_COUNT
};

/* How a door answers its pushes: each is answered once, while its client is there, and freed after that. */
struct door {
    void (*refuse)(struct push *p, enum refusal why);
    void (*tell_committed)(struct push *p); /* before the answer: the receipt is due from now on; NULL: not told */
    void (*tell_receipt)(struct push *p);
    /* JSON; the door may add to it */
    void (*tell_outcome)(struct push *p, struct buf *document);
};

struct push {
    struct intake *in;
    const struct door *door;
    void *client; /* the door's; NULL: it left */
    enum push_state state;
    struct asker asker;
    char curve[BUS_KEY_LEN]; /* the public key with which it came; "": with the asker's token */
    char reporter[WIRE_ID_SIZE];
    int32_t date; /* situation date */
    bool confirm;
    uint32_t wait_ms;
    size_t expected; /* bytes of the body, as announced: room for them is taken before they are read */
    size_t in_hand;  /* bytes that count for the setting IN_HAND_MAX, and for the share of the reporter: */
    size_t share;    /* its number, once anything is in hand */
    struct content content;
    struct push *next; /* in a list of pushes */
    uint64_t number;   /* order of arrival at the queue */
    /* the receipt */
    char id[WIRE_SUBMISSION_SIZE], told_state[WIRE_STATE_SIZE];
    int64_t received_at; /* microseconds since 1970 UTC */
    uint64_t reading_ms; /* when it began to be read; the native door's */
    struct timer deadline;
    bool due; /* its outcome is to be asked for */
};

struct push_list {
    struct push *first, *last;
    size_t n;
};

struct counters {
    struct metric *received, *repeated, *batches, *batched, *batch_last, *commit_ms, *commit_ms_last, *waiting,
        *in_hand, *lists, *judged_in_time;
};

struct intake {
    struct daemon *daemon;
    struct db *db;     /* what locks: receive() and enrol(), so that no reader waits behind it */
    struct db *asking; /* who may come in, what came of it */
    struct bus *hints_in, *hints_out;
    struct access access;
    struct limits limits, questions; /* of pushes; of what the native door is asked besides */
    struct shares shares;
    struct schemas *schemas;
    size_t body_max, in_hand_max, batch_max;
    size_t in_hand, pushes_n, lookups_n;
    struct native *native; /* the native door; NULL: there is none */
    bool draining;
    /* receive.c */
    struct push_list queue;
    uint64_t arrivals;
    size_t flights; /* requests of receive() under way */
    struct timer batch_turn;
    /* waiters.c */
    struct push_list waiting;
    bool outcomes_asked;
    struct timer sweep;
    struct counters count;
};

void push_list_add(struct push_list *l, struct push *p);
struct push *push_list_take(struct push_list *l); /* NULL: empty */
void push_list_remove(struct push_list *l, struct push *p);

struct push *push_new(struct intake *in, const struct door *door, void *client);
/* Its memory, and what it has in hand; the client, where it is there still, must have its answer. */
void push_free(struct push **p);
/* Answers where the client is still there, and frees it. */
void push_refuse(struct push *p, enum refusal why);
void push_tell_receipt(struct push *p);
/* The outcome as the contract tells it to this push. */
void push_tell_outcome(struct push *p, const char *document);
/* The state that an outcome's document tells. */
void push_state_of(const char *document, char out[WIRE_STATE_SIZE]);
/* The content is no longer needed, or shrank to `left` bytes. */
void push_shrink(struct push *p, size_t left);

#endif
