/* The native push as a whole: what is in the outbox goes out, oldest first, and is kept until the centre answers for
 * it.
 */
#ifndef CVG_CVG_PUSH_SESSION_H
#define CVG_CVG_PUSH_SESSION_H

#include <jansson.h>

#include "cvg/outbox.h"
#include "cvg/push_clock.h"
#include "cvg/push_target.h"

struct push_session {
    struct outbox *box;
    const struct push_target *target;
    const char *mine; /* name of the entry whose answer is wanted; NULL: none */
    bool mine_again;  /* it was there already: it is offered again, even acknowledged, for its answer */
    long retry_s;     /* for a receipt */
    long wait_s;      /* then for the outcome */
    long keep_days;
    void (*on_receipt)(void *arg, const json_t *receipt); /* of `mine`, at once */
    void *arg;
    /* what came of it; documents are owned by who asked */
    json_t *receipt, *outcome; /* of `mine`; NULL where there is none */
    size_t sent, left;         /* others: acknowledged now; still waiting */
};

/* First the centre is asked what it has forgotten of what it had acknowledged: that is offered again, then what waits,
 * all in the order in which it was written, so that the centre lives the nights in their order. Tells on stderr what
 * becomes of others than `mine`. −1 where `mine` (or, without, anything) has no receipt: ERR_AWAY: later, by itself;
 * ERR_SETTING: a matter of the key; ERR_FORMAT: this content is not taken; anything else: another day. */
int push_session_run(struct push_session *s, struct err *e) CHECKED;

#endif
