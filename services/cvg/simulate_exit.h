/* How a simulated parcours ends: its reason, its length, what the person leaves with. */
#ifndef CVG_SIMULATE_EXIT_H
#define CVG_SIMULATE_EXIT_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "cvg/simulate_random.h"

enum simulate_suite { /* what an exit reason is to the report of 2023 */
                      SIMULATE_SUITE_NEUTRE,
                      SIMULATE_SUITE_DURABLE, /* lasting employment */
                      SIMULATE_SUITE_EMPLOI,  /* other employment, or training */
                      SIMULATE_SUITE_AUTRE,
                      SIMULATE_SUITE_COUNT
};

#define SIMULATE_ASP_RETRAITE 15

struct simulate_motif {
    const char *code;
    int asp; /* number of the ASP, 0 where it has none */
    enum simulate_suite suite;
    bool essai;  /* ends within the trial period */
    bool retour; /* the person may come back to the same chantier */
};

struct simulate_fin {
    const struct simulate_motif *motif;
    int mois;       /* the last contract ends this many months after the entry */
    int32_t sortie; /* last day */
};

/* Exits of a parcours that begins on `entree`: 20 % neutral, 49 % of the others to employment or training. */
struct simulate_fin simulate_exit_fin(struct simulate_random *r, bool phc, int32_t entree);

enum { SIMULATE_SANTE_N = 5 }; /* rqth_obtenue aah_obtenue medecin_traitant couverture_amelioree bilan_sante */

struct simulate_bilan {
    const char *habitat;
    bool habitat_via_cp, sortie_via_cp;
    bool sante[SIMULATE_SANTE_N];
    const char *post_emploi, *post_logement; /* NULL where it does not apply */
};

struct simulate_bilan simulate_exit_bilan(struct simulate_random *r, const struct simulate_motif *motif,
                                          const char *habitat_entree);

/* Rank of a habitat, −1 where it is not known. */
int simulate_habitat_rang(const char *habitat);

#endif
