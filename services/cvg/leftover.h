/* What a supervisor that was killed left running. */
#ifndef CVG_CVG_LEFTOVER_H
#define CVG_CVG_LEFTOVER_H

#include "cvg/home.h"

/* Ends it, daemons first, and waits; true where there was something. The caller holds the home's lock. */
bool leftover_end(const struct home *h);

#endif
