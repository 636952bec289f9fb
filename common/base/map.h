/* A hash map from bytes to a number: open addressing, keys copied, order of insertion kept. */
#ifndef CVG_BASE_MAP_H
#define CVG_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct map_entry {
    const char *key; /* NUL added; owned by the map */
    uint32_t len, hash;
    uint64_t value;
};

struct map {
    struct map_entry *entries; /* [n], in order of insertion */
    size_t n, cap;
    uint32_t *slots; /* index into entries + 1, 0 empty; slots_n is a power of two */
    size_t slots_n;
    struct arena keys;
};

/* Zero a struct map before its first use. */
bool map_get(const struct map *m, const void *key, size_t len, uint64_t *value_out);
/* Adds; false, and nothing done, where the key is there already. */
bool map_add(struct map *m, const void *key, size_t len, uint64_t value);
/* Adds or replaces. */
void map_set(struct map *m, const void *key, size_t len, uint64_t value);
/* The value's place, added as 0 where the key was not there; valid until the next addition. */
uint64_t *map_at(struct map *m, const void *key, size_t len, bool *added_out);
void map_deinit(struct map *m);

/* 64-bit keyed hash of bytes, keyed per process so that nobody can send keys that collide. */
uint64_t map_hash(const void *p, size_t len);

#endif
