/* Who may come in: a cache of the tokens and CURVE keys that open the doors, refused from before a body is read.
 * receive() decides again. */
#ifndef CVG_INTAKE_ACCESS_H
#define CVG_INTAKE_ACCESS_H

#include "base/map.h"
#include "daemon/metrics.h"
#include "io/db.h"
#include "io/loop.h"

#define ACCESS_TOKEN_LEN 32 /* SHA-256 of a token */

/* One that is not revoked. */
struct access_key {
    const char *reporter;
    int64_t n; /* which of the reporter's */
};

struct access {
    struct db *db;
    struct uv_loop_s *loop;
    struct map tokens, curves; /* → index into keys */
    struct access_key *keys;
    size_t keys_n, keys_cap;
    struct arena names;
    bool loaded, under_way;
    uint64_t sent;    /* how many times the list was asked for */
    uint64_t sent_ms; /* when the last time */
    struct asker *askers;
    struct timer tick, soon;
    struct metric *lists;         /* how many came */
    void (*on_loaded)(void *arg); /* the first one came */
    void *arg;
};

void access_open(struct access *a, struct uv_loop_s *loop, struct db *db, struct metric *lists,
                 void (*on_loaded)(void *arg), void *arg);
void access_close(struct access *a); /* before the database; who still asks is answered with AWAY */
void access_db_up(struct access *a); /* asks at once */

enum access_answer { ACCESS_NONE, ACCESS_GRANTED, ACCESS_REFUSED, ACCESS_AWAY, ACCESS_ANSWER_COUNT };

/* One who asks. A token that the cache does not know is looked for in a list asked for after it came. */
struct asker {
    unsigned char token[ACCESS_TOKEN_LEN];
    void (*done)(struct asker *a, enum access_answer answer,
                 const char *reporter); /* once, perhaps inside access_ask() */
    struct asker *next, **at;           /* while it waits */
    uint64_t need;                      /* the list that may answer it */
};

void access_ask(struct access *a, struct asker *k);
/* The same, but from a list asked for from now on, though the cache knows the token: what was just changed is in it. */
void access_ask_again(struct access *a, struct asker *k);
void access_cancel(struct asker *k); /* does nothing where it is answered */

/* The key of this public one (Z85), NULL: none that may come in; then a fresh list is asked for. */
const struct access_key *access_find_curve(struct access *a, const char *public_key);

#endif
