/* The past evenings of a chantier, read from the facts: what its caseload forecast is made from. */
#ifndef CVG_IO_PREVISIONS_H
#define CVG_IO_PREVISIONS_H

#include "base/map.h"
#include "io/db_sync.h"
#include "programme/definitions.h"
#include "programme/perimeter.h"
#include "programme/prevision_json.h"
#include "programme/prevision_passe.h"

#define PREVISIONS_SOIRS (PREVISION_PASSE + 1)                                /* for a forecast */
#define PREVISIONS_SOIRS_CALIBRAGE (PREVISIONS_SOIRS + PREVISION_CALIBRAGE_N) /* and for past ones made again */
#define PREVISIONS_PARCOURS_MAX 20000                                         /* of one chantier over these evenings */

struct previsions {
    struct passe *passe;
    struct prevision_faits faits;
    struct map cips; /* cip_ref → its number; those in a post come first, in order */
    struct map parcours;
    struct prevision_parcours *lignes;
    struct prevision_poste *postes;
    size_t lignes_cap, postes_cap;
};

/* The evenings up to `day`, as known at known_us: an instant that has come, for earlier evenings are as known so much
 * earlier. ERR_LIMIT: over PREVISIONS_PARCOURS_MAX. On failure nothing is left to let go. */
int previsions_read(struct db_sync *db, const struct definitions *d, const char *chantier, int32_t day,
                    int64_t known_us, size_t soirs, struct previsions *out, struct err *e) CHECKED;
void previsions_deinit(struct previsions *p);

/* The thresholds that hold for a chantier: A-CHARGE-CIP's. */
struct prevision_seuils previsions_seuils(const struct definitions *d, const struct reference *r, const char *chantier,
                                          int32_t day);
/* The forecast of a day and how right the past ones were, as prevision_json.h has them: {"chantier", "date",
 * "as_known_on", "intervalle", "seuils", "sujets", "semaines", "calibrage", "passe": [[AAAA-MM-JJ, open parcours of the
 * chantier]] of the last 13 evenings, oldest first}, a new reference; NULL with *e. */
json_t *previsions_document(struct db_sync *db, const struct definitions *d, const char *chantier, int32_t day,
                            int64_t known_us, struct prevision_seuils seuils, struct err *e) CHECKED;
/* The forecast of its evening 0, added to the lists. */
void previsions_add(const struct previsions *p, const char *chantier, int32_t day, struct prevision_seuils seuils,
                    struct prevision_lists *lists);
/* The same as alerting looks at it: [[cip_ref, "": the whole chantier; week, from 1; parcours, the median; etp in
 * hundredths]], by subject, then by week. */
json_t *previsions_weeks(const struct previsions *p);

#endif
