/* The calls that are under way at the native door: who made them, and how many a reporter has. */
#ifndef CVG_INTAKE_CALLERS_H
#define CVG_INTAKE_CALLERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "io/wire_hint.h"

#define CALLER_PEER_LEN 5 /* bytes of an address that ZeroMQ itself gave to a connection */
#define CALLERS_BUCKETS 1024

struct push;

struct caller {
    struct callers *of;
    unsigned char peer[CALLER_PEER_LEN];
    uint64_t call; /* the peer's number for it */
    char reporter[WIRE_ID_SIZE];
    bool uploads, receipt_told;
    struct push *push; /* NULL: none */
    struct caller *next, **at;
};

/* Zeroed before the first use. */
struct callers {
    struct caller *buckets[CALLERS_BUCKETS]; /* by peer and call */
    struct map reporters;                    /* → calls, and how many of them upload */
    size_t n, uploads_n;
};

struct caller *callers_find(struct callers *c, const unsigned char peer[CALLER_PEER_LEN], uint64_t call);
/* NULL: the reporter has as many under way as one may have. */
struct caller *callers_add(struct callers *c, const unsigned char peer[CALLER_PEER_LEN], uint64_t call,
                           const char *reporter, bool uploads);
void callers_remove(struct caller *k);                                             /* frees */
struct caller *callers_any(struct callers *c, bool (*is)(const struct caller *k)); /* NULL: there is none such */
void callers_deinit(struct callers *c);                                            /* when all are removed */

#endif
