/* Is a change of an alert told, at once or with the evening's digest, and if not, why. Pure.
 *
 * Nothing is told of what is held back by a cause, nor while a silence or an acknowledgement holds: of an acknowledged
 * one only its end, with the digest, and when it climbs to somebody new: who took care did so for those below. What
 * nobody was told of ends in silence too. */
#ifndef CVG_ALERTING_DIRE_H
#define CVG_ALERTING_DIRE_H

#include "alerting/lettre.h"
#include "programme/veille.h"

enum dire { DIRE_NON, DIRE_TOUT_DE_SUITE, DIRE_SYNTHESE, DIRE_COUNT };
const char *dire_name(enum dire d); /* "non"… as stored */

enum pourquoi {
    POURQUOI_RIEN, /* it is told */
    POURQUOI_CAUSE,
    POURQUOI_SILENCE,
    POURQUOI_ACQUITTEE,
    POURQUOI_PERSONNE, /* no address */
    POURQUOI_INEDITE,  /* ended before anybody was told */
    POURQUOI_SUITE,    /* nothing beyond what is told beside it */
    POURQUOI_COUNT
};
const char *pourquoi_name(enum pourquoi p); /* ""… as stored */

/* What happens to an alert: what the watch found, or what only its life knows. */
enum evenement {
    EVENEMENT_REPRISE = VEILLE_CHANGE_COUNT, /* the acknowledgement's return has come */
    EVENEMENT_PAROLE,                        /* the silence is over */
    EVENEMENT_COUNT
};
const char *evenement_name(int evenement); /* "levee"… as stored */
enum lettre_genre evenement_genre(int evenement);

/* What an open alert's own life says of a change. */
struct dire_vie {
    int evenement;  /* what was found */
    bool acquittee; /* somebody takes care of it */
    bool revenue;   /* and said that they would until now */
    bool venue;     /* what was told ahead has come: who took care of the one has said nothing of the other */
    bool tue;       /* what was to be said last was not, for a silence */
    bool retenue;   /* still silenced, or held back by a cause */
};
/* EVENEMENT_REPRISE: the acknowledgement ends, EVENEMENT_PAROLE: it may be said now; else what was found. */
int dire_vie(const struct dire_vie *x);

struct dire_sur {
    int evenement;               /* enum veille_change or enum evenement */
    enum alerte_niveau niveau;   /* that it has now, or had at its end */
    enum alerte_annonce annonce; /* of its line */
    bool cause, silence, acquittee, dite;
    bool elargie; /* it concerns somebody whom it did not concern before */
};
enum dire dire_decide(const struct dire_sur *x, enum pourquoi *pourquoi_out);

/* When a day's digest is due, 18:00 on the wall clock of Paris; the first one after an instant. */
int64_t dire_soir_us(int32_t day);
int64_t dire_synthese_us(int64_t after_us);

#endif
