/* The document of a submission, or of `cvg check`, as a person reads it; and what its state means for an exit code. */
#ifndef CVG_CVG_OUTCOME_TABLE_H
#define CVG_CVG_OUTCOME_TABLE_H

#include <jansson.h>

#include "base/buf.h"

struct definitions;

/* French text: state, rows, changes, what moves, findings grouped by what is to be done. `d` names the figures; NULL:
 * their codes. */
void outcome_table(struct buf *out, const json_t *document, const struct definitions *d);

/* "accepté" for "accepted"; an unknown state as it is. */
const char *outcome_state_label(const char *state);
/* Whether there is such a state of a submission. */
bool outcome_state_known(const char *state);
/* Exit code of push and release. */
int outcome_exit(const char *state);

#endif
