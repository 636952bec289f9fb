/* A finding without what it says of a person: the sentence of its rule, for who may see where something is wrong but
 * not in whom. */
#ifndef CVG_PROGRAMME_FINDING_GENERIC_H
#define CVG_PROGRAMME_FINDING_GENERIC_H

#include "base/buf.h"
#include "programme/definitions.h"
#include "programme/finding_groups.h"

/* Appends the rule's message with "…" in place of values, ids, days and counts; the whole message where it is about the
 * submission and not about its rows. Which variant of the rule it was is found from the message; where today's
 * definitions have none like it, a sentence that tells its code only. */
void finding_generic(const struct definitions *d, const struct told_finding *f, struct buf *out);
/* The column where it is one of the dataset's, else "": what a file's header says may be anything. */
const char *finding_generic_column(const struct definitions *d, const struct told_finding *f);

#endif
