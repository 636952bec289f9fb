/* A push's memory, and the lists it stands in. */
#include <stdlib.h>

#include "base/mem.h"
#include "intake/intake.h"

void push_list_add(struct push_list *l, struct push *p)
{
    p->next = NULL;
    if (l->last)
        l->last->next = p;
    else
        l->first = p;
    l->last = p;
    l->n++;
}

void push_list_remove(struct push_list *l, struct push *p)
{
    struct push *before = NULL;
    for (struct push *x = l->first; x != p; x = x->next) {
        must(x);
        before = x;
    }
    if (before)
        before->next = p->next;
    else
        l->first = p->next;
    if (l->last == p)
        l->last = before;
    p->next = NULL;
    l->n--;
}

struct push *push_list_take(struct push_list *l)
{
    struct push *p = l->first;
    if (p)
        push_list_remove(l, p);
    return p;
}

void push_shrink(struct push *p, size_t left)
{
    struct intake *in = p->in;
    if (left < p->in_hand) {
        in->in_hand -= p->in_hand - left;
        in->count.in_hand->value = (double)in->in_hand;
        p->in_hand = left;
    }
    if (!left)
        buf_deinit(&p->content.sealed);
}

void push_free(struct push **pp)
{
    struct push *p = *pp;
    must(p);
    push_shrink(p, 0);
    p->in->pushes_n--;
    timer_close(&p->deadline);
    content_deinit(&p->content);
    mem_free(pp);
}
