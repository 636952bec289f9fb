/* A kept deposit as templates/depot_resultat.html shows it, `told` of its check. Pure. */
#ifndef CVG_DASHBOARD_DEPOT_VIEW_H
#define CVG_DASHBOARD_DEPOT_VIEW_H

#include "dashboard/depot_keep.h"
#include "dashboard/told.h"

/* {"situation", "jusqua", "etat", "refuse", "retenu", "accepte", "en_cours", "envoyable", "identite",
 * "probleme", "retenu_avant", "a_fichiers", "fichiers": [{"nom", "taille"}], "lues", "prises", "ecartees", "periode",
 * "constats": findings_view(), "a_effet", "tables": {"effet", "constats"}}; every member is always there. */
json_t *depot_view(const struct kept *x, struct told *told);

#endif
