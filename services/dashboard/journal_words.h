/* The lines of the journal in words that a person reads. Pure. */
#ifndef CVG_DASHBOARD_JOURNAL_WORDS_H
#define CVG_DASHBOARD_JOURNAL_WORDS_H

#include <jansson.h>

#include "dashboard/directory.h"

/* "A ouvert un accès" of "personne.ajout"; the act itself where it has no words. */
const char *journal_act(const char *acte);

/* Is it a family ("personne"): all acts whose name begins so? */
bool journal_family(const char *acte);

/* What one may choose from: [{"valeur", "libelle", "choisi"}]: families ("personne") and acts ("personne.ajout"). */
json_t *journal_acts(const char *chosen);

/* "l’accès lea@exemple.fr" of "personne:lea@exemple.fr", "chantier Magdala (LYO1)". Nothing of "". */
void journal_subject(const char *sujet, const struct directory *dir, struct buf *out);

/* "motif : vacances", of a change only what is another: "objectif : 40 → 45". `detail` is a line's own: an object. */
void journal_detail(json_t *detail, const struct directory *dir, struct buf *out);

/* "entière", or how a chain is broken. */
const char *journal_break(const char *broken);

#endif
