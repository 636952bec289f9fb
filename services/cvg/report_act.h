/* What `cvg report` does with one quarter in the database. */
#ifndef CVG_CVG_REPORT_ACT_H
#define CVG_CVG_REPORT_ACT_H

#include "programme/period.h"

enum report_verb { REPORT_WRITE, REPORT_PREPARE, REPORT_CLOSE, REPORT_RECTIFY, REPORT_WITHDRAW, REPORT_VERB_COUNT };

struct report_wish {
    enum report_verb verb;
    struct period trimestre;
    const char *out;    /* folder to write to */
    bool draft;         /* to write: of the facts of now; else … */
    int version;        /* … a version, or one of io/arrete.h */
    const char *as;     /* who prepares, closes, withdraws: an open account of Convergence */
    const char *reason; /* why it is corrected; "" else */
};

/* Tells what it did on stderr; returns the exit code. */
int report_act(const struct report_wish *w);

#endif
