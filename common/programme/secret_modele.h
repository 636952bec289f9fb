/* What an attacker of a published report reckons with, one period at a time: unknown counts of people, and the
 * equations that they obey.
 *
 * The figure of an indicator in a perimeter is a vector of counts, its *atomes*: of a taux num, the others known
 * (reste) and nr; of a répartition one a key and nr; of a moyenne its amount, den and nr; of a compte num. Only
 * territories have unknowns: the nation and the operationnels are sums of theirs. What is told or withheld is a
 * *ligne*: a taux whole, of a répartition a key (den and nr are told as long as one of its keys is). */
#ifndef CVG_PROGRAMME_SECRET_MODELE_H
#define CVG_PROGRAMME_SECRET_MODELE_H

#include "programme/secret.h"

#define SECRET_SANS ((size_t)-1)
/* Room for n of what p points to, zeroed; lives as long as the model. */
#define SECRET_NEW(m, n, p) arena_new(&(m)->memoire, ((n) + 1) * sizeof *(p))

enum secret_etat {
    SECRET_DIT,      /* told; may be withheld for others' sake */
    SECRET_PRIMAIRE, /* withheld by the rules on its own counts */
    SECRET_SECOND,   /* withheld for others' sake */
    SECRET_ETAT_COUNT
};

struct secret_raison {
    unsigned char quoi; /* enum rapport_raison */
    size_t cellule;     /* perimetre * atomes_n + atome of what a SECOND row protects */
};

struct secret_tableau {
    size_t indicateur;
    enum indicator_kind genre;
    bool sensible, juge; /* not judged: a compte, always told */
    size_t atome, atomes_n;
    size_t ligne, lignes_n;
    int32_t k;
    double echelle;      /* of what a width of k is in its first atom: 1, of an amount its divisor */
    bool orphelin;       /* no other figure tells the size of its population: that is a cell of its own */
    size_t parent;       /* tableau whose numbers tell the size of its population; SECRET_SANS: a compte, or none */
    bool soeur;          /* both have the same population */
    size_t derriere;     /* lignes of tableaux whose population its numbers tell: they go with it */
    unsigned profondeur; /* how many figures tell the size of populations above it: those are settled first */
    size_t dont;         /* of an orphelin: a tableau over the population that its own is a part of; SECRET_SANS */
    size_t total;        /* of an orphelin: the atome of its total; SECRET_SANS */
    size_t den;          /* of a répartition whose population may be withheld: the atome of its den; SECRET_SANS */
};

struct secret_relation { /* Σ facteur · atome (= or >=) 0 in every territory */
    size_t *atomes;
    int32_t *facteurs;
    size_t n;
    bool egal;
};

/* What an earlier release still says: Σ of these unknowns is what it is. */
struct secret_equation {
    size_t *perimetres, *atomes; /* territories */
    size_t n;
};

struct secret_modele {
    struct arena memoire;
    const struct rapport *r;
    size_t periode;
    const struct rapport_chiffre **chiffres; /* [r->perimetres_n * r->indicateurs_n] of this period; NULL: none */
    size_t territoires_n;
    size_t nation, operationnels; /* positions behind the territories; operationnels SECRET_SANS where they are all, or
                                   * not there */
    size_t perimetres_n;
    size_t *perimetres; /* [perimetres_n] of the report */
    bool *operationnel; /* [territoires_n] in this period */
    size_t jumeau;      /* of the report: the operationnels where they are the nation; SECRET_SANS */
    struct secret_tableau *tableaux;
    size_t tableaux_n, atomes_n, lignes_n;
    size_t *tableau_de;            /* [atomes_n] */
    int64_t *valeurs;              /* [perimetres_n * atomes_n] */
    unsigned char *etats;          /* [perimetres_n * lignes_n] enum secret_etat */
    struct secret_raison *raisons; /* the same shape */
    bool *inconnu;                 /* [perimetres_n * lignes_n] den is 0 */
    bool *fixe;                    /* [perimetres_n * atomes_n] known whatever is withheld: a compte, or told before */
    int64_t *plancher;             /* [perimetres_n * atomes_n] known to be at least that */
    bool *avant_secret;            /* [perimetres_n * lignes_n] withheld in an earlier release */
    struct secret_relation *relations;
    size_t relations_n;
    struct secret_equation *equations;
    size_t equations_n, equations_cap;
    struct secret_echanges *echanges; /* what was learned of all that, while secret_second() runs */
};

/* The rules must be in the report. false: there is nothing of the programme in this period. */
bool secret_modele_init(struct secret_modele *m, const struct rapport *r, size_t periode);
void secret_modele_deinit(struct secret_modele *m);

/* The ligne that an atome belongs to; SECRET_SANS: nr of a répartition (all its keys), or a total. */
size_t secret_ligne_de(const struct secret_modele *m, size_t atome);
/* Everybody whom a tableau is about, whether their answer is known or not. */
int64_t secret_population(const struct secret_modele *m, size_t perimetre, const struct secret_tableau *t);
/* Is a territory (a position) part of a perimeter? */
static inline bool secret_comprend(const struct secret_modele *m, size_t perimetre, size_t territoire)
{
    return perimetre == m->nation || perimetre == territoire ||
           (perimetre == m->operationnels && m->operationnel[territoire]);
}
/* Is the number told? nr of a répartition is as long as one of its keys is. */
bool secret_dit(const struct secret_modele *m, size_t perimetre, size_t atome);
static inline int64_t secret_valeur(const struct secret_modele *m, size_t perimetre, size_t atome)
{
    return m->valeurs[perimetre * m->atomes_n + atome];
}

/* By the rules. */
static inline void secret_interdire(struct secret_modele *m, size_t perimetre, size_t ligne, enum rapport_raison raison)
{
    m->etats[perimetre * m->lignes_n + ligne] = SECRET_PRIMAIRE;
    m->raisons[perimetre * m->lignes_n + ligne] = (struct secret_raison){.quoi = (unsigned char)raison};
}
/* For the sake of a cell; SECRET_SANS: of all. */
static inline void secret_retenir(struct secret_modele *m, size_t perimetre, size_t ligne, size_t cellule)
{
    size_t at = perimetre * m->lignes_n + ligne;
    if (m->etats[at] != SECRET_DIT)
        return;
    m->etats[at] = SECRET_SECOND;
    m->raisons[at].quoi = cellule == SECRET_SANS ? RAPPORT_RAISON_ENSEMBLE : RAPPORT_RAISON_PROTEGE;
    m->raisons[at].cellule = cellule;
}

/* secret_tableaux.c: lists them and numbers their atomes; which of them is an indicator's, SECRET_SANS: none. */
void secret_tableaux(struct secret_modele *m);
size_t secret_tableau_de(const struct secret_modele *m, size_t indicateur);
/* secret_relations.c: reads them, when the tableaux are there. */
void secret_relations(struct secret_modele *m);
/* secret_primaire.c: the rules on a cell's own counts. */
void secret_primaire(struct secret_modele *m);
/* secret_avant.c: what earlier releases tell. */
void secret_avant(struct secret_modele *m, const struct rapport *avant);
/* secret_second.c: withholds until every withheld cell is wide enough for every attacker. */
void secret_second(struct secret_modele *m);

#endif
