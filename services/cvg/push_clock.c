/* Time of a push. */
#include "cvg/push_clock.h"

#include <sodium.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void push_clock_start(struct push_clock *c, long wait_s)
{
    c->end_ms = now_ms() + (int64_t)wait_s * 1000;
}

int64_t push_clock_left_ms(const struct push_clock *c)
{
    int64_t left = c->end_ms - now_ms();
    return left > 0 ? left : 0;
}

void push_pause_ms(int64_t ms)
{
    const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000L};
    nanosleep(&t, NULL);
}

int64_t push_jitter_full(int64_t ms)
{
    return (int64_t)randombytes_uniform((uint32_t)ms + 1);
}

int64_t push_jitter_half(int64_t ms)
{
    return ms / 2 + push_jitter_full(ms / 2);
}
