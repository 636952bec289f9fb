/* What of a perimeter's figures is not shown below Convergence. Pure. Source: the architecture, "Privacy".
 *
 * A figure is shown whole or not at all: of a repartition with one key withheld, the others and the total would tell
 * it. Sensitive is what is marked so in the catalogue, and what tells as much: see `telling_population` and
 * `telling_answer` of struct indicator. docs/choices.md says what this keeps from whom. */
#ifndef CVG_DASHBOARD_PRIVACY_H
#define CVG_DASHBOARD_PRIVACY_H

#include "programme/contribution.h"
#include "programme/period.h"

/* Is this figure guarded below Convergence: frozen for the day, and withheld where it tells of too few? */
bool privacy_guards(const struct indicator *i);

/* hidden_out[indicators_n]: true for each indicator that is withheld. `slots`: what would be shown, NULL: unknown. In
 * an arbitrary period all but `effectif.`; else each guarded one that fewer than secret.k_sensible people stand behind,
 * or that counts fewer than so many, but not none, on one side of its question or under one of its keys; and of two
 * that ask the same column of the same people, the second where their difference is such a count. */
void privacy_hide(const struct definitions *d, const struct period *p, const int64_t *slots, bool *hidden_out);

/* Chantiers that together make up a territory, of whom its coordination sees the total too: what is withheld of some,
 * added up, is what the total and the others tell. So further ones are withheld, the smallest first, until that sum
 * could be shown itself. slots[n], hidden[n]: of each chantier; a NULL is passed over. */
void privacy_hide_parts(const struct definitions *d, int64_t *const *slots, bool *const *hidden, size_t n);

/* Puts the slots of guarded indicators of `daily` (as known this morning; NULL: they are not known, and withheld by
 * their zero) in place of the live ones. */
void privacy_freeze(const struct definitions *d, int64_t *slots, const int64_t *daily);

/* Takes the numbers of what is withheld out of the slots, so that no page can tell them by mistake. */
void privacy_blank(const struct definitions *d, int64_t *slots, const bool *hidden);

#endif
