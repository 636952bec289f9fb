/* A hash map from bytes to a number: open addressing, keys copied, order of insertion kept. */
#include "base/map.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

uint64_t map_hash(const void *p, size_t len)
{
    static unsigned char key[crypto_shorthash_KEYBYTES];
    static bool known;
    if (!known) {
        must(sodium_init() >= 0);
        crypto_shorthash_keygen(key);
        known = true;
    }
    uint64_t h;
    _Static_assert(sizeof h == crypto_shorthash_BYTES, "SipHash gives eight bytes");
    crypto_shorthash((unsigned char *)&h, p, len, key);
    return h;
}

static size_t probe(const struct map *m, const void *key, size_t len, uint32_t hash)
{
    size_t i = hash & (m->slots_n - 1);
    while (m->slots[i]) {
        const struct map_entry *e = &m->entries[m->slots[i] - 1];
        if (e->hash == hash && e->len == len && memcmp(e->key, key, len) == 0)
            break;
        i = (i + 1) & (m->slots_n - 1);
    }
    return i;
}

static void grow_slots(struct map *m)
{
    free(m->slots);
    m->slots_n = m->slots_n ? m->slots_n * 2 : 32;
    m->slots = mem_new_n(m->slots_n, sizeof *m->slots);
    for (size_t k = 0; k < m->n; k++) {
        size_t i = m->entries[k].hash & (m->slots_n - 1);
        while (m->slots[i])
            i = (i + 1) & (m->slots_n - 1);
        m->slots[i] = (uint32_t)(k + 1);
    }
}

bool map_get(const struct map *m, const void *key, size_t len, uint64_t *value_out)
{
    if (m->n == 0)
        return false;
    size_t i = probe(m, key, len, (uint32_t)map_hash(key, len));
    if (!m->slots[i])
        return false;
    *value_out = m->entries[m->slots[i] - 1].value;
    return true;
}

uint64_t *map_at(struct map *m, const void *key, size_t len, bool *added_out)
{
    must(len < UINT32_MAX && m->n < UINT32_MAX - 1);
    if ((m->n + 1) * 4 > m->slots_n * 3)
        grow_slots(m);
    uint32_t hash = (uint32_t)map_hash(key, len);
    size_t i = probe(m, key, len, hash);
    *added_out = m->slots[i] == 0;
    if (*added_out) {
        m->entries = mem_room(m->entries, m->n, &m->cap, sizeof *m->entries);
        m->entries[m->n] =
            (struct map_entry){.key = arena_text(&m->keys, key, len), .len = (uint32_t)len, .hash = hash};
        m->slots[i] = (uint32_t)++m->n;
    }
    return &m->entries[m->slots[i] - 1].value;
}

bool map_add(struct map *m, const void *key, size_t len, uint64_t value)
{
    bool added;
    uint64_t *at = map_at(m, key, len, &added);
    if (added)
        *at = value;
    return added;
}

void map_set(struct map *m, const void *key, size_t len, uint64_t value)
{
    bool added;
    *map_at(m, key, len, &added) = value;
}

void map_deinit(struct map *m)
{
    free(m->entries);
    free(m->slots);
    arena_deinit(&m->keys);
    *m = (struct map){0};
}
