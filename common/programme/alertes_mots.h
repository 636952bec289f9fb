/* An alert's life in words, the same in `cvg alerts` and on the dashboard: its states, its changes, what holds it back,
 * to whom a change was told, and why to nobody. Source: the columns of sql/0010_alertes.sql. */
#ifndef CVG_PROGRAMME_ALERTES_MOTS_H
#define CVG_PROGRAMME_ALERTES_MOTS_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"

/* Each gives an unknown word back as it is. */
const char *alerte_etat_mot(const char *etat);         /* "acquittee" → "prise en charge"… */
const char *alerte_quoi_mot(const char *quoi);         /* of a change: "levee" → "ouverte"… */
const char *alerte_pourquoi_mot(const char *pourquoi); /* "silence" → "un silence était en vigueur"… */
const char *alerte_courrier_mot(const char *etat);     /* "sent" → "parti"… */

/* "logiciel:NOM" → "panne du logiciel NOM", "systeme:intake" → "panne de la réception des envois"… */
void alerte_cause_mot(const char *cause, struct buf *out);

/* A change of the history: who did it, or what was told of it. */
struct alerte_dit {
    const char *auteur, *note, *pourquoi; /* "" where there is none */
    int64_t dit_le_us;                    /* 0: not told, or not yet */
    const json_t *destinataires;          /* [{"a", "etat"}] of cvg.alerte_recit(); NULL: none */
};
/* "par Léa : c’est vu", "pas dit : …", "à dire avec la synthèse du soir", "dit le 23/11/2026 à 00:37 à a@b.fr (parti)".
 */
void alerte_dit(const struct alerte_dit *x, struct buf *out);

#endif
