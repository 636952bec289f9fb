/* The inside of the totals, shared by totals_find.c, which reads them, and totals.c above it, which changes them. */
#ifndef CVG_AGGREGATION_TOTALS_STATE_H
#define CVG_AGGREGATION_TOTALS_STATE_H

#include "aggregation/totals.h"

struct held { /* a contribution as it came; decoded only when a share is computed: a thousand chantiers stay small */
    unsigned char *payload;
    size_t len;
};

struct reporter {
    const char *name; /* of the map */
    uint64_t version, hash;
    struct reporter_facts facts;
    struct membership membership[PERIODS_LIVE_MAX];
    struct held held[PERIODS_LIVE_MAX];
    uint64_t change[PERIODS_LIVE_MAX]; /* when its share last changed */
};

struct cell {       /* one perimeter in one period */
    int64_t *slots; /* [contribution_len] */
    struct coverage coverage;
    bool oldest_left; /* whose situation date was the oldest has moved: coverage.oldest is to be found again */
    uint64_t change;
};

struct totals {
    const struct definitions *d;
    struct period live[PERIODS_LIVE_MAX];
    size_t live_n, missing[PERIODS_LIVE_MAX];
    int32_t last_night;
    struct reference reference;
    uint64_t reference_version;
    struct map names; /* reporter → index */
    struct reporter *reporters;
    size_t reporters_n, reporters_cap, versions_n;
    struct scope *perimeters;
    struct cell *cells; /* [perimeters_n][PERIODS_LIVE_MAX] */
    size_t perimeters_n;
    uint64_t change, hash;         /* counter of changes; XOR over reporters */
    int64_t *contribution, *share; /* work memory */
};

static inline struct cell *totals_cell(const struct totals *t, size_t perimeter, size_t period)
{
    return &t->cells[perimeter * PERIODS_LIVE_MAX + period];
}

/* Expected, but without figures: an accepted submission and no contribution. */
static inline bool totals_is_missing(const struct reporter *r, size_t period)
{
    return r->membership[period].counts && r->facts.situation != CELL_NULL && !r->held[period].payload;
}

/* The share of a reporter as held, into t->share; totals_find.c. */
void totals_share(struct totals *t, const struct reporter *r, size_t period);

#endif
