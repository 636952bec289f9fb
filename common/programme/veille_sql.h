/* What alerting looks at of a reporter's rows, as SELECTs over the facts: pseudonyms and dates, nothing else.
 *
 * Parameters of each: $1 timestamptz, as known at; $2 text[], these reporters only. ERR_FORMAT where the definitions
 * lack a population or a column that this needs. */
#ifndef CVG_PROGRAMME_VEILLE_SQL_H
#define CVG_PROGRAMME_VEILLE_SQL_H

#include "programme/definitions.h"

/* Of a chantier on a day: open parcours of over 18 months ("entree") and durable exits of 9 to 14 months ago
 * ("sortie"). Columns: which; parcours_id; date of the entry or of the exit; is it done: a reason of prolongation, or
 * somebody was contacted. */
int veille_echeances_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e) CHECKED;
/* Of a coordination: its posts that are vacant on a day: poste_id, since when. */
int veille_postes_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e) CHECKED;
/* The dates of its COPIL up to a day, the newest first, ten at most. */
int veille_copils_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e) CHECKED;

#endif
