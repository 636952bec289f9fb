/* One simulated parcours: its days, and how an evening sees it. Below simulate_portrait.h and simulate_lives.h. */
#ifndef CVG_SIMULATE_PARCOURS_H
#define CVG_SIMULATE_PARCOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "cvg/simulate_exit.h"

#define SIMULATE_NEVER INT32_MAX

struct simulate_parcours {
    int32_t entree, entree_connue;
    int32_t sortie, sortie_connue;        /* the true last day; from when it is told */
    int32_t sortie_dite, sortie_corrigee; /* what is told first; from when the truth is told */
    int32_t retire; /* a row entered by mistake is gone from then on; SIMULATE_NEVER for all others */
    const struct simulate_motif *motif;
    int mois;          /* its contracts end this many months after the entry */
    uint32_t cle;      /* place and rank in it: the number of its random streams */
    uint32_t personne; /* cle of the person's first parcours */
    uint32_t numero_personne;
    int32_t premiere_entree;            /* of the person */
    int chaine;                         /* who accompanies: index of the post of CIP */
    bool phc, issu_phc, suivi;          /* suivi: the person came back later */
    struct simulate_portrait *portrait; /* NULL where no asked night can list it */
};

/* 1 January of the calendar year before: what ended earlier is not listed on that night. */
int32_t simulate_window(int32_t date);

/* What is told on the evening of `date`: the last day, or SIMULATE_NEVER while the parcours reads as open. */
int32_t simulate_parcours_sortie(const struct simulate_parcours *p, int32_t date);
/* Whether the export of that evening lists it. */
bool simulate_parcours_listed(const struct simulate_parcours *p, int32_t date);
/* The first day from `day` on that is neither on a weekend nor a public holiday. */
int32_t simulate_workday(int32_t day);

#endif
