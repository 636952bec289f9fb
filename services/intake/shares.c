/* How many bytes each reporter has in hand. */
#include "intake/shares.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define PARTS 4 /* so many reporters can fill all the room there is, fewer cannot */

void shares_init(struct shares *s, size_t all, size_t one_push)
{
    *s = (struct shares){.most = all / PARTS > one_push ? all / PARTS : one_push};
}

void shares_deinit(struct shares *s)
{
    map_deinit(&s->reporters);
    free(s->held);
    *s = (struct shares){0};
}

size_t shares_of(struct shares *s, const char *reporter)
{
    bool added;
    uint64_t *at = map_at(&s->reporters, reporter, strlen(reporter), &added);
    if (added) {
        *at = s->n;
        s->held = mem_room(s->held, s->n, &s->cap, sizeof *s->held);
        s->held[s->n++] = 0;
    }
    return *at;
}

bool shares_take(struct shares *s, size_t share, size_t bytes)
{
    must(share < s->n);
    if (bytes > s->most - s->held[share])
        return false;
    s->held[share] += bytes;
    return true;
}

void shares_give(struct shares *s, size_t share, size_t bytes)
{
    if (!s->n) /* closed: a thread that still had a push in hand comes after */
        return;
    must(share < s->n && bytes <= s->held[share]);
    s->held[share] -= bytes;
}
