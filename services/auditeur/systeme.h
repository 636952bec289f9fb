/* What a reader knows of one period, as a system of linear equations over the numbers of territories that are not told.
 *
 * An *inconnue* is a number of a figure of a territory: of a taux num, den - num, nr; of a répartition one a key and
 * nr; of a moyenne num, den, nr; of a compte num. */
#ifndef CVG_AUDITEUR_SYSTEME_H
#define CVG_AUDITEUR_SYSTEME_H

#include "auditeur/audit.h"

struct equation { /* Σ facteur · inconnue = (or >=) droite */
    size_t *inconnues;
    double *facteurs;
    size_t n, cap[2];
    double droite;
    bool egal;
    size_t groupe; /* of one figure of an earlier release, from 1: true only if all of it can be; 0: of today */
    size_t perimetre, indicateur, nombre; /* of an earlier release: which number of today's figure; SIZE_MAX: its den */
};

struct systeme {
    const struct audit *a;
    const struct rapport *r; /* the release that is audited */
    size_t periode;
    size_t *territoires, territoires_n; /* indexes into r->perimetres */
    size_t nation, operationnels;       /* the same; RAPPORT_SANS */
    size_t *depart;                     /* [indicateurs_n + 1] first number of each figure */
    size_t nombres_n;                   /* of one territory */
    double *valeur;                     /* [territoires_n * nombres_n] where known */
    bool *connu;
    bool nu; /* as if nothing but comptes were told in this release */
    size_t groupes_n;
    struct equation *equations;
    size_t equations_n, equations_cap;
};

/* Of this release and who knows more. false: there is no such figure of the report's programme in this period. */
bool systeme_init(struct systeme *s, const struct audit *a, size_t periode, bool nu);
void systeme_deinit(struct systeme *s);

/* How many numbers it has; 0: not about people. */
size_t systeme_nombres_de(const struct rapport *r, size_t indicateur);
bool systeme_juge(const struct rapport *r, size_t indicateur); /* are its cells withheld by k? */
const struct rapport_chiffre *systeme_chiffre(const struct rapport *r, size_t periode, size_t perimetre,
                                              size_t indicateur);
/* The n-th number of a figure as its slots say it. */
double systeme_nombre(const struct rapport *r, const struct rapport_chiffre *c, size_t n);
bool systeme_dit(const struct rapport *r, const struct rapport_chiffre *c, size_t n);
/* Is a territory (a position) part of a perimeter of the report? */
bool systeme_comprend(const struct systeme *s, size_t perimetre, size_t territoire);

/* For systeme_anciens.c: a new equation, valid until the next; adds a number to it, a known one to its right side;
 * takes the last one away. */
struct equation *systeme_equation(struct systeme *s, bool egal, double droite);
void systeme_plus(struct systeme *s, struct equation *l, size_t territoire, size_t nombre, double facteur);
void systeme_retirer(struct systeme *s);
/* systeme_anciens.c: adds what earlier releases told of the period, once it is put together. */
void systeme_anciens(struct systeme *s);

#endif
