/* The watch: which alerts of one reporter should be open, by what is known of it and by the clock; and what changes
 * when that is compared with what is open. Source: the contract's alerts; docs/choices.md, "Alerts".
 *
 * Nothing is remembered here. What hangs on a history alone is told from it; a hysteresis asks for the alert that is
 * open now, and only where the history does not decide (neither raised nor cleared within it). So an evaluation that
 * comes late, or twice, gives the same alerts.
 *
 * Every item bears the instant at which it became known (connu_us), and until when (jusqua_us, VEILLE_JAMAIS: still
 * true): what is to come at now_us is not seen. Who knows only what is true now gives 0 and VEILLE_JAMAIS. Texts are
 * the caller's and outlive the call. */
#ifndef CVG_PROGRAMME_VEILLE_H
#define CVG_PROGRAMME_VEILLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "programme/alertes.h"

#define VEILLE_JAMAIS INT64_MAX
#define VEILLE_INCONNU INT32_MIN /* a day or a number that is not known */
#define VEILLE_TEXTE_LEN 128     /* room for a subject or a cause and its NUL; longer ones are cut */

/* ---- what is known of a reporter ---- */

struct veille_cip {
    const char *cip_ref;
    int32_t parcours; /* open ones that name them */
    int32_t etp;      /* in hundredths; 0: not in post, no caseload */
};
/* A week of the forecast that an export gives (prevision.h); the first week is 1. */
struct veille_prevision {
    const char *cip_ref; /* "": the whole chantier */
    int32_t semaine;
    int32_t parcours, etp; /* the median; hundredths in post at its end, 0: nobody */
};
/* An accepted export, as it stood when it was accepted. */
struct veille_situation {
    int32_t date;
    int64_t connu_us;
    int32_t file_active, etp; /* etp: of everyone in post, in hundredths; 0: no caseload of the chantier */
    int32_t objectif;         /* the target on that day; 0: none */
    int32_t lues, ecartees;   /* rows read, and of these set aside */
    const struct veille_cip *cips;
    size_t cips_n;
    const struct veille_prevision *previsions; /* week after week of each subject */
    size_t previsions_n;
    bool prevu; /* its forecast is known, though there may be none of anybody */
};
enum veille_genre { VEILLE_ENTREE, VEILLE_SORTIE };
struct veille_echeance {     /* of a parcours */
    enum veille_genre genre; /* an open parcours; or a durable exit */
    const char *parcours_id;
    int32_t date; /* of its entry; of its exit */
    bool faite;   /* it has a reason of prolongation; or somebody was contacted */
    int64_t connu_us, jusqua_us;
};
struct veille_poste { /* a vacant one of a coordination */
    const char *poste_id;
    int32_t depuis;
    int64_t connu_us, jusqua_us;
};
struct veille_copil {
    int32_t date;
    int64_t connu_us;
};
/* The chantiers of a perimeter with an open A-REMONTEE (frozen files aside), A-REFUSEE or A-RETENUE, each once, under
 * the first of these. */
struct veille_trimestre {
    int32_t manquants, refuses, retenus;
    int32_t restants; /* of all these, whose trouble began by veille_cloture_us(): they are missing from that quarter */
    /* The last quarter for which a closing was told in this perimeter ("2026-T4"), and its highest step: from the
     * alerts, resolved ones included. 0: never. */
    char vu[12];
    int palier_vu;
};
/* A trouble of ours as it was told: of a daemon since its last sign of life, of the database since its last answer, of
 * a queue since its oldest item came, of a way of telling since the drill that did not get through; of a disk a
 * reading. */
struct veille_panne {
    enum alerte_situation genre; /* SITUATION_DEMON … SITUATION_EXERCICE */
    const char *sujet;           /* "intake", "base", "spool", a path, "courriel" */
    int64_t connu_us, jusqua_us; /* of a disk: until the next reading */
    int32_t libre_pourcent;      /* of a disk */
};

enum veille_porteur { VEILLE_CHANTIER, VEILLE_TERRITOIRE, VEILLE_NATION };
struct veille_reporter {
    enum veille_porteur porteur;
    const struct alertes_seuils *seuils; /* its own */

    /* a chantier: without a line of membership today it has no alert */
    struct remontee_chantier remontee;
    /* Envois are known from this situation date on: at least REMONTEE_LOOKBACK_DAYS + VEILLE_NUITS ago. */
    int32_t debut;
    /* In the order in which they became known: at least the last VEILLE_SITUATION_JOURS days. */
    const struct veille_situation *situations;
    size_t situations_n;
    const struct veille_echeance *echeances;
    size_t echeances_n;

    /* a territory, a nation */
    const struct veille_poste *postes;
    size_t postes_n;
    const struct veille_copil *copils;
    size_t copils_n;
    int32_t copil_depuis; /* of a territory: from when a COPIL is due; VEILLE_INCONNU: none is */
    struct veille_trimestre trimestre;

    /* the nation */
    const struct veille_panne *pannes;
    size_t pannes_n;
};
/* Told ahead: what is said has not come yet. */
bool veille_foreseen(enum alerte_situation s);
#define VEILLE_NUITS 62
#define VEILLE_SITUATION_JOURS 92

/* An alert that is open now, acknowledged and held back ones included. */
struct veille_ouverte {
    enum alerte_regle regle;
    const char *sujet;
    enum alerte_situation situation;
    int palier;
    int64_t depuis_us;
    const char *cause; /* "" where it is free */
};

/* ---- what should be open ---- */

enum veille_fin {
    VEILLE_OUVERTE,
    VEILLE_MANQUEE /* its time is over and nothing was done: it ends, and is kept as missed */
};
struct veille_alerte {
    enum alerte_regle regle;
    enum alerte_situation situation;
    int palier; /* 1 … PALIERS_MAX; the level is that of its line */
    enum veille_fin fin;
    char sujet[VEILLE_TEXTE_LEN];
    char cause[VEILLE_TEXTE_LEN]; /* what holds it back: "logiciel:NOM" or "systeme:NOM"; "" where it is free */
    int64_t depuis_us;            /* when it began to hold, which may be long before it was looked at */
    /* the figure; what does not apply is VEILLE_INCONNU. In hundredths: valeur, seuil */
    int32_t n, total, valeur, seuil;
    int32_t jour;
};

struct veille_liste {
    struct veille_alerte *items;
    size_t n, cap;
    int64_t next_us; /* after now_us: up to here the same is answered as long as nothing comes in; VEILLE_JAMAIS */
    /* of a chantier: its newest expected night that is due, and what became of it, for the causes */
    int32_t nuit; /* VEILLE_INCONNU: none */
    enum remontee_state etat;
};
/* Zero the list before its first use; it is emptied and filled again. */
void veille_desired(const struct veille_reporter *r, const struct veille_ouverte *open, size_t open_n, int64_t now_us,
                    struct veille_liste *out);
void veille_liste_deinit(struct veille_liste *l);

/* ---- causes first ---- */

struct veille_etat { /* a chantier of one software: nuit and etat of its list */
    int32_t nuit;
    enum remontee_state etat;
};
/* Is the software the cause? Among the chantiers that had a night to tell on the newest night of any of them, over
 * `logiciel_pourcent` percent and at least `logiciel_min` are silent. The alert is of the nation, its subject and the
 * cause's name "logiciel:NOM". `open` is the one that is open now, or NULL; `seuils` are the nation's. */
bool veille_logiciel(const char *nom, const struct veille_etat *etats, size_t n, const struct alertes_seuils *seuils,
                     const struct veille_ouverte *open, struct veille_alerte *out);

/* When the quarter before the current one was over: the deadline of its last night. */
int64_t veille_cloture_us(const struct alertes_seuils *seuils, int64_t now_us);

/* Can nothing be sent under it? */
bool veille_arrete_tout(const struct veille_panne *p);

/* Holds a chantier's own A-REMONTEE back: of what came up under an outage of intake or of the database (until
 * `reprise_heures` after its end), else of what came up since its software's cause began (`logiciel` is that alert, or
 * NULL). Takes next_us nearer where the outage's time is over before. Call it after veille_desired
 * without a software, so that the list's state blames none for what is ours, and again with it before
 * veille_reconcile. */
void veille_hold(const struct veille_panne *pannes, size_t n, const struct veille_alerte *logiciel,
                 const struct alertes_seuils *seuils, int64_t now_us, struct veille_liste *l);

/* ---- what changes ---- */

enum veille_change {
    VEILLE_LEVEE,    /* raised; not told where its cause is not "" */
    VEILLE_LIBEREE,  /* its cause is over and it still holds: told now, at its step */
    VEILLE_RETENUE,  /* it was free and is held back from now on */
    VEILLE_AGGRAVEE, /* a higher step */
    VEILLE_ALLEGEE,  /* a lower step */
    VEILLE_CHANGEE,  /* another situation on the same step */
    VEILLE_RESOLUE,
    VEILLE_PERDUE, /* over, and kept as missed */
    VEILLE_MESURE, /* the figure alone may have moved: no change of state, no row of history; never told */
    VEILLE_CHANGE_COUNT
};
const char *veille_change_name(enum veille_change c); /* "levee"… */

#define VEILLE_NONE SIZE_MAX
struct veille_changement {
    enum veille_change change;
    size_t open; /* of what was open; VEILLE_NONE of a new one */
    size_t item; /* of the list; VEILLE_NONE of a resolved one */
};
struct veille_changements {
    struct veille_changement *items;
    size_t n, cap;
};
/* At most one a pair of rule and subject: resolved ones first, then the list's in its order. What is open keeps its
 * depuis_us unless a list says another. Zero it before its first use. */
void veille_reconcile(const struct veille_ouverte *open, size_t open_n, const struct veille_liste *desired,
                      struct veille_changements *out);
void veille_changements_deinit(struct veille_changements *c);

/* ---- in words ---- */

/* The text of a line (libelle, texte or quoi_faire) with its marks put in: {n} {total} {valeur} {seuil} {jour} {sujet};
 * what is not known is told as an ellipsis. */
void veille_texte(const char *texte, const struct veille_alerte *a, struct buf *out);
/* The figure as one JSON object, for the column `valeur`: what does not apply is left out. */
void veille_valeur(const struct veille_alerte *a, struct buf *out);

#endif
