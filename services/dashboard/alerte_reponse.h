/* "Why was I told of this alert, or not?", answered to the one who asks. Pure.
 *
 * Answered from the history as it was stored with each change, so that it is what happened, not what would happen
 * now. */
#ifndef CVG_DASHBOARD_ALERTE_REPONSE_H
#define CVG_DASHBOARD_ALERTE_REPONSE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "programme/role.h"

/* A change of the history, in order; texts "" where there is none. */
struct alerte_change {
    const char *auteur, *dire, *pourquoi;
    int64_t dit_le_us;           /* 0: not told, or not yet */
    const json_t *destinataires; /* [{"a", "etat"}] */
};

struct alerte_question {
    const char *login; /* who asks */
    enum role role;
    const char *pour;  /* whom the alert is for by now: "chantier,coordination" */
    const char *cause; /* "": it is free */
    bool resolue;
    int64_t retour_us;  /* of an acknowledged one; 0: it is not */
    int64_t silence_us; /* until when nothing is told; 0: no silence is in force */
};

/* Sentences, a new reference. */
json_t *alerte_reponse(const struct alerte_question *q, const struct alerte_change *changes, size_t n);

#endif
