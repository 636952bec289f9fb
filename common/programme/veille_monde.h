/* A whole programme under watch on a virtual clock: what `cvg alerts simulate` and tests run. The same functions as the
 * daemon's, in its order: what is due of all chantiers first, then the causes, then what they hold back, then those who
 * look at several chantiers. Nothing is told, nothing is stored. */
#ifndef CVG_PROGRAMME_VEILLE_MONDE_H
#define CVG_PROGRAMME_VEILLE_MONDE_H

#include "programme/veille.h"

struct veille_suivi; /* what the clock keeps of a reporter between two looks */

struct veille_monde_reporter {
    const char *id, *territoire, *logiciel; /* of a territory and the nation: its code, ""; no software: "" */
    struct veille_reporter watched;         /* `trimestre` is filled here */
    struct alertes_seuils seuils;           /* set `watched.seuils` to it, or to others */
    struct veille_suivi *suivi;             /* NULL at first */
};

struct veille_monde {
    const struct alertes *alertes;
    struct veille_monde_reporter *reporters; /* the chantiers, the territories, and the nation as the last one */
    size_t n;
};

struct veille_evenement {
    int64_t at_us;
    const struct veille_monde_reporter *reporter;
    enum veille_change change;
    const struct veille_alerte *alerte; /* as it is now; of one that is over, as it was last */
    bool told;                          /* told to whom its line says; else held back, eased, over */
};
typedef void veille_on_event(void *arg, const struct veille_evenement *e);

/* From the first instant, at which nothing is open, to the last. VEILLE_MESURE is no event. Looks at the histories as
 * far as they go: what is to come is an event when its time has come. */
void veille_monde_run(struct veille_monde *m, int64_t from_us, int64_t to_us, veille_on_event *on_event, void *arg);
/* Forgets what the clock kept; the rest is the caller's. */
void veille_monde_deinit(struct veille_monde *m);

/* Is a change told, and not only kept? */
bool veille_told(enum veille_change change, const char *cause);

#endif
