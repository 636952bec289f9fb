/* What the daemon says in French, beside what the outcome says itself: a state in words, and notices. */
#ifndef CVG_DEPOT_TEXTS_H
#define CVG_DEPOT_TEXTS_H

#include "base/buf.h"

/* Of a state of the contract, "duplicate" included; an unknown one is told as it is. */
struct state_text {
    const char *state;
    const char *word; /* "accepté" */
    const char *todo;
    const char *todo_findings; /* where something is to be mended; NULL: the same */
};
const struct state_text *texts_state(const char *state);

/* Why files wait, or stay where they are: bits of a set. */
enum notice {
    NOTICE_NO_KEY,
    NOTICE_KEY_REFUSED,
    NOTICE_NOT_A_FILE,
    NOTICE_UNREADABLE,
    NOTICE_SUBFOLDER,
    NOTICE_MANY,
    NOTICE_DONE_FOLDER,
    NOTICE_ANSWER_NAME,
    NOTICE_AWAY,
    NOTICE_COUNT
};
#define NOTICE_BIT(n) (1u << (n))
/* The whole text of NAME_NOTICE for a set that is not empty: UTF-8 with BOM, CRLF. */
void texts_notice(unsigned set, struct buf *out);
/* One constant word for the log. */
const char *texts_notice_name(enum notice n);

/* What to do about what holds a submission. */
extern const char TEXTS_CONFIRM[];

/* Of a submission that never got a number: over the size that is taken. */
extern const char TEXTS_TOO_LARGE[];

#endif
