/* Deposits between their check and their sending. */
#include "dashboard/depot_keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Nobody has it in hand. */
static bool idle(const struct kept *x)
{
    return x->state == KEPT_CHECKED || x->state == KEPT_SENT;
}

static void give_back(struct depot_keep *k, struct kept *x, size_t bytes)
{
    k->bytes -= bytes;
    x->bytes -= bytes;
}

void depot_keep_wipe(struct depot_keep *k, struct kept *x)
{
    depot_form_wipe(&x->form);
    give_back(k, x, x->bytes - x->check.len);
}

void depot_keep_checked(struct depot_keep *k, struct kept *x, struct buf *check, const char *verdict)
{
    x->check = *check;
    *check = (struct buf){0};
    x->bytes += x->check.len;
    k->bytes += x->check.len;
    snprintf(x->verdict, sizeof x->verdict, "%s", verdict);
    x->state = KEPT_CHECKED;
}

void depot_keep_remove(struct depot_keep *k, struct kept **xx)
{
    struct kept *x = *xx;
    size_t at = 0;
    while (k->list[at] != x)
        must(++at < k->n);
    depot_keep_wipe(k, x);
    give_back(k, x, x->bytes);
    buf_deinit(&x->check);
    memmove(&k->list[at], &k->list[at + 1], (--k->n - at) * sizeof *k->list);
    mem_free(xx);
}

void depot_keep_expire(struct depot_keep *k, uint64_t now_ms)
{
    for (size_t i = k->n; i-- > 0;) {
        struct kept *x = k->list[i];
        if (idle(x) && x->until_ms <= now_ms)
            depot_keep_remove(k, &x);
    }
}

/* Of a person who has too many, the oldest that nothing is done with goes. False: something is done with all of them.
 */
static bool make_way(struct depot_keep *k, int64_t person)
{
    struct kept *oldest = NULL;
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++) {
        n += k->list[i]->person == person;
        if (!oldest && k->list[i]->person == person && idle(k->list[i]))
            oldest = k->list[i];
    }
    if (n < DEPOT_KEEP_PERSON_MAX)
        return true;
    if (!oldest)
        return false;
    depot_keep_remove(k, &oldest);
    return true;
}

enum depot_room depot_keep_take(struct depot_keep *k, int64_t person, size_t bytes, uint64_t now_ms, struct kept **out)
{
    depot_keep_expire(k, now_ms);
    if (!make_way(k, person))
        return DEPOT_ROOM_PERSON;
    if (k->n == DEPOT_KEEP_ALL_MAX || k->bytes > DEPOT_KEEP_BYTES_MAX || bytes > DEPOT_KEEP_BYTES_MAX - k->bytes)
        return DEPOT_ROOM_ALL;
    struct kept *x = mem_new(sizeof *x);
    token_draw("", x->key);
    x->state = KEPT_TAKEN;
    x->person = person;
    x->bytes = bytes;
    k->bytes += bytes;
    k->list[k->n++] = x;
    *out = x;
    return DEPOT_ROOM;
}

struct kept *depot_keep_find(struct depot_keep *k, const char *key, int64_t person, uint64_t now_ms)
{
    depot_keep_expire(k, now_ms);
    for (size_t i = 0; i < k->n; i++)
        if (k->list[i]->person == person && k->list[i]->state != KEPT_TAKEN && strcmp(k->list[i]->key, key) == 0)
            return k->list[i];
    return NULL;
}

void depot_keep_extend(struct kept *x, uint64_t now_ms, int64_t now_us)
{
    x->until_ms = now_ms + DEPOT_KEEP_MS;
    x->until_us = now_us + DEPOT_KEEP_MS * 1000LL;
}

void depot_keep_deinit(struct depot_keep *k)
{
    while (k->n) {
        struct kept *last = k->list[k->n - 1];
        depot_keep_remove(k, &last);
    }
}
