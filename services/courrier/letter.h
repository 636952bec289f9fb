/* What a mail says of an outcome, in French, as text and as HTML: what arrived, its state, what to do, the findings. */
#ifndef CVG_COURRIER_LETTER_H
#define CVG_COURRIER_LETTER_H

#include "base/letter.h"

#define LETTER_FINDINGS_MAX 50

/* `document`: the outcome as the contract has it (its interfaces); one that cannot be read makes a letter that says
 * where to look. `id` and `state`: of the submission. Zero the letter before. */
void letter_of_outcome(const char *id, const char *state, const char *document, struct letter *out);

#endif
