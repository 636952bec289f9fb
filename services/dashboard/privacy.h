/* What of a perimeter's figures is not shown below Convergence. Pure. Source: the architecture, "Privacy". */
#ifndef CVG_DASHBOARD_PRIVACY_H
#define CVG_DASHBOARD_PRIVACY_H

#include "programme/contribution.h"
#include "programme/period.h"

/* Is this a period that has a name? Of others only figures of `effectif.` are shown. */
bool privacy_named(const struct period *p);

/* hidden_out[indicators_n]: true for each indicator that is withheld. `slots`: what would be shown, NULL: unknown. A
 * sensitive one is withheld in an arbitrary period and where fewer than secret.k_sensible people stand behind it. */
void privacy_hide(const struct definitions *d, const struct period *p, const int64_t *slots, bool *hidden_out);

/* Puts the slots of sensitive indicators of `daily` (as known this morning; NULL: they are not known, and withheld by
 * their zero) in place of the live ones. */
void privacy_freeze(const struct definitions *d, int64_t *slots, const int64_t *daily);

#endif
