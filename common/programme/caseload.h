/* The caseload of each accompagnant, as one SELECT over the facts: open parcours that name them, and the ETP by which
 * they are divided. "In post" and "open" are the populations accompagnants_en_poste and presents of populations.csv. */
#ifndef CVG_PROGRAMME_CASELOAD_H
#define CVG_PROGRAMME_CASELOAD_H

#include "programme/definitions.h"

/* The list of a day. Parameters: $1 timestamptz, as known at (any instant far ahead: what is in force); $2 text[],
 * these reporters only, or NULL. Columns: chantier_id; cip_ref; fonction and renfort (NULL: not known, or several that
 * differ are joined by "+"; renfort: any of the lines); etp in hundredths, int8, 0 where nobody of that name is in
 * post; open parcours that name them, int8. Everyone in post has a line, and everyone whom an open parcours names; the
 * parcours that name nobody have one with the cip_ref NULL, which comes last. ERR_FORMAT where the definitions lack a
 * population or a column that this needs. */
int caseload_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e) CHECKED;

#endif
