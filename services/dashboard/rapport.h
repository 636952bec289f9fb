/* Quarterly reports as the pages show them: their versions, and a report in short (services/reporting/apercu.h). */
#ifndef CVG_DASHBOARD_RAPPORT_H
#define CVG_DASHBOARD_RAPPORT_H

#include "dashboard/page.h"

#define RAPPORT_VERSIONS_MAX 2000

/* Rows of cvg.arrete, the newest first; the columns of rapport_versions_sql. $1: a quarter, or NULL. */
extern const char rapport_versions_sql[];
enum {
    V_TRIMESTRE,
    V_VERSION,
    V_ARRETE,
    V_MOTIF,
    V_CONNU,
    V_PREPARE_PAR,
    V_PREPARE_LE,
    V_ARRETE_PAR,
    V_ARRETE_LE,
    V_EMPREINTE
};

/* "2026-C3": a cumulative quarter. */
bool rapport_trimestre(const char *text, struct period *out);
/* "Arrêté", "Projet de rectificatif 2": as its documents are called (rapport_nommer()). */
void rapport_version_name(int64_t version, bool closed, struct buf *out);

/* Its tables, each a new reference: headcounts, coverage and what is withheld by perimeter; every indicator of the
 * nation; who did not report, or not all; one bridge. */
json_t *rapport_table_effectifs(const json_t *apercu);
/* scope: of a territory, which gets a column. */
json_t *rapport_table_indicateurs(const json_t *apercu, const char *scope);
json_t *rapport_table_remontees(const struct page *p, const json_t *apercu);
/* [{"libelle", "avant", "apres", "donnees", "table"}]: the bridges of a perimeter to the state that is named, each a
 * chart and its table. */
json_t *rapport_ponts(const json_t *apercu, const char *scope, const char *after);
/* [{"valeur", "libelle", "choisi"}] of the perimeters that have one. */
json_t *rapport_ponts_perimetres(const json_t *apercu, const char *scope);

#endif
