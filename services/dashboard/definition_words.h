/* What an indicator is, in words and as the catalogue has it. Pure. */
#ifndef CVG_DASHBOARD_DEFINITION_WORDS_H
#define CVG_DASHBOARD_DEFINITION_WORDS_H

#include <jansson.h>

#include "programme/definitions.h"

/* {"code", "libelle", "section", "unite", "genre" ("Répartition"), "source" (title of the dataset; "" of the source
 * `chantier`), "lecture" [sentences], "population", "expression", "denominateur", "diviseur" (texts, "" where there is
 * none), "noms" [{"nom", "libelle", "definition"}]: what its expressions name, populations and macros first, each once;
 * "chantier": it is no SQL, "sensible", "indirect": guarded though not marked}. */
json_t *definition_words(const struct definitions *d, const struct indicator *i);

/* Codes of the catalogue that somebody who wrote `code` may have meant, the nearest first: [n ≤ 3]. */
#define DEFINITION_NEAR_MAX 3
size_t definition_near(const struct catalogue *c, const char *code, const char *out[DEFINITION_NEAR_MAX]);

#endif
