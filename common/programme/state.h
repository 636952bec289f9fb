/* The state in force of one reporter: the rows that count, whatever snapshot they came from. */
#ifndef CVG_PROGRAMME_STATE_H
#define CVG_PROGRAMME_STATE_H

#include "programme/definitions.h"
#include "programme/table.h"

struct state_set {
    struct table table;
    uint8_t *last_good; /* [rows_n]: 1 where the row counts only as last good: its present line was set aside */
    size_t last_good_cap;
    struct map keys; /* key as text → row */
};

struct state {
    const struct definitions *definitions;
    int32_t situation; /* of the last accepted submission; CELL_NULL: none yet */
    struct strings strings;
    struct state_set sets[DATASETS_MAX];
};

struct state *state_new(const struct definitions *d);
/* A new row of unknown cells; the caller fills the cells, then calls state_index for the row. */
size_t state_add(struct state *s, size_t dataset, bool last_good);
void state_index(struct state *s, size_t dataset, size_t row);
size_t state_copy(struct state *s, size_t dataset, const struct table *from, size_t row, bool last_good);
/* Row of a key, -1 where none is in force. */
long state_find(const struct state *s, size_t dataset, const char *key);
size_t state_bytes(const struct state *s);
void state_free(struct state **s);

#endif
