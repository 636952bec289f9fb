/* The findings of an outcome as pages show them, grouped by what is to be done; and without what they say of persons,
 * for who has not asked for it with a purpose. Pure. */
#ifndef CVG_DASHBOARD_FINDINGS_H
#define CVG_DASHBOARD_FINDINGS_H

#include <jansson.h>

#include "programme/definitions.h"
#include "programme/finding_groups.h"

/* The array of an outcome without ids and values of cells, each message the sentence of its rule: a new reference. */
json_t *findings_masked(const json_t *findings, const struct definitions *d);

/* What templates/_constats.html shows; a new reference.
 *
 * {"n", "aucun", "masques", "non_listes", "niveaux": [{"corriger", "verifier", "information", "n", "groupes": [{"code",
 * "envoi", "jeu", "jeu_libelle", "colonne", "colonne_libelle", "n", "plusieurs", "colonnes": […] (many columns of one
 * header amiss), "messages": [{"message", "seul", "lieux": [{"ligne", "cle", "valeur", "masquee"}], "encore"}],
 * "encore", "a_colonnes", "a_chiffres", "chiffres":
 * [{"libelle"}], "chiffres_encore"}]}]}; every member is always there; "encore", "chiffres_encore" and "non_listes" are
 * null where there are no more. `masked`: they are findings_masked(). */
json_t *findings_view(const json_t *outcome, const struct definitions *d, bool masked);

/* "Salariés, « Date d'entrée »" of a finding; "L’envoi" of one that is about no file. */
void findings_where(const struct definitions *d, const struct told_finding *f, struct buf *out);

/* The same as a table to take away, whole: see table.h. */
json_t *findings_table(const json_t *findings, const struct definitions *d);

#endif
