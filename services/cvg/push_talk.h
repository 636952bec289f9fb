/* The native push as it is spoken: one question to intake over the bus, and its answer. proto/push.proto. */
#ifndef CVG_CVG_PUSH_TALK_H
#define CVG_CVG_PUSH_TALK_H

#include <jansson.h>

#include "cvg/outbox.h"
#include "cvg/push_target.h"

struct push_talk {
    const struct push_target *target;
    struct bus_client *client; /* NULL between two conversations */
    uint64_t call;
    unsigned snubbed;   /* times in a row that the other side turned us away in the handshake */
    int64_t again_ms;   /* what the last refusal asked us to wait; 0: nothing */
    bool about_content; /* the last refusal was about what was sent, not about who sent it */
    struct buf in, out;
};

/* All of them: ERR_AWAY where it may go better later, by itself; else a no that stays, ERR_SETTING where it is about
 * the key. Every text is a French one for people. After ERR_AWAY the conversation is closed, the next call opens
 * another. */

/* The receipt. Its members are as over HTTP: submission, state, digest, bytes, received_at. */
json_t *push_talk_offer(struct push_talk *t, const struct outbox_entry *x, const struct buf *bytes, uint32_t wait_ms,
                        struct err *e) CHECKED;
/* After a receipt whose offer had wait_ms: the outcome, or NULL where it did not come in time, or ERR_AWAY. */
json_t *push_talk_outcome(struct push_talk *t, uint32_t wait_ms, struct err *e) CHECKED;
/* What became of a submission: its outcome, else its receipt. */
json_t *push_talk_ask(struct push_talk *t, const char *submission, uint32_t wait_ms, struct err *e) CHECKED;
/* Which of these the centre has forgotten, as flags. */
int push_talk_recall(struct push_talk *t, const char *const *submissions, size_t n, bool *forgotten,
                     struct err *e) CHECKED;
void push_talk_close(struct push_talk *t);

#endif
