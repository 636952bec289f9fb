/* Hints between intake and validation: something is to be looked at in the database. */
#ifndef CVG_IO_WIRE_HINT_H
#define CVG_IO_WIRE_HINT_H

#include <stddef.h>

#include "base/buf.h"

#define WIRE_ID_SIZE 41         /* [A-Za-z0-9._-]{1,40} and NUL */
#define WIRE_SUBMISSION_SIZE 81 /* the same letters, up to 80 */
#define WIRE_STATE_SIZE 25      /* [a-z_]{1,24} */
#define WIRE_HINT_MAX 512       /* bytes of a message */

/* intake → validation: a submission waits. */
#define WIRE_TOPIC_RECEIVED "received"
struct wire_received {
    char reporter[WIRE_ID_SIZE], submission[WIRE_SUBMISSION_SIZE];
};
void wire_received_encode(const struct wire_received *m, struct buf *out);
int wire_received_decode(const void *data, size_t len, struct wire_received *out, struct err *e) CHECKED;

/* validation → intake: an outcome is committed. */
struct wire_judged {
    char reporter[WIRE_ID_SIZE], submission[WIRE_SUBMISSION_SIZE], state[WIRE_STATE_SIZE];
};
void wire_judged_encode(const struct wire_judged *m, struct buf *out);
int wire_judged_decode(const void *data, size_t len, struct wire_judged *out, struct err *e) CHECKED;

#endif
