/* How often a reporter may push: buckets of permissions. */
#include "intake/limits.h"

#include <stdlib.h>
#include <string.h>

struct bucket {
    double left;
    uint64_t at_ms; /* when `left` was so */
};

void limits_init(struct limits *l, unsigned per_minute, unsigned burst)
{
    *l = (struct limits){.per_ms = per_minute / 60000.0, .burst = burst};
}

void limits_deinit(struct limits *l)
{
    map_deinit(&l->reporters);
    free(l->buckets);
    *l = (struct limits){0};
}

bool limits_take(struct limits *l, const char *reporter, uint64_t now_ms, unsigned *retry_after_s_out)
{
    bool added;
    uint64_t *at = map_at(&l->reporters, reporter, strlen(reporter), &added);
    if (added) {
        *at = l->buckets_n;
        l->buckets = mem_room(l->buckets, l->buckets_n, &l->buckets_cap, sizeof *l->buckets);
        l->buckets[l->buckets_n++] = (struct bucket){.left = l->burst, .at_ms = now_ms};
    }
    struct bucket *b = &l->buckets[*at];
    b->left += (double)(now_ms - b->at_ms) * l->per_ms;
    b->left = b->left < l->burst ? b->left : l->burst;
    b->at_ms = now_ms;
    if (b->left >= 1) {
        b->left -= 1;
        return true;
    }
    *retry_after_s_out = (unsigned)((1 - b->left) / l->per_ms / 1000) + 1;
    return false;
}

uint64_t limits_patience(uint64_t began_ms, uint64_t now_ms, uint64_t stall_ms)
{
    uint64_t gone = now_ms - began_ms, left = gone < LIMITS_UPLOAD_MS ? LIMITS_UPLOAD_MS - gone : 0;
    return stall_ms < left ? stall_ms : left;
}
