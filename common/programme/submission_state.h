/* The states of a submission as people read them. */
#ifndef CVG_PROGRAMME_SUBMISSION_STATE_H
#define CVG_PROGRAMME_SUBMISSION_STATE_H

struct submission_state {
    const char *name, *label;
    const char *meaning; /* a sentence or two, with what to do; NULL: the label says it all */
};

/* NULL: there is no such state. "duplicate" is one here: an answer, never what is stored. */
const struct submission_state *submission_state_find(const char *name);

#endif
