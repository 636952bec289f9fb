/* One ask answered: on a thread of its own, over a connection of its own, from one snapshot of the database. */
#ifndef CVG_REPORTING_ANSWER_H
#define CVG_REPORTING_ANSWER_H

#include "io/db_sync.h"
#include "programme/definitions.h"
#include "reporting/refusal.h"

/* What is answered with. */
struct answer_means {
    const struct definitions *definitions;
    const char *report_key; /* file with the key that reports are signed with; "": none */
    struct kept *kept;      /* packages of closed reports that were made already */
};

/* Fills *a, which is zero, with the answer or with a refusal. −1 with *e, and nothing in *a: the database failed; the
 * connection is then no longer good. */
int answer_make(struct db_sync *db, const struct answer_means *m, const struct wire_ask *q, struct wire_answer *a,
                struct err *e) CHECKED;

#endif
