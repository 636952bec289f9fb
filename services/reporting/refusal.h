/* What reporting does not answer: a word for programs, a French sentence for people. */
#ifndef CVG_REPORTING_REFUSAL_H
#define CVG_REPORTING_REFUSAL_H

#include "base/err.h"
#include "io/wire_reporting.h"

enum refusal {
    REFUSAL_NONE,
    REFUSAL_UNKNOWN_SCOPE,     /* about the scope */
    REFUSAL_UNKNOWN_PROGRAMME, /* about the programme */
    REFUSAL_NOTHING,           /* about the chantier: nothing of it was accepted */
    REFUSAL_NO_REPORT,         /* about the quarter */
    REFUSAL_NO_FILE,           /* about the file */
    REFUSAL_NO_DRAFT,          /* about what is wrong with it, in French */
    REFUSAL_TOO_MANY,
    REFUSAL_TOO_LONG,
    REFUSAL_BAD_ASK,
    REFUSAL_BUSY,
    REFUSAL_AWAY,
    REFUSAL_FAILED,
    REFUSAL_COUNT
};

/* Makes of `a` a refusal, with nothing else in it but the call and the definitions. */
void refusal_fill(enum refusal why, const char *about, struct wire_answer *a);
/* Of an error of the database; `sqlstate` of its last refusal. */
enum refusal refusal_of(const struct err *e, const char *sqlstate);
const char *refusal_word(enum refusal why);

#endif
