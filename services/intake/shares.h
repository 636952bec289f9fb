/* How many bytes each reporter has in hand, whichever door they come through, so that one leaves room for others. */
#ifndef CVG_INTAKE_SHARES_H
#define CVG_INTAKE_SHARES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"

struct shares {
    size_t most;          /* bytes of one reporter */
    struct map reporters; /* → index into held */
    size_t *held, n, cap;
};

/* Of `all` bytes a reporter may have a quarter, but always as much as one push may need. */
void shares_init(struct shares *s, size_t all, size_t one_push);
void shares_deinit(struct shares *s);
/* The number of a reporter's share, for good: a reporter is remembered, there are as many as have keys. */
size_t shares_of(struct shares *s, const char *reporter);
bool shares_take(struct shares *s, size_t share, size_t bytes); /* false, and nothing is taken: over the most */
void shares_give(struct shares *s, size_t share, size_t bytes);

#endif
