/* What is at hand where one ask is answered, and the doors to each kind of answer.
 *
 * Each returns 0 with the answer, or a refusal, in *a; −1 with *e where the database failed. What they add lives in
 * a->memory. */
#ifndef CVG_REPORTING_ASKING_H
#define CVG_REPORTING_ASKING_H

#include "io/known.h"
#include "reporting/answer.h"
#include "reporting/scopes.h"

struct asking {
    struct db_sync *db; /* in a transaction that sees one snapshot */
    const struct definitions *d;
    const struct wire_ask *q;
    struct known known; /* at its instant */
    struct scopes scopes;
    size_t programme;
};

int figures_fill(const struct asking *x, struct wire_answer *a, struct err *e) CHECKED; /* figures.c */
int curve_fill(const struct asking *x, struct wire_answer *a, struct err *e) CHECKED;   /* curve.c */
int list_fill(const struct asking *x, struct wire_answer *a, struct err *e) CHECKED;    /* list.c */

/* rapport.c */
int rapport_answer(struct db_sync *db, const struct answer_means *m, const struct wire_ask *q, struct wire_answer *a,
                   struct err *e) CHECKED;

#endif
