/* A report in short, for a page: what its documents say first, what was missing, what is withheld, how it came from the
 * one before. */
#ifndef CVG_REPORTING_APERCU_H
#define CVG_REPORTING_APERCU_H

#include <jansson.h>

#include "programme/rapport.h"

/* {"trimestre", "version", "nom", "publie", "connu_le", "definitions", "motif",
 *  "perimetres": [{"scope", "nom", "operationnel", "objectif", "attendus", "comptes", "ancien", "publies", "secrets",
 *                  "inconnus", "effectifs": {CODE: VALUE}}],
 *  "indicateurs": [{"section", "code", "libelle", "cle", "nation", "nation_avant", "operationnels"}],
 *  "remontees": [{"reporter", "nom", "territoire", "situation", "lues", "ecartees", "retenu", "retenu_etat"}],
 *  "ponts": [{"scope", "nom", "code", "libelle", "avant", "de", "a",
 *             "termes": [{"cle", "libelle", "explication", "n"}]}],
 *  "fichiers": [NAME]}
 *
 * VALUE {"texte", "etat", "valeur"?}: etat "s" withheld, "inconnu" or ""; valeur of comptes; null: there is none. An
 * indicator that is a répartition is one a key, its values are of the nation, a year before, the operationnels.
 * Remontées are those of which something is missing, held or set aside; perimeters no chantiers. A new reference. */
json_t *apercu_make(const struct rapport *r);

#endif
