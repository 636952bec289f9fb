/* A submission against the state in force: what it adds, changes and withdraws, and whether a person must look at it
 * first. */
#ifndef CVG_PROGRAMME_COMPARE_H
#define CVG_PROGRAMME_COMPARE_H

#include "programme/judge.h"

/* Fills the judgement's changes and counts, and adds W-RETOUR, W-DISPARU, W-PROLONGATION, I-RIEN. */
void compare_with_state(struct judgement *j, const struct submission *s, struct reading *r);
/* True when a hold rule is broken. */
bool compare_hold(const struct judgement *j, const struct submission *s);
/* Adds E-RETENUE, one finding a broken rule. */
void compare_tell_hold(struct judgement *j, const struct submission *s);

#endif
