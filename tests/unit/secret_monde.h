/* Small reports out of people drawn by chance, for the tests of disclosure control: territories with chantiers, figures
 * of every kind that is judged, and the links between them that hold by construction. */
#ifndef CVG_TESTS_SECRET_MONDE_H
#define CVG_TESTS_SECRET_MONDE_H

#include "programme/rapport.h"
#include "programme/secret.h"

enum {
    MONDE_POPULATION, /* compte */
    MONDE_A,          /* taux */
    MONDE_CLES,       /* répartition */
    MONDE_PREMIERE,   /* taux: the first key of it */
    MONDE_S,          /* taux, sensitive */
    MONDE_PARMI_A,    /* taux over those with A */
    MONDE_PARMI_Z,    /* taux over those with Z, that no other figure counts; sensitive */
    MONDE_DUREE,      /* moyenne */
    MONDE_CLES_A,     /* répartition over those with A */
    MONDE_FIGURES
};

struct monde {
    size_t territoires, chantiers, cles; /* chantiers of each territory */
    int gens_min, gens_max;              /* people of a chantier */
    bool operationnels;                  /* all territories but the last */
    size_t figures;                      /* how many of the figures, from the first */
};

/* A frozen report: everything is told. The same seed gives the same. */
struct rapport *monde_faire(const struct monde *m, uint64_t *seed);
/* Adds the same figures a year before, when a territory (index of its perimeter) was not launched yet: they are none of
 * the operationnels'. */
void monde_annee_avant(struct rapport *r, size_t essaimage);
/* A copy of its own, through its JSON. */
struct rapport *monde_copier(const struct rapport *r);
/* Protects a copy and empties it, as it is published. */
struct rapport *monde_publier(const struct rapport *r, const struct rapport *const *avant, size_t avant_n,
                              const struct secret_regles *regles);

#endif
