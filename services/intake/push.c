/* A push: its memory, the lists it stands in, and its one answer, which its door gives. */
#include <stdlib.h>
#include <string.h>

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
        shares_give(&in->shares, p->share, p->in_hand - left);
        in->count.in_hand->value = (double)in->in_hand;
        p->in_hand = left;
    }
    if (!left)
        buf_deinit(&p->content.sealed);
}

struct push *push_new(struct intake *in, const struct door *door, void *client)
{
    struct push *p = mem_new(sizeof *p);
    p->in = in;
    p->door = door;
    p->client = client;
    p->state = PUSH_ASKING;
    in->pushes_n++;
    return p;
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

void push_refuse(struct push *p, enum refusal why)
{
    if (p->client)
        p->door->refuse(p, why);
    push_free(&p);
}

void push_tell_receipt(struct push *p)
{
    if (p->client)
        p->door->tell_receipt(p);
    push_free(&p);
}

/* The value behind "state":" of a document's head, where only ids and dates stand before it; NULL: none. */
static const char *find_state(const char *document)
{
    static const char key[] = "\"state\":\"";
    const char *at = strstr(document, key);
    return at ? at + sizeof key - 1 : NULL;
}

void push_state_of(const char *document, char out[WIRE_STATE_SIZE])
{
    const char *at = find_state(document);
    size_t len = at ? strcspn(at, "\"") : 0;
    must(len && len < WIRE_STATE_SIZE);
    memcpy(out, at, len);
    out[len] = 0;
}

/* The state of a repeat of what is in force is only an answer: in the document stands that of the first. */
void push_tell_outcome(struct push *p, const char *document)
{
    struct buf b = {0};
    const char *at = find_state(document);
    if (at && strcmp(p->told_state, "duplicate") == 0) {
        buf_add(&b, document, (size_t)(at - document));
        buf_adds(&b, p->told_state);
        at += strcspn(at, "\"");
    } else {
        at = document;
    }
    buf_adds(&b, at);
    if (p->client)
        p->door->tell_outcome(p, &b);
    buf_deinit(&b);
    push_free(&p);
}
