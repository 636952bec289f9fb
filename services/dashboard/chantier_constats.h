/* What a chantier is to correct, on its page: the findings of its last submission that was judged, in short. */
#ifndef CVG_DASHBOARD_CHANTIER_CONSTATS_H
#define CVG_DASHBOARD_CHANTIER_CONSTATS_H

#include "dashboard/page.h"

size_t chantier_constats_need(struct page *p, const char *chantier);
/* Adds "dernier": null where nothing was judged yet, else {"situation", "etat", "etat_libelle", "href", "n" (null: no
 * finding), "encore" (kinds of findings that are not shown; null: none)}, and where there are findings the table
 * `constats`. As told_make() shows them. */
void chantier_constats_add(const struct page *p, json_t *doc, size_t need);

#endif
