/* How long a push goes on trying, and how long it rests between two tries. */
#ifndef CVG_CVG_PUSH_CLOCK_H
#define CVG_CVG_PUSH_CLOCK_H

#include <stdint.h>

struct push_clock {
    int64_t end_ms; /* monotonic: when waiting is over */
};
void push_clock_start(struct push_clock *c, long wait_s);
int64_t push_clock_left_ms(const struct push_clock *c); /* never below 0 */

void push_pause_ms(int64_t ms);
/* A random time between none (or half) and all of it, so that a thousand chantiers that failed together do not come
 * back together. */
int64_t push_jitter_full(int64_t ms);
int64_t push_jitter_half(int64_t ms);

#endif
