/* What a solution moved within a territory, tried again between others: the people that two territories could have
 * exchanged for others of theirs. Most questions of a network are answered so, a thousand times faster than by a
 * programme; what is found obeys every equation of the programme, so it is as good an answer. */
#ifndef CVG_PROGRAMME_SECRET_ECHANGE_H
#define CVG_PROGRAMME_SECRET_ECHANGE_H

#include "programme/secret_reseau.h"

struct secret_echanges;

/* One for all networks of a model. */
struct secret_echanges *secret_echanges_new(const struct secret_modele *m);
void secret_echanges_free(struct secret_echanges **x);
/* m->echanges learns what n->y moves within each territory. */
void secret_echanges_apprendre(struct secret_reseau *n);
/* Finds witnesses, until the cell is as wide as it must be. false: it is not yet, which does not say that it cannot be.
 */
bool secret_echanger(struct secret_reseau *n, size_t attaquant, struct secret_cellule c);

#endif
