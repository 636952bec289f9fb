/* What a worker remembers of reporters between rounds. */
#include "validation/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct entry *cache_get(struct cache *c, const char *reporter)
{
    bool added;
    uint64_t *number = map_at(&c->numbers, reporter, strlen(reporter), &added);
    if (added) {
        struct entry *e = mem_new(sizeof *e);
        e->reporter = mem_text(reporter);
        e->version = -1;
        e->memo = memo_new(c->definitions);
        c->entries = mem_room(c->entries, c->entries_n, &c->entries_cap, sizeof(struct entry *));
        c->entries[c->entries_n++] = e;
        *number = c->entries_n;
    }
    return c->entries[*number - 1];
}

void entry_forget(struct cache *c, struct entry *e)
{
    state_free(&e->state);
    memo_free(&e->memo);
    e->memo = memo_new(c->definitions);
    mem_free(&e->values);
    e->periods_n = 0;
    e->version = -1;
}

void entry_keep(struct entry *e, int64_t version, struct state *state)
{
    state_free(&e->state);
    mem_free(&e->values);
    e->periods_n = 0;
    e->state = state;
    e->version = version;
}

int64_t *state_values(const struct definitions *d, const struct state *s, const struct period *periods, size_t n)
{
    const struct table *tables[DATASETS_MAX];
    int64_t *values = mem_new_n(n * contribution_len(d), sizeof *values);
    for (size_t k = 0; k < d->datasets_n; k++)
        tables[k] = &s->sets[k].table;
    for (size_t i = 0; i < n; i++)
        contribution_compute(d, tables, periods[i].debut, periods[i].fin, values + i * contribution_len(d));
    return values;
}

const int64_t *entry_values(struct cache *c, struct entry *e, const struct period *periods, size_t n)
{
    if (e->values && e->periods_n == n && memcmp(e->periods, periods, n * sizeof *periods) == 0)
        return e->values;
    mem_free(&e->values);
    e->values = state_values(c->definitions, e->state, periods, n);
    memcpy(e->periods, periods, n * sizeof *periods);
    e->periods_n = n;
    return e->values;
}

static size_t entry_bytes(const struct cache *c, const struct entry *e)
{
    size_t n = sizeof *e + (e->memo ? memo_bytes(e->memo) : 0) + (e->state ? state_bytes(e->state) : 0);
    return n + (e->values ? e->periods_n * contribution_len(c->definitions) * sizeof *e->values : 0);
}

/* What was used longest ago, not in round `now`, and holds something; NULL: nothing. */
static struct entry *oldest_entry(const struct cache *c, uint64_t now)
{
    struct entry *oldest = NULL;
    for (size_t i = 0; i < c->entries_n; i++) {
        struct entry *e = c->entries[i];
        if ((e->state || e->periods_n) && e->used != now && (!oldest || e->used < oldest->used))
            oldest = e;
    }
    return oldest;
}

void cache_trim(struct cache *c, uint64_t now)
{
    size_t bytes = 0;
    struct entry *oldest;
    for (size_t i = 0; i < c->entries_n; i++)
        bytes += entry_bytes(c, c->entries[i]);
    while (bytes > c->bytes_max && (oldest = oldest_entry(c, now))) {
        bytes -= entry_bytes(c, oldest);
        entry_forget(c, oldest);
        bytes += entry_bytes(c, oldest);
    }
}

void cache_deinit(struct cache *c)
{
    for (size_t i = 0; i < c->entries_n; i++) {
        struct entry *e = c->entries[i];
        state_free(&e->state);
        memo_free(&e->memo);
        free(e->values);
        free(e->reporter);
        free(e);
    }
    free(c->entries);
    map_deinit(&c->numbers);
}
