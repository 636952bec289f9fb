/* A chantier's caseload forecast on its page: a curve with its interval, its weeks, each accompagnant, and how right
 * earlier forecasts were. */
#ifndef CVG_DASHBOARD_CHANTIER_PREVISION_H
#define CVG_DASHBOARD_CHANTIER_PREVISION_H

#include "dashboard/page.h"

size_t chantier_prevision_need(struct page *p, const struct scope *chantier);
/* Adds to the document "prevision", for {{>_prevision}}, and its tables "prevision", "prevision_cip" and
 * "prevision_justesse"; "manque" where it cannot be had and nothing else was missing before. `prevision` is null where
 * there is nothing to forecast. */
void chantier_prevision_add(struct page *p, json_t *doc, size_t need);

#endif
