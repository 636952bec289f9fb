/* A report in short, for a page: what its documents say first, what was missing, what is withheld, how it came from the
 * one before. */
#ifndef CVG_REPORTING_APERCU_H
#define CVG_REPORTING_APERCU_H

#include <jansson.h>

#include "programme/rapport.h"

/* {"trimestre", "version", "nom", "publie", "connu_le", "definitions", "motif",
 *  "perimetres": [{"scope", "nom", "operationnel", "objectif", "attendus", "comptes", "ancien",
 *                  "effectifs": {CODE: {"texte", "valeur", "etat"}}, "publies", "secrets", "inconnus"}],
 *  "indicateurs": [{"section", "code", "libelle", "cle", "nation", "nation_avant", "operationnels"}], each value as
 * above, null where there is none; a répartition is one a key,
 *  "remontees": [{"reporter", "nom", "territoire", "situation", "lues", "ecartees", "retenu", "retenu_etat"}], those of
 * which something is missing, held or set aside,
 *  "ponts": [{"scope", "nom", "code", "libelle", "avant", "de", "a", "termes": [{"cle", "libelle", "explication",
 * "n"}]}]}
 *
 * Chantiers are not among the perimeters. A new reference. */
json_t *apercu_make(const struct rapport *r);

#endif
