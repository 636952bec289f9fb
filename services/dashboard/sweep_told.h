/* What a sweep has told already: two generations of keys, so that the memory is bounded. */
#ifndef CVG_DASHBOARD_SWEEP_TOLD_H
#define CVG_DASHBOARD_SWEEP_TOLD_H

#include "dashboard/dashboard.h"

/* Was this told? If not it is from now on. */
bool sweep_told(struct sweep *s, const char *key);

#endif
