/* What must be said of a night, by the contract: its state and findings, after what is in force. Written for what
 * simulated chantiers can tell and for the faults that are planted in it, and apart from the engine that it is held
 * against. */
#ifndef CVG_SIMULATE_FORESEE_H
#define CVG_SIMULATE_FORESEE_H

#include "cvg/simulate_told.h"

enum simulate_state { SIMULATE_NONE, SIMULATE_ACCEPTED, SIMULATE_HELD, SIMULATE_REFUSED, SIMULATE_DUPLICATE };
const char *simulate_state_name(enum simulate_state state);

enum simulate_hold { /* bits */
                     SIMULATE_HOLD_DISPARUS = 1,
                     SIMULATE_HOLD_AJOUTS = 2,
                     SIMULATE_HOLD_ECARTEES = 4,
                     SIMULATE_HOLD_RELISTES = 8,
                     SIMULATE_HOLD_ETP = 16
};

struct simulate_foreseen {
    enum simulate_state state;
    unsigned counts[SIMULATE_CODE_COUNT];
    unsigned hold; /* rules that hold it */
};

/* The lines in force of one chantier; zeroed: none yet. */
struct simulate_force {
    bool any;
    struct simulate_told told; /* date: of the last accepted night */
};

/* Judges the night, and takes it in force where it is accepted. Fills the place of each line. */
struct simulate_foreseen simulate_foresee(struct simulate_force *force, struct simulate_told *t);
void simulate_force_deinit(struct simulate_force *force);

#endif
