/* The simulated programme's reference data: twelve territories, and N chantiers shared out over them. */
#ifndef CVG_SIMULATE_REFERENCE_H
#define CVG_SIMULATE_REFERENCE_H

#include <stdint.h>

#include "base/buf.h"

#define SIMULATE_TERRITOIRES_N 12
#define SIMULATE_CHANTIERS_MAX 4000

struct simulate_territoire {
    const char *code, *nom, *lancement, *porteur, *prefixe;
    int chantiers_68; /* how many of a demo's 68 chantiers are here */
    int file_active;  /* CVG, at 68 chantiers */
    int phc_sites, phc_file_active;
    int fr_permille, ue_permille; /* nationality */
};
extern const struct simulate_territoire simulate_territoires[SIMULATE_TERRITOIRES_N];

struct simulate_chantier {
    char id[16];
    char nom[96];
    uint64_t seed;
    int rang; /* 0 … N − 1: the number of its random streams */
    const struct simulate_territoire *territoire;
    int32_t depuis;
    int taille, taille_phc; /* target file active of each programme */
    int objectif;
    int support;          /* index of its activity */
    int femmes_permille;  /* by activity */
    int inconnu_permille; /* how often an optional cell is not known */
    int etp_centiemes;    /* of accompaniment, the whole team */
    int dialecte;         /* how its tool writes (simulate_dialect.h) */
};

/* N chantiers (1 … SIMULATE_CHANTIERS_MAX), territory by territory; the caller frees the array. */
struct simulate_chantier *simulate_chantiers_new(uint64_t seed, int n);
void simulate_reference_territoires(struct buf *out);                                            /* territoires.csv */
void simulate_reference_chantiers(const struct simulate_chantier *list, int n, struct buf *out); /* chantiers.csv */

#endif
