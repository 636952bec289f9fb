/* A curve read from the facts: the file active of many perimeters on many days. */
#ifndef CVG_IO_CURVE_READ_H
#define CVG_IO_CURVE_READ_H

#include "io/known.h"

struct curve_wish {
    const struct definitions *definitions;
    const struct known *known;
    const struct scope *scopes; /* [scopes_n] */
    size_t scopes_n;
    const int32_t *days; /* [days_n] */
    size_t days_n;
    size_t programme;
    const char *const *only; /* the facts of these reporters, [only_n]; NULL: of all */
    size_t only_n;
};

/* Adds to values[scopes_n][days_n], each what `cvg figures` tells of that single day. In a transaction of known.h. */
int curve_read(struct db_sync *db, const struct curve_wish *w, int64_t *values, struct err *e) CHECKED;

#endif
