/* A curve printed as SQL: how many rows an indicator counts on each of many days, in one SELECT over the facts. */
#ifndef CVG_PROGRAMME_CURVE_SQL_H
#define CVG_PROGRAMME_CURVE_SQL_H

#include "programme/definitions.h"

#define CURVE_INDICATOR "effectif.file_active"

/* Prints what CURVE_INDICATOR counts in the period of each single day. Parameters: $1 timestamptz, as known at; $2
 * text[], these reporters only, or NULL (both as in facts_sql.h); $3 date[], the days; $4 text, the programme, NULL:
 * all together. Columns: chantier_id; the day's place in $3, from 1, int8; how many, int8. A reporter that has none on
 * a day has no row for it. ERR_FORMAT where the catalogue has no such compte of rows. */
int curve_sql(const struct definitions *d, struct buf *out, struct err *e) CHECKED;

#endif
