/* The figures of a report as the contract's CSV, and the Table Schema that describes it. Source: the contract's
 * interfaces, `cvg report`. */
#ifndef CVG_PROGRAMME_RAPPORT_CSV_H
#define CVG_PROGRAMME_RAPPORT_CSV_H

#include "programme/rapport.h"

/* One row a figure, of a répartition one a key. */
void rapport_csv(const struct rapport *r, struct buf *out);
/* schema.json */
void rapport_csv_schema(const struct rapport *r, struct buf *out);

#endif
