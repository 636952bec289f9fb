/* A small world for the tests of the live totals: what the database would hold, and random things that happen to it. */
#ifndef CVG_TESTS_TOTALS_WORLD_H
#define CVG_TESTS_TOTALS_WORLD_H

#include "aggregation/totals.h"

#define CHANTIERS 14
#define TERRITOIRES 4
#define LINES_MAX 3

/* A world: what the database would hold. Two months that follow each other are live, and the quarter that ends with the
 * second. */
struct world {
    struct definitions *d;
    unsigned seed;
    struct period live[3];
    struct line {
        int territoire; /* −1: no line */
        int32_t depuis, jusqua, objectif;
    } lines[CHANTIERS][LINES_MAX];
    struct reporter_now {
        char name[16];
        uint64_t version;
        int32_t situation;
        int64_t read, aside;
        struct buf payload[3];
    } reporters[CHANTIERS + TERRITOIRES];
    uint64_t reference_version;
    int32_t last_night;
};

extern const char *const world_territoires[TERRITOIRES];

void world_init(struct world *w, unsigned seed); /* every chantier a member from ever on, nobody has reported */
void world_deinit(struct world *w);
unsigned world_draw(struct world *w, unsigned n); /* below n */
void world_report(struct world *w, int i); /* a reporter sends its next version: random rows, counted by the engine */
void world_move(struct world *w,
                int c); /* a chantier joins, leaves or moves: up to three lines, one behind the other */
void world_tell_reference(const struct world *w, struct totals *t);
enum totals_taken world_tell(const struct world *w, struct totals *t, int i);

#endif
