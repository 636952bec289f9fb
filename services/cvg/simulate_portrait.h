/* Who a simulated person is, and what their parcours is like: every answer of the questionnaire, with the day it is
 * known. Above simulate_parcours.h. */
#ifndef CVG_SIMULATE_PORTRAIT_H
#define CVG_SIMULATE_PORTRAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "cvg/simulate_exit.h"

struct simulate_chantier;
struct simulate_parcours;

enum { SIMULATE_FREINS_N = 7 };    /* langue sante logement demarches surendettement garde mobilite */
enum { SIMULATE_MODALITES_N = 5 }; /* concerte proximite cp_emploi cp_logement cp_sante */

struct simulate_frein {
    bool present, inconnu;
    int32_t en_cours, resolu; /* from when; SIMULATE_NEVER */
};

struct simulate_portrait {
    /* the person */
    const char *sexe, *nationalite, *protection, *formation_france,
        *formation_origine; /* formation_origine NULL for the French */
    int32_t naissance;
    /* at entry */
    const char *orienteur, *sans_emploi, *habitat_entree, *parcours_rue, *contrat;
    const char *habitat_dit; /* what is told until habitat_corrige */
    int32_t habitat_corrige;
    bool suivi_exterieur, rsa, ass, aah, rqth;
    int32_t diagnostic; /* the difficulties are known from here on */
    struct simulate_frein freins[SIMULATE_FREINS_N];
    /* on the way */
    int32_t modalites[SIMULATE_MODALITES_N]; /* from when */
    int heures_centiemes, contrat_mois,
        renouvellement;       /* days after the end of a contract at which the next one is written down */
    const char *prolongation; /* told from prolongation_le on, AUCUNE before */
    int32_t prolongation_le;
    /* at the exit */
    struct simulate_bilan bilan;
    int32_t bilan_connu, post_connu; /* from when; SIMULATE_NEVER */
    uint64_t inconnus;               /* bit of enum simulate_colonne: an optional cell that the chantier never fills */
};

/* Drawn from the streams of the person and of the parcours; the caller frees it. */
struct simulate_portrait *simulate_portrait_new(const struct simulate_chantier *c, const struct simulate_parcours *p);

#endif
