/* A push between its door and the database, whichever door it came through. */
#include "intake/taking.h"

#include "intake/receive.h"
#include "intake/waiters.h"

#define SEAL_INLINE_MAX (256u << 10) /* a larger body is made into content on another thread */

enum refusal taking_reserve(struct push *p, size_t upto)
{
    struct intake *in = p->in;
    must(upto >= p->in_hand);
    if (upto - p->in_hand > in->in_hand_max - in->in_hand)
        return REFUSAL_BUSY;
    if (!p->in_hand && !db_up(in->db)) /* what is half here may be whole when it is back */
        return REFUSAL_AWAY;
    if (!p->in_hand)
        p->share = shares_of(&in->shares, p->reporter);
    if (!shares_take(&in->shares, p->share, upto - p->in_hand))
        return REFUSAL_BUSY;
    in->in_hand += upto - p->in_hand;
    in->count.in_hand->value = (double)in->in_hand;
    p->in_hand = upto;
    return REFUSAL_NONE;
}

static void on_sealed(void *arg)
{
    struct push *p = arg;
    if (!p->client) {
        push_free(&p);
        return;
    }
    push_shrink(p, p->content.sealed.len);
    if (p->content.refusal)
        push_refuse(p, p->content.refusal);
    else
        receive_add(p);
}

static void seal(void *arg)
{
    struct push *p = arg;
    content_make(&p->content);
}

void taking_seal(struct push *p)
{
    p->state = PUSH_SEALING;
    if (p->content.len > SEAL_INLINE_MAX) {
        loop_work(p->in->daemon->loop, seal, on_sealed, p);
        return;
    }
    seal(p);
    on_sealed(p);
}

void taking_leave(struct push *p)
{
    p->client = NULL;
    if (p->state == PUSH_LOOKING || p->state == PUSH_SEALING || p->state == PUSH_COMMITTING)
        return; /* another has it in hand, who frees it */
    access_cancel(&p->asker);
    if (p->state == PUSH_QUEUED)
        push_list_remove(&p->in->queue, p);
    if (p->state == PUSH_WAITING)
        waiters_remove(p);
    push_free(&p);
}
