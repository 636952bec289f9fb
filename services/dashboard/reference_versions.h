/* The versions of a territory or chantier as the pages of /reference show them: when each was known, and whose act
 * made it. */
#ifndef CVG_DASHBOARD_REFERENCE_VERSIONS_H
#define CVG_DASHBOARD_REFERENCE_VERSIONS_H

#include "dashboard/edition.h"

/* The journal's line that a version `v` with known_from came by, of the subject $2: "auteur" and "acte". The act and
 * its line are one transaction, whose line is written last. An import bears no subject. */
#define REFERENCE_BY(v)                                                                                                \
    " LEFT JOIN LATERAL (SELECT j.auteur, j.acte FROM cvg.journal j WHERE j.sujet IN ($2, '') AND j.at >= " v          \
    ".known_from"                                                                                                      \
    " AND j.at < " v ".known_from + interval '1 minute' AND j.acte ~ '^(territoire|chantier|reference)[.]'"            \
    " ORDER BY j.at LIMIT 1) j ON true"

/* Columns "Connu du", "jusqu’au", "Par" and their cells. */
void reference_version_columns(json_t *table);
void reference_version_cells(json_t *table, const struct db_result *r, int row, int from, int to, int auteur);

#endif
