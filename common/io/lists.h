/* The lists of a reporter, read from the facts: what is to complete, the caseload of each accompagnant; the posts of
 * a coordination. */
#ifndef CVG_IO_LISTS_H
#define CVG_IO_LISTS_H

#include "io/db_sync.h"
#include "programme/caseload_json.h"
#include "programme/definitions.h"

/* The list of a day from the rows known at `known_us` (COUNTS_IN_FORCE: those in force), an array, NULL with *e where
 * it cannot be had. */
json_t *lists_todo(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day, int64_t known_us,
                   struct err *e) CHECKED;
json_t *lists_caseload(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                       int64_t known_us, struct caseload_sums *sums_out, struct err *e) CHECKED;

/* [{"fonction", "etat": codes, "etp", "depuis": AAAA-MM-JJ}]. */
json_t *lists_postes(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                     int64_t known_us, struct err *e) CHECKED;

/* What alerting looks at, of a chantier: {"date", "file_active", "etp": in hundredths, "cips": [[cip_ref, parcours,
 * etp in hundredths]], "echeances": [["entree" or "sortie", parcours_id, date, done]]}, and where `ahead`
 * "previsions": [[cip_ref, "": the whole chantier; week, from 1; parcours, the median; etp in hundredths]], none where
 * there are too many parcours for one; of a territory: {"date", "postes": [[poste_id, since]], "copils": [date]}. */
json_t *lists_veille(struct db_sync *db, const struct definitions *d, const char *reporter, bool territoire,
                     int32_t day, int64_t known_us, bool ahead, struct err *e) CHECKED;

#endif
