/* The caseload forecast and its calibration, as JSON: the same in commands, answers and pages. */
#ifndef CVG_PROGRAMME_PREVISION_JSON_H
#define CVG_PROGRAMME_PREVISION_JSON_H

#include <jansson.h>

#include "programme/prevision_passe.h"

/* Two arrays. `sujets`, of the chantier first and then of each accompagnant in post: {"chantier", "cip_ref" (null: the
 * whole chantier), "date", "ouverts", "etp", "charge",
 * "seuils": {"attention", "critique"} of the chantier, "depassement": null, or {"seuil", "semaine", "date": its last
 * evening, "probable": by the median, else by the upper bound, "poste": only because a post ends and nobody is known to
 * take it over}}. `semaines`, twelve of each subject: {"chantier", "cip_ref", "semaine": 1 … 12, "date": its last
 * evening, "parcours": the median, "bas", "haut", "etp", "charge", "charge_bas", "charge_haute", "attention",
 * "critique": the probability of a load over the threshold}. Loads and probabilities are null where nobody is in post.
 */
struct prevision_lists {
    json_t *sujets, *semaines;
};
void prevision_json_begin(struct prevision_lists *l);
void prevision_json_deinit(struct prevision_lists *l);
/* `cips`: the names of the passe's cip, [cip_n]. Nothing where there is nothing to forecast. */
void prevision_json_add(struct prevision_lists *l, const struct passe *p, const char *chantier, int32_t day,
                        const char *const *cips, size_t cip_n, struct prevision_seuils seuils);
/* {"as_known_on", "intervalle": 0.8, "seuils": {"attention", "critique"}, "sujets", "semaines"}: a new reference. The
 * thresholds are those of the chantier where it is about one, else the nation's. */
json_t *prevision_json_document(const struct prevision_lists *l, int64_t known_us, struct prevision_seuils seuils);

/* [{"sujet": "chantier" or "cip", "semaines": weeks ahead, "previsions", "dedans", "dessous", "dessus", "part"}]; part,
 * of those inside, is null where nothing was compared. */
json_t *prevision_json_calibrage(const struct prevision_calibrage *chantier, const struct prevision_calibrage *cip);

#endif
