/* The state in force of one reporter. */
#include "programme/state.h"

#include <stdlib.h>
#include <string.h>

struct state *state_new(const struct definitions *d)
{
    struct state *s = mem_new(sizeof *s);
    s->definitions = d;
    s->situation = CELL_NULL;
    for (size_t i = 0; i < d->datasets_n; i++)
        table_init(&s->sets[i].table, d->datasets[i], &s->strings);
    return s;
}

static void note(struct state_set *set, size_t row, bool last_good)
{
    set->last_good = mem_room(set->last_good, row, &set->last_good_cap, 1);
    set->last_good[row] = last_good;
}

size_t state_add(struct state *s, size_t dataset, bool last_good)
{
    struct state_set *set = &s->sets[dataset];
    size_t row = table_add(&set->table);
    note(set, row, last_good);
    return row;
}

void state_index(struct state *s, size_t dataset, size_t row)
{
    struct buf key = {0};
    must(table_key(&s->sets[dataset].table, row, &key));
    map_set(&s->sets[dataset].keys, buf_text(&key), key.len, row);
    buf_deinit(&key);
}

size_t state_copy(struct state *s, size_t dataset, const struct table *from, size_t row, bool last_good)
{
    struct state_set *set = &s->sets[dataset];
    size_t at = table_copy_row(&set->table, from, row);
    note(set, at, last_good);
    state_index(s, dataset, at);
    return at;
}

long state_find(const struct state *s, size_t dataset, const char *key)
{
    uint64_t row;
    return map_get(&s->sets[dataset].keys, key, strlen(key), &row) ? (long)row : -1;
}

size_t state_bytes(const struct state *s)
{
    size_t n = sizeof *s + s->strings.map.n * 96;
    for (size_t i = 0; i < s->definitions->datasets_n; i++)
        n += s->sets[i].table.rows_cap * (s->definitions->datasets[i]->fields_n * sizeof(int32_t) + 1) +
             s->sets[i].keys.n * 96;
    return n;
}

void state_free(struct state **sp)
{
    struct state *s = *sp;
    if (!s)
        return;
    for (size_t i = 0; i < s->definitions->datasets_n; i++) {
        table_deinit(&s->sets[i].table);
        free(s->sets[i].last_good);
        map_deinit(&s->sets[i].keys);
    }
    strings_deinit(&s->strings);
    mem_free(sp);
}
