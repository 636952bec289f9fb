/* The past evenings of one chantier, week by week, each as it was shown then: what a forecast learns from, what it
 * begins with, and what afterwards became of it.
 *
 * Evening 0 is the day of the forecast as known at its instant; evening k is 7 k days before, as known 7 k days (of the
 * wall clock in Paris) before that instant. A forecast made k weeks ago is so the forecast of evening k, made again
 * from the same versions of the same rows: nothing of it needs to have been stored. */
#ifndef CVG_PROGRAMME_PREVISION_PASSE_H
#define CVG_PROGRAMME_PREVISION_PASSE_H

#include <stdbool.h>

#include "programme/prevision.h"

#define PREVISION_PERSONNE (-1)  /* cip of a parcours that names nobody */
#define PREVISION_SOIRS_MAX 160  /* evenings that are looked at */
#define PREVISION_CALIBRAGE_N 52 /* forecasts that are made again for the calibration */

/* One version of a row, as the facts have them; the version known at T: connu_de <= T < connu_a. Days; CELL_NULL: not
 * known. */
struct prevision_parcours {
    uint32_t parcours; /* 0 … parcours_n − 1 */
    int32_t cip;       /* 0 … cip_n − 1, or PREVISION_PERSONNE */
    int32_t entree, sortie, fin_prevue;
    int64_t connu_de, connu_a;
};
struct prevision_poste {
    int32_t cip;
    int32_t debut, fin;
    int64_t etp; /* hundredths */
    int64_t connu_de, connu_a;
};
struct prevision_faits {
    const struct prevision_parcours *parcours; /* [parcours_lignes], in any order */
    const struct prevision_poste *postes;      /* [postes_lignes] */
    size_t parcours_lignes, postes_lignes;
    size_t parcours_n, cip_n;
};

struct passe;
/* `faits` must outlive it. `soirs`: how many evenings, at most PREVISION_SOIRS_MAX. */
struct passe *passe_new(const struct prevision_faits *faits, int32_t jour, int64_t connu_us, size_t soirs);
void passe_free(struct passe **p);

#define PASSE_CHANTIER (-2) /* the whole chantier, where a cip is asked for */

/* Something of the chantier was known on that evening. Before the first export was accepted, evenings are those that
 * the first one told. */
bool passe_known(const struct passe *p, size_t soir);
size_t passe_open(const struct passe *p, size_t soir, int32_t cip);
/* ETP in post `semaines` weeks after the evening, as known on it; hundredths. */
int64_t passe_etp(const struct passe *p, size_t soir, int32_t cip, int semaines);
/* False: there is nothing to forecast: no parcours, and nobody in post. */
bool passe_forecast(const struct passe *p, size_t soir, int32_t cip, struct prevision_seuils seuils,
                    struct prevision *out);
/* What a forecast of that evening learns from. */
void passe_rhythm(const struct passe *p, size_t soir, struct prevision_rythme *out);

/* How right the forecasts were, by how many weeks ahead they looked. */
struct prevision_calibrage {
    struct prevision_justesse {
        int64_t n, dedans, dessous, dessus; /* dessous: fewer parcours than the interval has */
    } semaines[PREVISION_SEMAINES];
};
/* Adds the forecasts of the evenings 1 … PREVISION_CALIBRAGE_N on which something was known (of a chantier of 400
 * parcours and more: of every second or third of them), compared with what the
 * later evenings showed: of the chantier, and of each accompagnant who was still in post then. */
void passe_calibrate(const struct passe *p, struct prevision_calibrage *chantier, struct prevision_calibrage *cip);

#endif
