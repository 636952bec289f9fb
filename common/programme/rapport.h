/* A quarterly report before it is printed: the figures of every perimeter in one period and the year before, each with
 * its state, and all that its documents say beside. It stands by itself: labels and texts of the definitions are in
 * it, so that an arrêté reads the same whatever the definitions have become since.
 *
 * A *draft* and what is frozen hold every number; a *published* report is one that secret_proteger() has passed over
 * and rapport_masquer() has emptied: what is withheld is not in it. Source: the contract's interfaces, `cvg report`. */
#ifndef CVG_PROGRAMME_RAPPORT_H
#define CVG_PROGRAMME_RAPPORT_H

#include "base/mem.h"
#include "programme/figures.h"
#include "programme/period.h"

#define RAPPORT_PERIODES_MAX 2 /* the period, and the same a year before */
#define RAPPORT_SANS ((size_t)-1)

enum rapport_etat { RAPPORT_NONE, RAPPORT_PUBLIE, RAPPORT_SECRET, RAPPORT_INCONNU, RAPPORT_ETAT_COUNT };

struct rapport_cle {
    const char *cle, *libelle;
};

struct rapport_indicateur {
    struct indicator forme; /* kind, divisor, decimal, den_decimal, unit, code, label, section, sensitive, keys_n: for
                             * figure_show() and the like, over a vector of its own (slot 0); no expression */
    const char *population, *expression; /* as the catalogue says them */
    struct rapport_cle *cles;            /* [forme.keys_n] */
};

struct rapport_perimetre {
    struct scope scope;
    const char *nom;
    /* of each period */
    size_t territoire[RAPPORT_PERIODES_MAX]; /* of a chantier: index of the territory that it counts in, among the
                                              * perimeters; RAPPORT_SANS: it does not count then */
    bool operationnel[RAPPORT_PERIODES_MAX]; /* of a territory: launched on the first day at the latest */
    /* of the first period */
    int64_t objectif; /* target file active on the last day; -1: none */
    struct coverage couverture;
};

/* One figure of one perimeter in one period. */
struct rapport_chiffre {
    size_t perimetre, periode, indicateur;
    const char *programme;
    int64_t *slots;       /* [forme.slots_n], as struct indicator lays them out */
    unsigned char *etats; /* enum rapport_etat: one, or of a répartition one a key */
};

/* How figures hang together in every perimeter, for disclosure control: Σ facteur · part is 0 (egal), or not under 0.
 * programme/secret_liens.h sets them; who audits a published report reads them there. */
enum rapport_partie {
    RAPPORT_PARTIE_NONE,
    RAPPORT_PARTIE_NUM,
    RAPPORT_PARTIE_RESTE, /* of a taux: den - num */
    RAPPORT_PARTIE_DEN,
    RAPPORT_PARTIE_NR,
    RAPPORT_PARTIE_TOTAL, /* its population: den + nr; of a compte num */
    RAPPORT_PARTIE_CLE,   /* a key of a répartition */
    RAPPORT_PARTIE_COUNT
};
struct rapport_lien_terme {
    size_t indicateur;
    enum rapport_partie partie;
    size_t cle;
    int32_t facteur;
};
struct rapport_lien {
    struct rapport_lien_terme *termes;
    size_t termes_n;
    bool egal;
};

/* A chantier (or a coordination) expected in the period: what the figures hold of it. */
struct rapport_remontee {
    const char *reporter, *nom, *territoire;
    int32_t situation; /* of the export that counts; CELL_NULL: none, it is missing */
    bool avant_fin; /* of a chantier: it is of before the period's end, which is over: nothing is known of the last days
                     */
    int64_t lues, ecartees;  /* rows read and set aside by it */
    int32_t retenu;          /* situation date of an export that was held, refused or waiting at that time; CELL_NULL */
    const char *retenu_etat; /* "held", "refused", "received", "quarantined"; "" */
};

/* The file active on some evening, of a perimeter: the curves. */
struct rapport_courbe {
    size_t perimetre;
    int32_t *jours; /* [n] */
    int64_t *file_active;
    size_t n;
};

/* A bridge: the difference of one headline figure between two states, in terms that add up to it. */
struct rapport_terme {
    const char *cle; /* as pont_cle() names it: "entrees", "sorties", "declarations_tardives" … */
    int64_t n;       /* signed */
};
struct rapport_pont {
    size_t perimetre;
    const char *code;  /* of the indicator */
    const char *avant; /* what it starts from: "2025-C4, arrêté", "2026-C3, rectificatif 1" */
    int64_t de, a;
    struct rapport_terme *termes; /* de + Σ n = a, always */
    size_t termes_n;
};

struct rapport {
    struct arena memoire;    /* all of it lives here */
    const char *definitions; /* digest */
    const char *programme;   /* that the documents are about: "CVG" */
    struct period periodes[RAPPORT_PERIODES_MAX];
    size_t periodes_n;
    int version;       /* 0: a draft; 1: the arrêté; 1 + n: rectificatif n */
    int64_t connu_us;  /* the facts as known then */
    int64_t arrete_us; /* when it was closed; 0: it is not */
    bool calendrier;   /* the calendar closes it: nobody has looked at it */
    const char *motif; /* of a rectificatif: why; "" */
    bool publie;       /* disclosure control has passed over it and what is withheld is empty */
    int32_t secret_k, secret_k_sensible, secret_chantiers,
        secret_dominance; /* the rules: people, people, chantiers, % */
    struct rapport_indicateur *indicateurs;
    size_t indicateurs_n;
    struct rapport_lien *liens;
    size_t liens_n;
    struct rapport_perimetre *perimetres; /* nation, operationnels; with a member in either period: territories by code,
                                           * chantiers by id */
    size_t perimetres_n;
    struct rapport_chiffre *chiffres; /* by programme, period, perimeter, indicator */
    size_t chiffres_n;
    struct rapport_remontee *remontees; /* by territory, reporter */
    size_t remontees_n;
    struct rapport_courbe *courbes; /* of the nation, the operationnels and each territory */
    size_t courbes_n;
    struct rapport_pont *ponts;
    size_t ponts_n;
};

struct rapport *rapport_new(void);
void rapport_sort(struct rapport *r); /* its figures, so that rapport_find() finds them */
/* The rows that a figure is told in: one, or of a répartition one a key. */
size_t rapport_lignes_n(const struct rapport *r, const struct rapport_chiffre *x);
/* The figure, or NULL. */
const struct rapport_chiffre *rapport_find(const struct rapport *r, const char *programme, size_t periode,
                                           size_t perimetre, const char *code);
size_t rapport_find_indicateur(const struct rapport *r, const char *code);     /* RAPPORT_SANS */
size_t rapport_find_perimetre(const struct rapport *r, const struct scope *s); /* RAPPORT_SANS */
/* Is it of the period: a chantier that counts in it, a territory that one counts in; nation and operationnels always.
 */
bool rapport_en_est(const struct rapport *r, size_t perimetre, size_t periode);
/* How many chantiers are counted with an export of before the period's end. */
size_t rapport_avant_fin_n(const struct rapport *r);
/* Is it 0 only because none of its perimeter's chantiers, or of a figure of coordination none of its coordinations,
 * ever sent an export? Who reads it is told that it is unknown; in the data, where `inconnu` of a chantier's figure
 * means a denominator of 0, the perimeter's coverage says so. */
bool rapport_sans_export(const struct rapport *r, const struct rapport_chiffre *x);
/* "Arrêté", "Rectificatif 2"; "Projet d’arrêté" of what is prepared and not closed; "Brouillon". */
void rapport_nommer(const struct rapport *r, struct buf *out);
void rapport_free(struct rapport **r);

/* One document, JSON, whole: what is frozen, and what is published (rapport-QUARTER.json). The same report gives the
 * same bytes. */
void rapport_encode(const struct rapport *r, struct buf *out);
/* NULL with *e: it is no report. */
struct rapport *rapport_decode(const char *text, size_t len, struct err *e) CHECKED;
/* Is it a headcount: public by convention, of chantiers too? */
bool rapport_est_effectif(const struct indicator *i);
/* Empties every number that is withheld, and leaves out what is told of no chantier: all but its headcounts. */
void rapport_masquer(struct rapport *r);

#endif
