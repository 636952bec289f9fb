/* The calls that are under way at the native door. */
#include "intake/callers.h"

#include <stdlib.h>
#include <string.h>

#define CALLS_MAX 64  /* of a reporter under way */
#define UPLOADS_MAX 8 /* of these, those that bring content */

static struct caller **bucket_of(struct callers *c, const unsigned char peer[CALLER_PEER_LEN], uint64_t call)
{
    unsigned char key[CALLER_PEER_LEN + sizeof call];
    memcpy(key, peer, CALLER_PEER_LEN);
    memcpy(key + CALLER_PEER_LEN, &call, sizeof call);
    return &c->buckets[map_hash(key, sizeof key) % CALLERS_BUCKETS];
}

struct caller *callers_find(struct callers *c, const unsigned char peer[CALLER_PEER_LEN], uint64_t call)
{
    for (struct caller *k = *bucket_of(c, peer, call); k; k = k->next)
        if (k->call == call && memcmp(k->peer, peer, CALLER_PEER_LEN) == 0)
            return k;
    return NULL;
}

/* Both numbers of a reporter are one value: uploads in its upper half. */
static uint64_t weight(bool uploads)
{
    return 1 + ((uint64_t)uploads << 32);
}

struct caller *callers_add(struct callers *c, const unsigned char peer[CALLER_PEER_LEN], uint64_t call,
                           const char *reporter, bool uploads)
{
    bool added;
    uint64_t *open = map_at(&c->reporters, reporter, strlen(reporter), &added);
    if ((*open & UINT32_MAX) >= CALLS_MAX || (uploads && *open >> 32 >= UPLOADS_MAX))
        return NULL;
    *open += weight(uploads);
    struct caller *k = mem_new(sizeof *k);
    k->of = c;
    k->call = call;
    k->uploads = uploads;
    memcpy(k->peer, peer, CALLER_PEER_LEN);
    memcpy(k->reporter, reporter, strlen(reporter) + 1);
    k->at = bucket_of(c, peer, call);
    k->next = *k->at;
    if (k->next)
        k->next->at = &k->next;
    *k->at = k;
    c->n++;
    c->uploads_n += uploads;
    return k;
}

void callers_remove(struct caller *k)
{
    struct callers *c = k->of;
    bool added;
    *map_at(&c->reporters, k->reporter, strlen(k->reporter), &added) -= weight(k->uploads);
    must(!added);
    *k->at = k->next;
    if (k->next)
        k->next->at = k->at;
    c->n--;
    c->uploads_n -= k->uploads;
    free(k);
}

struct caller *callers_any(struct callers *c, bool (*is)(const struct caller *k))
{
    for (size_t i = 0; c->n && i < CALLERS_BUCKETS; i++)
        for (struct caller *k = c->buckets[i]; k; k = k->next)
            if (is(k))
                return k;
    return NULL;
}

void callers_deinit(struct callers *c)
{
    must(!c->n);
    map_deinit(&c->reporters);
}
