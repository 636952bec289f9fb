/* The words of a report that programs read: states, parts of figures. */
#ifndef CVG_PROGRAMME_RAPPORT_MOTS_H
#define CVG_PROGRAMME_RAPPORT_MOTS_H

#include "programme/rapport.h"

const char *rapport_etat_mot(enum rapport_etat e);    /* "publie", "secret", "inconnu"; "" of none */
enum rapport_etat rapport_etat_lire(const char *mot); /* RAPPORT_NONE: no such */
/* Has a figure in this state numbers? A rate without value has its den of 0; a sum without value has none. */
bool rapport_etat_a_nombres(enum rapport_etat e, enum indicator_kind kind);
const char *rapport_partie_mot(enum rapport_partie p);    /* "num", "reste", "den", "nr", "total", "cle"; "" of none */
enum rapport_partie rapport_partie_lire(const char *mot); /* RAPPORT_PARTIE_NONE: no such */

#endif
