/* How heavy a caseload is, by the thresholds of A-CHARGE-CIP that hold for a perimeter (alertes_seuils.csv): here
 * alone, for the page's script takes them from what it marks. */
#ifndef CVG_DASHBOARD_CHARGE_H
#define CVG_DASHBOARD_CHARGE_H

#include "dashboard/page.h"
#include "programme/prevision.h"

/* A chantier's or its territory's own, else the nation's: on the last day of the period, or today where that is to
 * come.
 */
struct prevision_seuils charge_seuils(const struct page *p, const struct scope *s);

/* Says in a cell of a table how heavy its caseload is. */
void charge_cell(json_t *cell, double charge, struct prevision_seuils s);
/* The same of a live cell; its value may not be known. */
void charge_live_cell(json_t *cell, struct prevision_seuils s);
/* page_value() of effectif.charge_cip, with "niveau" ("tendu", "critique" or "") and "seuils", for {{>_charge}}. */
json_t *charge_value(const struct page *p, const struct figures_view *f);

#endif
