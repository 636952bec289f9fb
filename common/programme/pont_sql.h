/* The bridge printed as SQL: per chantier, what each headline figure counts in two states, and by which causes. */
#ifndef CVG_PROGRAMME_PONT_SQL_H
#define CVG_PROGRAMME_PONT_SQL_H

#include "programme/pont.h"

#define PONT_COLUMNS (2 + 7) /* of a figure: avant, apres, and one of each cause */

/* The cause that stands in each of a figure's columns behind the first two. */
extern const enum pont_terme pont_sql_causes[PONT_COLUMNS - 2];

/* Prints the SELECT over the facts of the figures' dataset, each row before and after, as they are known at two
 * instants. Parameters: $1 timestamptz, as known before; $2 text[], these reporters only, or NULL; $3 timestamptz, as
 * known after; $4 text, the programme, NULL: all together. Columns: chantier_id; then PONT_COLUMNS int8 of each figure
 * in order. ERR_FORMAT where the catalogue lacks one of them, or it is no compte of rows. */
int pont_sql(const struct definitions *d, const struct period periodes[2], struct buf *out, struct err *e) CHECKED;

#endif
