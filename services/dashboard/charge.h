/* How heavy a caseload is, by the default thresholds of A-CHARGE-CIP in the contract's alerts: here alone, for the
 * page's script takes them from what it marks. */
#ifndef CVG_DASHBOARD_CHARGE_H
#define CVG_DASHBOARD_CHARGE_H

#include "dashboard/page.h"

/* Open parcours an ETP. */
#define CHARGE_TENDUE 25
#define CHARGE_CRITIQUE 30

/* Says in a cell of a table how heavy its caseload is. */
void charge_cell(json_t *cell, double charge);
/* The same of a live cell; its value may not be known. */
void charge_live_cell(json_t *cell);
/* page_value() of effectif.charge_cip, with "niveau" ("tendu", "critique" or "") and "seuils", for {{>_charge}}. */
json_t *charge_value(const struct page *p, const struct figures_view *f);

#endif
