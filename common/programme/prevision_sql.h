/* The rows that a caseload forecast reads, printed as SQL: not those of one evening but every version of them, so that
 * all past evenings are there as they were shown (prevision_passe.h). */
#ifndef CVG_PROGRAMME_PREVISION_SQL_H
#define CVG_PROGRAMME_PREVISION_SQL_H

#include "programme/definitions.h"

/* What was known at T of the parcours that were open, or of the posts that were held, on one of the `soirs` weekly
 * evenings up to `day`, or will be after it. Parameters: $1 timestamptz, T, and nothing that became known later is
 * told; $2 text[], these reporters only, or NULL. Columns of both: chantier_id; known_from; known_to (NULL: at T it was
 * still known); cip_ref (NULL: nobody). Then, of parcours: parcours_id, date_entree, date_sortie, date_fin_prevue; of
 * posts: etp in hundredths (int8), date_debut, date_fin. Dates may be NULL. In the order of chantier_id, then of
 * parcours_id or cip_ref. */
void prevision_sql_parcours(const struct definitions *d, int32_t day, size_t soirs, struct buf *out);
void prevision_sql_postes(const struct definitions *d, int32_t day, size_t soirs, struct buf *out);

#endif
