/* Whom alerting follows; a binary heap of the instants at which they are due. */
#include "alerting/reporters.h"

#include <stdlib.h>
#include <string.h>

static bool before(const struct reporters *r, size_t a, size_t b)
{
    return r->items[r->heap[a]].due_us < r->items[r->heap[b]].due_us;
}

static void swap(struct reporters *r, size_t a, size_t b)
{
    size_t x = r->heap[a];
    r->heap[a] = r->heap[b];
    r->heap[b] = x;
    r->items[r->heap[a]].heap_at = a;
    r->items[r->heap[b]].heap_at = b;
}

static void settle(struct reporters *r, size_t at)
{
    while (at > 0 && before(r, at, (at - 1) / 2)) {
        swap(r, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
    for (;;) {
        size_t least = at, left = 2 * at + 1;
        if (left < r->n && before(r, left, least))
            least = left;
        if (left + 1 < r->n && before(r, left + 1, least))
            least = left + 1;
        if (least == at)
            return;
        swap(r, at, least);
        at = least;
    }
}

struct reporter *reporters_find(const struct reporters *r, const char *id)
{
    uint64_t i;
    return map_get(&r->by_id, id, strlen(id), &i) ? &r->items[i] : NULL;
}

struct reporter *reporters_add(struct reporters *r, const char *id, enum veille_porteur porteur)
{
    struct reporter *x = reporters_find(r, id);
    if (x)
        return x;
    r->items = mem_room(r->items, r->n, &r->cap, sizeof *r->items);
    r->heap = mem_room(r->heap, r->n, &r->heap_cap, sizeof *r->heap);
    size_t i = r->n++;
    r->items[i] = (struct reporter){.id = mem_text(id),
                                    .nom = mem_text(""),
                                    .territoire = mem_text(""),
                                    .logiciel = mem_text(""),
                                    .porteur = porteur,
                                    .due_us = INT64_MIN,
                                    .lancement = VEILLE_INCONNU,
                                    .heap_at = i};
    map_set(&r->by_id, id, strlen(id), i);
    r->heap[i] = i;
    settle(r, i);
    return &r->items[i];
}

void reporters_set_due(struct reporters *r, struct reporter *x, int64_t due_us)
{
    x->due_us = due_us;
    settle(r, x->heap_at);
}

void reporters_wake(struct reporters *r, const char *id)
{
    struct reporter *x = reporters_find(r, id);
    if (x)
        reporters_set_due(r, x, INT64_MIN);
}

struct reporter *reporters_first(const struct reporters *r)
{
    return r->n ? &r->items[r->heap[0]] : NULL;
}

void reporters_deinit(struct reporters *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->items[i].id);
        free(r->items[i].nom);
        free(r->items[i].territoire);
        free(r->items[i].logiciel);
        free(r->items[i].lignes);
        free(r->items[i].objectifs);
    }
    free(r->items);
    free(r->heap);
    map_deinit(&r->by_id);
    *r = (struct reporters){0};
}
