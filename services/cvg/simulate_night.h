/* One night of a simulated chantier: the rows of its export, as the chantier knows them on that evening. */
#ifndef CVG_SIMULATE_NIGHT_H
#define CVG_SIMULATE_NIGHT_H

#include "cvg/simulate_columns.h"
#include "cvg/simulate_lives.h"

struct simulate_row {
    struct simulate_cell cells[SIMULATE_SALARIES_N];
    char parcours_id[32], salarie_id[40], cip_ref[16];
};

/* The row of parcours i, or of the post i of accompaniment; false where the export of `date` does not list it.
 * The cells point into the row. */
bool simulate_night_salarie(const struct simulate_lives *l, size_t i, int32_t date, struct simulate_row *row);
bool simulate_night_accompagnant(const struct simulate_lives *l, size_t i, int32_t date, struct simulate_row *row);

#endif
