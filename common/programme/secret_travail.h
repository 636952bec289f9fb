/* The search for what must be withheld besides, in one network. */
#ifndef CVG_PROGRAMME_SECRET_TRAVAIL_H
#define CVG_PROGRAMME_SECRET_TRAVAIL_H

#include "programme/secret_reseau.h"

struct secret_travail {
    struct secret_temoins temoins;
    struct secret_reseau n;
    struct secret_reseau *seuls;  /* [tableaux_n] the networks of one tableau alone, from when they are needed */
    const bool *rien;             /* [tableaux_n] false */
    bool gele;                    /* some tableau is frozen */
    bool *sait_plus;              /* [attackers] does it know more than the public does? */
    size_t most;                  /* programmes of telling again; then only what is cheap is tried */
    struct secret_cellule serree; /* the last one that was not wide enough */
    bool stuck, failed;           /* what stays told is in the way; the solver gave up */
};

/* Wants every cell to be as wide as k says. What is given outlives it. */
void secret_travail_init(struct secret_travail *w, struct secret_modele *m, unsigned profondeur, const bool *dedans,
                         const bool *gele);
void secret_travail_deinit(struct secret_travail *w);

/* Visits every withheld cell that is judged by k, with each attacker that it must be hidden from: of one tableau, or of
 * all. In a tableau attacker by attacker, the public first: questions that have much in common follow one another.
 * Stops where one is refused. */
typedef bool secret_visite(struct secret_travail *w, size_t attaquant, struct secret_cellule c);
bool secret_visiter_tableau(struct secret_travail *w, const struct secret_tableau *t, secret_visite *f);
bool secret_visiter(struct secret_travail *w, secret_visite *f);

/* Finds witnesses that move only what is withheld, as long as that is cheap. true: the cell is wide enough. */
bool secret_essayer(struct secret_travail *w, size_t attaquant, struct secret_cellule c);
/* The same by programmes of the whole network, which are dear. */
bool secret_chercher(struct secret_travail *w, size_t attaquant, struct secret_cellule c);
/* secret_elargir.c: withholds as little as can be so that the cell is wide enough. */
secret_visite secret_elargir;
/* secret_redire.c: what was withheld for others' sake is told again, where nothing needs it. */
void secret_redire(struct secret_travail *w);

#endif
