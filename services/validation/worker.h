/* One worker: its connections, its cache, and the round that it is in.
 *
 * Who is below whom: main.c; round.c; then side by side, one step of a round each, reading.c, claims.c, judging.c,
 * writing.c and telling.c; worker.c; cache.c and facts.c, which know no worker. */
#ifndef CVG_VALIDATION_WORKER_H
#define CVG_VALIDATION_WORKER_H

#include "base/seal.h"
#include "daemon/daemon.h"
#include "io/bus.h"
#include "io/db.h"
#include "io/loop.h"
#include "programme/judge.h"
#include "programme/outcome.h"
#include "validation/cache.h"
#include "validation/facts.h"

#define BATCH_MAX 128 /* reporters in one transaction */
#define DEATHS_MAX 3  /* of a submission that is judged alone, before it is quarantined */

/* A reporter in the present round: with a submission to judge, or (n = 0) with contributions to compute anew. */
struct item {
    char *reporter, *id;
    int64_t n, version, accepted_n;
    int32_t situation; /* of the submission */
    bool confirm, waive_hold, known, member, in_round;
    int64_t bytes; /* of the submission's plain files, as received */
    unsigned char digest[32];
    enum reporter_kind kind;
    const struct correspondance *profile; /* of the tool in its line of reference data; NULL: none */
    void *sealed, *key;                   /* copies */
    size_t sealed_len, key_len;
    /* the state in force where it was not in the cache */
    struct state *loaded;
    int32_t in_force; /* situation date in force; CELL_NULL: none */
    struct entry *entry;
    /* what came of it */
    enum verdict verdict;
    bool wiped;
    size_t read, aside;
    int64_t rows_read, rows_aside; /* of the submission in force when the round began */
    struct judgement *judgement;
    int64_t *before_values;       /* copy of the contributions before, for the effect */
    const int64_t *values;        /* contributions after; in the entry */
    struct buf outcome, stripped; /* stripped: the content without undeclared columns, sealed; empty where it stays */
    unsigned char stripped_key[SEAL_KEY_LEN];
};

/* The states of a round, in order; each is one wait. See round.c. */
enum round_state {
    ROUND_IDLE,
    ROUND_LOCKING, /* lock reporters that have something waiting */
    ROUND_READING, /* what waits, and what is in force */
    ROUND_MARKING, /* the claim is committed, contents and facts are read */
    ROUND_JUDGING, /* on another thread */
    ROUND_WRITING, /* everything of the outcomes, and commit */
    ROUND_STATE_COUNT
};

struct worker {
    struct daemon *daemon;
    struct definitions *definitions;
    struct facts facts[DATASETS_MAX];
    struct db *db, *marks; /* the transaction of outcomes; claims, committed beside it */
    struct bus *hints_in, *to_intake, *to_aggregation;
    struct cache cache;
    struct facts_batch batches[DATASETS_MAX]; /* of the present round */
    struct timer sweep_timer, retry_timer;
    size_t rows_max, bytes_max; /* of a submission */

    enum round_state round;
    uint64_t rounds;
    struct db_tx *tx;
    struct item *items;
    size_t items_n;
    struct period periods[PERIODS_LIVE_MAX];
    size_t periods_n;
    int32_t today;
    int waiting;    /* answers of the present state that are still to come */
    bool again;     /* a hint came during the round */
    bool alone;     /* the round judges one suspect submission */
    bool recompute; /* the round computes contributions, no submission */
    bool failed;
    unsigned failures;          /* rounds that failed in a row */
    size_t step, order, starts; /* which kind of work is looked for: round.c */
    bool stopping, stopped;     /* no new round; everything is closed but a thread that judges still */

    void (*on_work)(struct worker *w); /* claims.c: there may be something to judge; main.c has it start a round */

    int64_t claimed_as;    /* number under which the present round has claimed */
    size_t rows_judged;    /* in the present round */
    uint64_t completed_ms; /* when `complete` was last found */
    int64_t number;        /* of this worker in the database, held by an advisory lock; 0: not yet */
    bool complete;         /* every reporter has contributions for the live periods */
    int32_t complete_day;
    uint64_t reaped_ms;

    struct metric *judged[VERDICT_COUNT], *rounds_total, *batch, *round_ms, *quarantined;
    uint64_t round_began_ms;
};

/* round.c: begins a round where none is running; the next one follows by itself while there is work. */
void round_start(struct worker *w);
/* judging.c: everything of a round that needs no I/O, on another thread. */
void judging_run(struct worker *w);
/* writing.c: the statements of a round's outcomes. */
struct db_request *writing_request(struct worker *w);
/* reading.c: statements of a round's beginning, and what they answered. */
struct db_request *reading_lock(struct worker *w);
void reading_locked(struct worker *w, struct db_results *r);
struct db_request *reading_waiting(struct worker *w);
void reading_waited(struct worker *w, struct db_results *r);
struct db_request *reading_contents(struct worker *w);
void reading_contents_done(struct worker *w, struct db_results *r);
/* claims.c: marks, dead workers, quarantine. */
void claims_open(struct worker *w);
struct db_request *claims_mark(struct worker *w);
void claims_sweep(struct worker *w);
/* An outcome could not be written: its submissions are judged alone next; `death`: it counts as one where one was
 * alone. */
void claims_suspect(struct worker *w, bool death);
/* telling.c: what is told after a commit. */
void telling_round(struct worker *w);

/* worker.c */
void items_free(struct worker *w);
void worker_free(struct worker *w); /* what no thread uses any more */

#endif
