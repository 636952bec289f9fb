/* The lives of one chantier: who comes, who goes, who accompanies, and when the chantier writes it down.
 * Everything is drawn from a fixed day on and bears the day it becomes known, so a night is a view of one history: it
 * is the same whichever nights are asked for, and a later run goes on where an earlier one stopped. */
#ifndef CVG_SIMULATE_LIVES_H
#define CVG_SIMULATE_LIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cvg/simulate_exit.h"
#include "cvg/simulate_portrait.h"
#include "cvg/simulate_reference.h"

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

struct simulate_poste { /* one person in one post of accompaniment */
    int chaine, numero, etp_centiemes;
    const char *fonction;
    bool renfort;
    int32_t debut, fin;
};

struct simulate_lives {
    const struct simulate_chantier *chantier;
    struct simulate_parcours *parcours; /* [n], in order of entry; its index + 1 is its number */
    size_t n, cap;
    struct simulate_poste *postes; /* [postes_n], in order of begin */
    size_t postes_n, postes_cap;
    int chaines_n;
};

/* 1 January of the calendar year before: what ended earlier is not listed on that night. */
int32_t simulate_window(int32_t date);

/* The history up to `last`; nights from `first` on can be asked for. The chantier must outlive it. */
struct simulate_lives *simulate_lives_new(const struct simulate_chantier *c, int32_t first, int32_t last);
void simulate_lives_free(struct simulate_lives **l);

/* What is told on the evening of `date`: the last day, or SIMULATE_NEVER while the parcours reads as open. */
int32_t simulate_parcours_sortie(const struct simulate_parcours *p, int32_t date);
/* Whether the export of that evening lists it. */
bool simulate_parcours_listed(const struct simulate_parcours *p, int32_t date);
/* Who held the post on that day. */
const struct simulate_poste *simulate_lives_poste(const struct simulate_lives *l, int chaine, int32_t day);
/* The first day from `day` on that is neither on a weekend nor a public holiday. */
int32_t simulate_workday(int32_t day);

#endif
