/* Into the database: whatever arrived while the last commit ran shares the next one. Above waiters.c. */
#ifndef CVG_INTAKE_RECEIVE_H
#define CVG_INTAKE_RECEIVE_H

#include "intake/intake.h"

/* Queues a push whose content is made; it is answered, or waits for its outcome, once it is committed. */
void receive_add(struct push *p);
/* A push whose receipt is filled in, of what is committed already: answered, or waits for its outcome. */
void receive_told(struct push *p);
void receive_close(struct intake *in); /* after its database was closed */

#endif
