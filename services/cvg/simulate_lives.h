/* The lives of one chantier: who comes, who goes, who accompanies, and when the chantier writes it down.
 * Everything is drawn from a fixed day on and bears the day it becomes known, so a night is a view of one history: it
 * is the same whichever nights are asked for, and a later run goes on where an earlier one stopped. Above
 * simulate_portrait.h and simulate_parcours.h. */
#ifndef CVG_SIMULATE_LIVES_H
#define CVG_SIMULATE_LIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cvg/simulate_parcours.h"
#include "cvg/simulate_portrait.h"
#include "cvg/simulate_reference.h"

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

/* The history up to `last`; nights from `first` on can be asked for. The chantier must outlive it. */
struct simulate_lives *simulate_lives_new(const struct simulate_chantier *c, int32_t first, int32_t last);
void simulate_lives_free(struct simulate_lives **l);

/* Who held the post on that day. */
const struct simulate_poste *simulate_lives_poste(const struct simulate_lives *l, int chaine, int32_t day);

#endif
