/* One evaluation of a reporter in hand: shared by the files of the watch, a file a rule. */
#ifndef CVG_PROGRAMME_VEILLE_STATE_H
#define CVG_PROGRAMME_VEILLE_STATE_H

#include "programme/veille.h"

#define VEILLE_HOUR_US (3600LL * 1000000)
#define VEILLE_DAY_US (24 * VEILLE_HOUR_US)

struct veille {
    const struct veille_reporter *r;
    const struct alertes_seuils *seuils;
    const struct veille_ouverte *open;
    size_t open_n;
    int64_t now_us;
    int32_t today; /* in Paris */
    struct veille_liste *out;
    /* the situations that are known, in the order in which they became so: their dates never fall */
    const struct veille_situation **known;
    size_t known_n;
};

/* Asks to be looked at again at an instant, where that is still to come. */
void veille_wake(struct veille *v, int64_t us);
/* Is an item known now and still true? Asks to be looked at again when that changes. */
bool veille_known(struct veille *v, int64_t connu_us, int64_t jusqua_us);
int64_t veille_midnight(int32_t day); /* the instant at which this day begins in Paris */
/* Has the day begun? Else asks to be looked at again when it does. */
bool veille_reached(struct veille *v, int32_t day);
const struct veille_ouverte *veille_open(const struct veille *v, enum alerte_regle regle, const char *sujet);
/* Adds an alert that should be open, its figure not known yet; valid until the next one is added. */
struct veille_alerte *veille_add(struct veille *v, enum alerte_regle regle, enum alerte_situation situation, int palier,
                                 const char *sujet, int64_t depuis_us);
/* A copy that is cut between two letters where it is too long. */
void veille_copy(char out[VEILLE_TEXTE_LEN], const char *kind, const char *name);

/* What the load of an accompagnant (NULL: of the chantier) is made of on a date; *etp 0: there is none. */
void veille_load(const struct veille_situation *s, const char *cip_ref, int32_t *parcours, int32_t *etp);
/* parcours ÷ ETP in hundredths, both as struct veille_cip has them; etp > 0. */
int32_t veille_charge_centiemes(int32_t parcours, int32_t etp);
#define VEILLE_PALIER_PREVU 1 /* of A-CHARGE-CIP: told ahead */

/* The rules. */
void veille_remontee(struct veille *v);
void veille_envois(struct veille *v);
void veille_charge(struct veille *v);
/* Of veille_charge(), where no load is told; `open`: what is told ahead already, or NULL. */
void veille_prevue(struct veille *v, const char *sujet, const struct veille_ouverte *open);
void veille_objectif(struct veille *v);
void veille_qualite(struct veille *v);
void veille_echeances(struct veille *v);
void veille_coordination(struct veille *v);
void veille_trimestre(struct veille *v);
void veille_pannes(struct veille *v);

#endif
