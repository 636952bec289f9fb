/* Random reporters for the properties of the watch: any mixture of what may be known of one. */
#ifndef CVG_TESTS_VEILLE_RANDOM_H
#define CVG_TESTS_VEILLE_RANDOM_H

#include "base/buf.h"
#include "programme/veille.h"

#define RANDOM_DAYS 240
#define RANDOM_MAX 400
#define RANDOM_PREVISIONS 8 /* of a situation */

extern const struct alertes_seuils contract_seuils; /* the thresholds that the contract names */

struct random_reporter {
    struct veille_reporter r;
    struct alertes_seuils seuils;
    int32_t first; /* of RANDOM_DAYS */
    struct remontee_ligne lignes[3];
    struct remontee_fermeture fermetures[4];
    struct remontee_envoi envois[RANDOM_MAX];
    struct veille_situation situations[RANDOM_MAX];
    struct veille_cip cips[RANDOM_MAX][3];
    struct veille_prevision previsions[RANDOM_MAX][RANDOM_PREVISIONS];
    struct veille_echeance echeances[12];
    struct veille_poste postes[4];
    struct veille_copil copils[3];
    struct veille_panne pannes[12];
};

uint32_t random_roll(uint64_t *seed, uint32_t below);
int64_t random_instant(uint64_t *seed, int64_t from_us, int64_t to_us); /* both in */
/* `tidy`: no date comes twice, and what is known is known in the order of the dates, as a chantier sends it. */
void random_chantier(uint64_t *seed, bool tidy, struct random_reporter *out);
void random_territoire(uint64_t *seed, struct random_reporter *out);
void random_nation(uint64_t *seed, struct random_reporter *out);

/* All that a list says, a line an alert: for comparisons, and for people who must see where they differ. */
void random_print(const struct veille_liste *l, struct buf *out);

#endif
