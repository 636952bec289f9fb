/* A chantier's nights on its page: a calendar of eight weeks, and its closures. */
#ifndef CVG_DASHBOARD_CHANTIER_NUITS_H
#define CVG_DASHBOARD_CHANTIER_NUITS_H

#include "dashboard/nuits.h"

void chantier_nuits_need(struct page *p, const char *chantier, struct nuits_need *out);
/* Adds to the document the table "calendrier", "etats" (its legend), "fermetures" (those that last or are to come) and
 * "fermeture" (the form that declares one; null where this viewer may not). */
void chantier_nuits_add(struct page *p, const char *chantier, const struct nuits_need *need, json_t *doc);

#endif
