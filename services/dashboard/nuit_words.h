/* How a night of a chantier is said: a sign for a narrow column, a word, a phrase. Pure. */
#ifndef CVG_DASHBOARD_NUIT_WORDS_H
#define CVG_DASHBOARD_NUIT_WORDS_H

#include "base/buf.h"
#include "programme/remontee.h"

const char *nuit_sign(enum remontee_state s);    /* "✓"; a no-break space where there is nothing to see */
const char *nuit_label(enum remontee_state s);   /* "à l’heure" */
const char *nuit_meaning(enum remontee_state s); /* one sentence for the legend */

/* "en retard, reçu le 24/11/2026 à 10:42", "fermée : jour férié". `envoi` is what the night was told from, or NULL;
 * `motif` the reason of a declared closure, or NULL. */
void nuit_phrase(const struct remontee_nuit *n, const struct remontee_envoi *envoi, const char *motif, struct buf *out);

/* How the last expected nights before now stand: so many in a row, up to the newest that is due, without an accepted
 * export; and the state of the newest one. */
struct nuit_silence {
    int32_t nights;
    enum remontee_state state; /* REMONTEE_HORS where no night of these was due */
};
struct nuit_silence nuit_silence(const struct remontee_nuit *nuits, size_t n);

#endif
