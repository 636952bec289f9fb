/* The rules of the alerts and their thresholds, read from alertes.csv and alertes_seuils.csv.
 * Source: the contract's alerts; docs/definitions.md, "alertes.csv".
 *
 * They move no figure, so they are no part of the digest of the definitions: another threshold recomputes nothing. */
#ifndef CVG_PROGRAMME_ALERTES_H
#define CVG_PROGRAMME_ALERTES_H

#include <stddef.h>
#include <stdint.h>

#include "programme/remontee.h"

struct definitions;

enum alerte_regle {
    REGLE_NONE,
    REGLE_REMONTEE,
    REGLE_CHARGE_CIP,
    REGLE_OBJECTIF,
    REGLE_RETENUE,
    REGLE_REFUSEE,
    REGLE_QUALITE,
    REGLE_PROLONGATION,
    REGLE_POST_SORTIE,
    REGLE_COORDINATION,
    REGLE_TRIMESTRE,
    REGLE_SYSTEME,
    REGLE_COUNT
};
const char *alerte_regle_name(enum alerte_regle r);     /* "A-REMONTEE"… */
enum alerte_regle alerte_regle_parse(const char *name); /* REGLE_NONE where it is none */
bool alerte_regle_parcours(enum alerte_regle r);        /* its subject is a person's parcours */

/* What a rule may find. */
enum alerte_situation {
    SITUATION_NONE,
    SITUATION_MANQUANTE,      /* A-REMONTEE: the newest night that is due: nothing came */
    SITUATION_NON_ADMISE,     /* A-REMONTEE: what came was refused or discarded */
    SITUATION_EN_ATTENTE,     /* A-REMONTEE: what came is held */
    SITUATION_FIGEE,          /* A-REMONTEE: taken, the same rows for too many nights */
    SITUATION_LOGICIEL,       /* A-REMONTEE of the nation: over half of the chantiers of one software at once */
    SITUATION_CIP,            /* A-CHARGE-CIP of an accompagnant */
    SITUATION_CHANTIER,       /* A-CHARGE-CIP of the chantier */
    SITUATION_CIP_PREVU,      /* A-CHARGE-CIP: by the forecast, an accompagnant will be over it */
    SITUATION_CHANTIER_PREVU, /* … the chantier will */
    SITUATION_RELEVE,         /* A-CHARGE-CIP: … because a post ends that nobody is known to take over */
    SITUATION_SOUS,           /* A-OBJECTIF */
    SITUATION_SUR,            /* A-OBJECTIF */
    SITUATION_RETENU,         /* A-RETENUE */
    SITUATION_QUARANTAINE,    /* A-RETENUE: set apart, for it stops our workers */
    SITUATION_REFUSE,         /* A-REFUSEE */
    SITUATION_ECARTEES,       /* A-QUALITE */
    SITUATION_SANS_MOTIF,     /* A-PROLONGATION: 22 months without prolongation */
    SITUATION_DUREE_MAX,      /* A-PROLONGATION: 58 months */
    SITUATION_CONTACT,        /* A-POST-SORTIE */
    SITUATION_POSTE,          /* A-COORDINATION: vacant */
    SITUATION_COPIL,          /* A-COORDINATION: none */
    SITUATION_CLOTURE,        /* A-TRIMESTRE */
    SITUATION_DEMON,          /* A-SYSTEME: a daemon is silent */
    SITUATION_BASE,           /* A-SYSTEME: the database is away */
    SITUATION_FILE,           /* A-SYSTEME: the oldest of what waits is too old */
    SITUATION_DISQUE,         /* A-SYSTEME: too little room */
    SITUATION_EXERCICE,       /* A-SYSTEME: the weekly drill does not get through */
    SITUATION_COUNT
};
const char *alerte_situation_name(enum alerte_situation s); /* "manquante"… */
enum alerte_situation alerte_situation_parse(const char *name);

enum alerte_niveau { NIVEAU_NONE, NIVEAU_ATTENTION, NIVEAU_CRITIQUE, NIVEAU_COUNT };
const char *alerte_niveau_name(enum alerte_niveau n);
enum alerte_niveau alerte_niveau_parse(const char *name);

enum { /* to whom: bits */
       A_QUI_CHANTIER = 1,
       A_QUI_COORDINATION = 2,
       A_QUI_CONVERGENCE = 4,
       A_QUI_OPERATEUR = 8
};
#define A_QUI_N 4
const char *alerte_a_qui_name(unsigned bit); /* "chantier"… of one bit */

enum alerte_annonce { ANNONCE_NIVEAU, ANNONCE_AUSSITOT, ANNONCE_SYNTHESE, ANNONCE_COUNT };

/* A line of alertes.csv: how a rule speaks of a situation, at a step of its ladder. Step 1 is the first; a step
 * without a line of its own speaks by the one below. */
#define PALIERS_MAX 3
struct alerte_ligne {
    enum alerte_regle regle;
    enum alerte_situation situation;
    int palier;
    enum alerte_niveau niveau;
    unsigned a_qui;                     /* bits; all that this step is told to */
    enum alerte_annonce annonce;        /* ANNONCE_NIVEAU: critical at once, warnings in the evening's digest */
    char *libelle, *texte, *quoi_faire; /* French; texte with the marks of veille_texte() */
};

/* The thresholds of one reporter. */
struct alertes_seuils {
    struct remontee_rules
        remontee;               /* deadline, grace, nights of a frozen file: reglages.csv where no line says other */
    int32_t nuits[PALIERS_MAX]; /* A-REMONTEE: nights in a row at which each step begins */
    int32_t charge[2], charge_retour[2]; /* A-CHARGE-CIP: over it raises, at or under it clears; warning, critical */
    int32_t charge_dates, charge_dates_retour;
    int32_t charge_prevue_semaines; /* how far ahead the forecast is looked at; 0: it is not */
    int32_t sous_pourcent, sur_pourcent, objectif_jours, objectif_jours_retour;
    int32_t ecartees_pourcent, ecartees_min, ecartees_dates, ecartees_dates_retour;
    int32_t prolongation_mois, duree_max_mois;
    int32_t contact_mois, contact_fin_mois;
    int32_t vacant_jours, copil_mois;
    int32_t cloture_jours[PALIERS_MAX]; /* A-TRIMESTRE: days before the close at which each step begins */
    int32_t demon_secondes, base_secondes, file_minutes, disque_pourcent, disque_retour_pourcent;
    int32_t exercice_jour, exercice_heure;   /* the weekly drill: 1 Monday … 7 Sunday; the hour in Paris */
    int32_t exercice_minutes;                /* that it has to get through */
    int32_t logiciel_pourcent, logiciel_min; /* causes: over so many percent, and at least so many, silent at once */
    int32_t reprise_heures;                  /* causes: after an outage of ours, time to send what could not be sent */
};

struct alertes;

/* Reads both files of a folder; `numbers` of the definitions give what no line says. A fault is told by file, line and
 * column. */
int alertes_load(const struct definitions *d, const char *folder, struct alertes **out, struct err *e) CHECKED;
void alertes_free(struct alertes **a);

/* The line that speaks; every situation of a rule has one (a missing one is refused at load). */
const struct alerte_ligne *alertes_ligne(const struct alertes *a, enum alerte_regle regle,
                                         enum alerte_situation situation, int palier);
/* The narrowest scope wins: of the chantier, of its territory, of the nation. Either may be "". What clears never lies
 * beyond what raises, whatever scopes they come from. */
void alertes_seuils_of(const struct alertes *a, const char *chantier, const char *territoire,
                       struct alertes_seuils *out);
/* The same of a perimeter on a day: a chantier's with those of its territory then; else the nation's. */
struct reference;
struct scope;
void alertes_seuils_on(const struct alertes *a, const struct reference *r, const struct scope *s, int32_t day,
                       struct alertes_seuils *out);

#endif
