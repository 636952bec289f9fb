/* What is known of all reporters, beside their rows, at one instant: reference data, situation dates, rows read; and
 * the sums over them. */
#ifndef CVG_IO_KNOWN_H
#define CVG_IO_KNOWN_H

#include "io/counts.h"
#include "io/db_sync.h"
#include "programme/perimeter.h"
#include "programme/period.h"

struct known {
    struct reference reference;
    int64_t at_us; /* as known then */
    uint64_t reference_version;
    struct map reporters; /* those that have something accepted → index */
    struct reporter_facts *facts;
    uint64_t *versions; /* of known_read_now only */
    size_t cap, versions_cap;
};

/* A transaction that sees one snapshot and writes nothing; ended by db_sync_rollback(). */
int known_begin(struct db_sync *db, struct err *e) CHECKED;

/* As known at `at_us`, or now (NULL); either no younger than the oldest judgement that is running, so that asking again
 * gives the same. */
int known_read_at(struct db_sync *db, const int64_t *at_us, struct known *out, struct err *e) CHECKED;
/* What is in force, with versions. */
int known_read_now(struct db_sync *db, struct known *out, struct err *e) CHECKED;
void known_deinit(struct known *k);

/* Figures of several perimeters in one period, of every programme. */
struct known_sum {
    const struct definitions *definitions;
    const struct known *known;
    const struct counts *counts; /* of the period */
    const struct period *period;
    int32_t last_night;
    const struct scope *scopes; /* [scopes_n] */
    size_t scopes_n;
    int64_t *sums;             /* out: [scopes_n][contribution_len] */
    struct coverage *coverage; /* out: [scopes_n] */
};
void known_sum(const struct known_sum *s);

#endif
