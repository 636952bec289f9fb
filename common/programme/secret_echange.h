/* What a solution moved within a territory, tried again between others: the people that two territories could have
 * exchanged for others of theirs. Most questions of a network are answered so, a thousand times faster than by a
 * programme; what is found obeys every equation of the programme, so it is as good an answer. */
#ifndef CVG_PROGRAMME_SECRET_ECHANGE_H
#define CVG_PROGRAMME_SECRET_ECHANGE_H

#include "programme/secret_reseau.h"

struct secret_echanges;

struct secret_echanges *secret_echanges_new(void);
void secret_echanges_free(struct secret_echanges **x);
/* Learns what n->y moves within each territory. */
void secret_echanges_apprendre(struct secret_reseau *n);
/* Moves a cell by `de` exactly, and else only what is withheld; the solution is in n->y. false: none was found, which
 * does not say that there is none. */
bool secret_echanger(struct secret_reseau *n, size_t attaquant, struct secret_cellule c, double de);

#endif
