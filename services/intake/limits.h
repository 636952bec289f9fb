/* How often a reporter may push: a bucket of permissions each that fills with time. Pure: the clock is a parameter. */
#ifndef CVG_INTAKE_LIMITS_H
#define CVG_INTAKE_LIMITS_H

#include "base/map.h"

struct limits {
    double per_ms, burst; /* permissions a millisecond, and at most */
    struct map reporters; /* → index into buckets */
    struct bucket *buckets;
    size_t buckets_n, buckets_cap;
};

void limits_init(struct limits *l, unsigned per_minute, unsigned burst);
void limits_deinit(struct limits *l);
/* Takes one permission; where there is none, false and after how many seconds there is one again (at least 1).
 * A reporter is remembered for good: there are as many as have keys. */
bool limits_take(struct limits *l, const char *reporter, uint64_t now_ms, unsigned *retry_after_s_out);

#define LIMITS_UPLOAD_MS 600000 /* a whole upload, as of HTTP's request */
/* How long the next piece of an upload is waited for: `stall_ms`, but never beyond what the whole upload may take. */
uint64_t limits_patience(uint64_t began_ms, uint64_t now_ms, uint64_t stall_ms);

#endif
