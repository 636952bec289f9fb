/* The reporters that are looked at together, with everything that is known of each: made of rows by reading.c, judged
 * by judge.c, told by telling.c. All of it lives in the batch's memory, and the results that texts point into. */
#ifndef CVG_ALERTING_BATCH_H
#define CVG_ALERTING_BATCH_H

#include <jansson.h>

#include "alerting/alerting.h"

#define BATCH_MAX 200

/* An alert that is open, as stored; in the same order as what programme/veille.h gets. */
struct ouverte {
    int32_t n;
    enum alerte_niveau niveau;
    unsigned a_qui;
    bool acquittee, dite, tue; /* tue: what was to be said last was not, for a silence */
    int64_t retour_us;
    const char *valeur, *libelle, *texte, *quoi_faire;
};
struct silence {
    const char *regle, *sujet; /* "": any */
    int64_t au_us;
};
struct contact {
    unsigned a_qui; /* one bit */
    const char *adresse;
};

struct dossier {     /* one reporter's */
    size_t reporter; /* its index */
    struct veille_reporter veille;
    const struct veille_ouverte *open; /* [open_n] */
    const struct ouverte *ouvertes;    /* [open_n] */
    size_t open_n;
    int32_t last_n; /* of its alerts, resolved ones too */
    const struct silence *silences;
    size_t silences_n;
    const struct contact *contacts;
    size_t contacts_n;
    bool changed; /* something of its alerts is written */
    struct veille_liste liste;
    struct veille_changements changes;
};

struct batch {
    int64_t now_us;
    struct dossier items[BATCH_MAX];
    size_t n;
    struct arena memory;
    struct db_results results;       /* moved from the answer */
    json_t *documents;               /* that texts point into */
    json_t *changes, *mails, *hooks; /* what is written */
};

struct batch *batch_new(void);
void batch_free(struct batch **b);
const char *batch_id(const struct alerting *a, const struct dossier *d);

/* reading.c: asks everything about the batch's reporters; fills the dossiers from the answer, whose results it takes.
 */
void reading_ask(const struct alerting *a, const struct batch *b, struct db_request *r);
void reading_take(const struct alerting *a, struct batch *b, struct db_results *res);

/* judge.c: what should be open, and what changes. */
void judge_survey(struct alerting *a, struct batch *b); /* fills the lists, and what causes are told from */
void judge_changes(struct alerting *a, struct batch *b);
int64_t judge_next(const struct dossier *d); /* when this reporter is to be looked at again */

/* telling.c: changes, mails and hooks of the batch as they are written. */
void telling_make(const struct alerting *a, struct batch *b);

#endif
