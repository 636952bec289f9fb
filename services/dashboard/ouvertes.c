/* How many alerts wait for somebody. */
#include "dashboard/ouvertes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void ouvertes_set(struct ouvertes *o, const char *reporter, int64_t n, int64_t critiques)
{
    bool added;
    uint64_t *at = map_at(&o->by_reporter, reporter, strlen(reporter), &added);
    if (added) {
        *at = o->by_reporter.n - 1;
        o->items = mem_room(o->items, (size_t)*at, &o->cap, sizeof *o->items);
        o->items[*at] = (struct ouvertes_nombre){0};
    }
    struct ouvertes_nombre *x = &o->items[*at];
    if (x->n == n && x->critiques == critiques)
        return;
    o->all.n += n - x->n;
    o->all.critiques += critiques - x->critiques;
    *x = (struct ouvertes_nombre){n, critiques};
    o->serial++;
}

void ouvertes_clear(struct ouvertes *o)
{
    for (size_t i = 0; i < o->by_reporter.n; i++)
        o->items[i] = (struct ouvertes_nombre){0};
    o->all = (struct ouvertes_nombre){0};
    o->serial++;
}

void ouvertes_deinit(struct ouvertes *o)
{
    map_deinit(&o->by_reporter);
    free(o->items);
    *o = (struct ouvertes){0};
}

struct ouvertes_nombre ouvertes_seen(const struct ouvertes *o, const struct viewer *v, const struct reference *r,
                                     int32_t today)
{
    static const struct scope nation = {.kind = SCOPE_NATION};
    struct ouvertes_nombre sum = {0};
    if (!rights_see_page(v, RIGHT_FIGURES))
        return sum;
    if (rights_see_scope(v, &nation, r, today, today))
        return o->all;
    for (size_t i = 0; i < o->by_reporter.n; i++) {
        const struct ouvertes_nombre *x = &o->items[i];
        if (!x->n || !rights_see_reporter(v, o->by_reporter.entries[i].key, r, today, today))
            continue;
        sum.n += x->n;
        sum.critiques += x->critiques;
    }
    return sum;
}

struct ouvertes_nombre ouvertes_of(const struct ouvertes *o, const struct scope *s, const struct reference *r,
                                   int32_t today)
{
    struct ouvertes_nombre sum = {0};
    if (s->kind == SCOPE_NATION)
        return o->all;
    for (size_t i = 0; i < o->by_reporter.n; i++) {
        const char *reporter = o->by_reporter.entries[i].key;
        const struct ouvertes_nombre *x = &o->items[i];
        if (!x->n)
            continue;
        struct membership m = reference_membership(r, reporter, today, today);
        if (!m.at_end || !scope_includes(s, r, reporter, &m, today))
            continue;
        sum.n += x->n;
        sum.critiques += x->critiques;
    }
    return sum;
}
