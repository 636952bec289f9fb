/* Runs of situations: the newest run that is long enough decides whether an alert stands, so that nothing flaps. */
#ifndef CVG_PROGRAMME_VEILLE_SUITE_H
#define CVG_PROGRAMME_VEILLE_SUITE_H

#include "programme/veille_state.h"

struct veille_suite {
    /* Over what raises: 1. At or under what clears: -1. Between: 0. */
    int (*test)(const struct veille_suite *q, const struct veille_situation *s);
    int32_t raise, clear; /* how long a run must be */
    bool days;            /* in days from its first date to its last; else in dates */
    /* what the test needs */
    const struct veille *v;
    const struct alertes_seuils *seuils;
    const char *cip_ref;
    int step;
};
/* Is it raised, after all that is known? Where no run decides, what was open stays. *at_out: the export that raised it
 * (where it is open already: that raised it last); VEILLE_NONE where that is not known. */
bool veille_suite(const struct veille *v, const struct veille_suite *q, bool open, size_t *at_out);

#endif
