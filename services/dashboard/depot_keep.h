/* Deposits between their check and their sending: in memory only, for a while, for the one person who made them. Pure:
 * the clock is a parameter.
 *
 *     TAKEN ──▶ CHECKED ──▶ SENDING ──▶ SENT
 *                  ▲            │
 *                  └────────────┘ not arrived: the files stay
 *
 * Room is taken before a body is read. A person has a few of them: the oldest that nothing is done with makes way for a
 * new one. What of everybody together does not fit is refused. Content that is given up is zeroed. */
#ifndef CVG_DASHBOARD_DEPOT_KEEP_H
#define CVG_DASHBOARD_DEPOT_KEEP_H

#include "base/token.h"
#include "dashboard/depot_form.h"
#include "programme/period.h"

#define DEPOT_KEEP_MS (30 * 60 * 1000)
#define DEPOT_KEEP_PERSON_MAX 3
#define DEPOT_KEEP_ALL_MAX 64
#define DEPOT_KEEP_BYTES_MAX ((size_t)512 << 20) /* of all bodies, read or about to be, and what was said of them */

enum kept_state { KEPT_NONE, KEPT_TAKEN, KEPT_CHECKED, KEPT_SENDING, KEPT_SENT, KEPT_STATE_COUNT };

struct kept {
    char key[TOKEN_LEN]; /* its address */
    enum kept_state state;
    int64_t person;
    char reporter[64];
    enum reporter_kind kind;
    int32_t situation;
    uint64_t until_ms; /* then it goes */
    int64_t until_us;  /* the same on the wall, to be told */
    size_t bytes;      /* that count for DEPOT_KEEP_BYTES_MAX */
    struct depot_form form;
    struct buf check;    /* depot_check_make(), as its text: thousands of findings are many times as large in memory */
    char verdict[16];    /* its "state"; "": not yet checked */
    char held[96];       /* a submission of the reporter that is held; "": none */
    char submission[96]; /* SENT: what it became */
    char trouble[900];   /* why it was not sent, in French; "": no try failed */
};

struct depot_keep {
    struct kept *list[DEPOT_KEEP_ALL_MAX]; /* [n], oldest first */
    size_t n, bytes;
};

enum depot_room { DEPOT_ROOM, DEPOT_ROOM_PERSON, DEPOT_ROOM_ALL };

/* A place for a body of so many bytes, in *out; else whose places are taken. */
enum depot_room depot_keep_take(struct depot_keep *k, int64_t person, size_t bytes, uint64_t now_ms, struct kept **out);
/* NULL: never was, is somebody else's, or is over. */
struct kept *depot_keep_find(struct depot_keep *k, const char *key, int64_t person, uint64_t now_ms);
/* What the check says, taken over. */
void depot_keep_checked(struct depot_keep *k, struct kept *x, struct buf *check, const char *verdict);
/* It stays DEPOT_KEEP_MS from now. */
void depot_keep_extend(struct kept *x, uint64_t now_ms, int64_t now_us);
void depot_keep_wipe(struct depot_keep *k, struct kept *x); /* its content alone */
void depot_keep_remove(struct depot_keep *k, struct kept **x);
void depot_keep_expire(struct depot_keep *k, uint64_t now_ms);
void depot_keep_deinit(struct depot_keep *k);

#endif
