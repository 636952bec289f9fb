/* Who asked to wait for the outcome: told by a hint, found by a sweep, or given the receipt when time is up. Above
 * push.c. */
#ifndef CVG_INTAKE_WAITERS_H
#define CVG_INTAKE_WAITERS_H

#include "intake/intake.h"

void waiters_open(struct intake *in);
void waiters_close(struct intake *in); /* each gets its receipt */
/* A push that is committed and wants to wait; what it repeats may be judged already. */
void waiters_add(struct push *p);
void waiters_remove(struct push *p); /* its client left */
/* All get their receipt now: the daemon stops. */
void waiters_end(struct intake *in);
void waiters_hint(struct intake *in, const struct wire_judged *m);

#endif
