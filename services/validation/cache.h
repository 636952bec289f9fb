/* What a worker remembers of reporters between rounds: their state in force, their last file's rows, their
 * contributions.
 *
 * Never the truth: an entry is good only for the version under which it was made, and is dropped when anything fails.
 */
#ifndef CVG_VALIDATION_CACHE_H
#define CVG_VALIDATION_CACHE_H

#include "base/map.h"
#include "programme/contribution.h"
#include "programme/memo.h"
#include "programme/period.h"
#include "programme/state.h"

struct entry {
    char *reporter;
    int64_t version; /* of chantier_state when `state` was right; -1: not known */
    struct state *state;
    struct memo *memo;
    struct period periods[PERIODS_LIVE_MAX]; /* for which `values` holds */
    size_t periods_n;
    int64_t *values; /* [periods_n][contribution_len] */
    uint64_t used;   /* of the round that used it last */
};

struct cache {
    const struct definitions *definitions;
    struct map numbers; /* reporter → index into entries + 1 */
    struct entry **entries;
    size_t entries_n, entries_cap;
    size_t bytes_max;
};

/* The reporter's entry, made empty where there is none; lives until it is forgotten or evicted. */
struct entry *cache_get(struct cache *c, const char *reporter);
/* Forgets what an entry knows; the entry stays. */
void entry_forget(struct cache *c, struct entry *e);
/* Takes over a state. */
void entry_keep(struct entry *e, int64_t version, struct state *state);
/* Contributions of a state: [n][contribution_len], the caller frees. */
int64_t *state_values(const struct definitions *d, const struct state *s, const struct period *periods, size_t n);
/* Contributions of the entry's state for the live periods, computed where they are not known. */
const int64_t *entry_values(struct cache *c, struct entry *e, const struct period *periods, size_t n);
/* Drops what was used longest ago until the whole is within its bytes; entries of round `now` stay. */
void cache_trim(struct cache *c, uint64_t now);
void cache_deinit(struct cache *c);

#endif
