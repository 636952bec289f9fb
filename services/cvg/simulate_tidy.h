/* A chantier that tells everything in time: what a simulation needs where only planted faults may be found. */
#ifndef CVG_SIMULATE_TIDY_H
#define CVG_SIMULATE_TIDY_H

#include "cvg/simulate_lives.h"

/* Takes out of the lives what the contract warns about: exits and new contracts that are told late, outcomes that
 * nobody asked for, rows entered by mistake. */
void simulate_tidy(struct simulate_lives *l);

#endif
