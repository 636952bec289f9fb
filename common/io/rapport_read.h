/* A report made from the facts and the reference data as known at one instant. */
#ifndef CVG_IO_RAPPORT_READ_H
#define CVG_IO_RAPPORT_READ_H

#include "io/known.h"
#include "programme/rapport.h"

#define RAPPORT_PROGRAMME "CVG"

struct rapport_wish {
    const struct definitions *definitions;
    struct period period;
    const int64_t *at_us;        /* NULL: now */
    const struct rapport *avant; /* what its bridges start from, with its numbers; NULL: it has none */
};

/* Every number of it, no state withheld; a draft until somebody says otherwise. NULL with *e: the database failed. It
 * begins a transaction of its own, and ends it. */
struct rapport *rapport_read(struct db_sync *db, const struct rapport_wish *w, struct err *e) CHECKED;

#endif
