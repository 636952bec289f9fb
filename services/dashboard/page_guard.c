/* What a viewer below Convergence is told of a page's figures: as of this morning, and nothing of too few people. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dashboard/page_state.h"
#include "dashboard/privacy.h"

#define DAILY_MAX 4096 /* perimeters and periods kept of this morning */

/* ---- this morning's ---- */

bool page_is_frozen(const struct page *p, const struct need *n)
{
    return rights_guarded(&p->viewer) && !p->choice.past && period_is_named(&n->period);
}

static void daily_key(const struct page *p, const struct need *n, const struct scope *s, char out[LIVE_KEY_MAX])
{
    live_key(p->d->definitions, s, p->choice.programme, n->period.debut, n->period.fin, out);
}

const int64_t *page_daily_find(const struct page *p, const struct need *n, const struct scope *s)
{
    char key[LIVE_KEY_MAX];
    uint64_t at;
    daily_key(p, n, s, key);
    if (p->d->daily.today != p->today || !map_get(&p->d->daily.by_key, key, strlen(key), &at))
        return NULL;
    return p->d->daily.slots[at];
}

void daily_forget(struct daily *x)
{
    for (size_t i = 0; i < x->by_key.n; i++)
        free(x->slots[i]);
    mem_free(&x->slots);
    x->cap = 0;
    map_deinit(&x->by_key);
    x->by_key = (struct map){0};
}

void page_daily_keep(struct page *p, const struct need *n, const struct scope *s, int64_t *slots)
{
    struct daily *x = &p->d->daily;
    char key[LIVE_KEY_MAX];
    bool added;
    if (x->today != p->today || x->by_key.n >= DAILY_MAX)
        daily_forget(x);
    x->today = p->today;
    daily_key(p, n, s, key);
    uint64_t *at = map_at(&x->by_key, key, strlen(key), &added);
    if (added) {
        *at = x->by_key.n - 1;
        x->slots = mem_room(x->slots, (size_t)*at, &x->cap, sizeof *x->slots);
        x->slots[*at] = NULL;
    }
    free(x->slots[*at]);
    x->slots[*at] = slots;
}

/* ---- what is withheld ---- */

static bool is_part(const struct page *p, const struct need *n, const struct scope *s)
{
    const struct reference *r = &p->d->directory.reference;
    struct membership m = reference_membership(r, s->code, n->period.debut, n->period.fin);
    return s->kind == SCOPE_CHANTIER && m.counts && p->viewer.scope.kind == SCOPE_TERRITOIRE &&
           scope_includes(&p->viewer.scope, r, s->code, &m, n->period.debut);
}

static void hide_parts(struct page *p, struct need *n)
{
    int64_t **slots = mem_new_n(n->scopes_n + 1, sizeof *slots);
    bool **hidden = mem_new_n(n->scopes_n + 1, sizeof *hidden);
    size_t parts_n = 0;
    for (size_t i = 0; i < n->scopes_n; i++)
        if (n->views[i].slots && is_part(p, n, &n->scopes[i])) {
            slots[parts_n] = n->views[i].slots;
            hidden[parts_n++] = n->views[i].hidden;
        }
    privacy_hide_parts(p->d->definitions, slots, hidden, parts_n);
    free(slots);
    free(hidden);
}

static void settle(struct page *p, struct need *n)
{
    const struct definitions *d = p->d->definitions;
    for (size_t i = 0; i < n->scopes_n; i++) {
        struct figures_view *v = &n->views[i];
        v->hidden = mem_new_n(d->catalogue->indicators_n + 1, sizeof *v->hidden);
        if (v->slots && page_is_frozen(p, n))
            privacy_freeze(d, v->slots, n->daily ? n->daily[i] : NULL);
        privacy_hide(d, &n->period, v->slots, v->hidden);
    }
    if (period_is_named(&n->period))
        hide_parts(p, n);
    for (size_t i = 0; i < n->scopes_n; i++)
        if (n->views[i].slots)
            privacy_blank(d, n->views[i].slots, n->views[i].hidden);
}

void page_guard(struct page *p)
{
    for (size_t i = 0; i < p->needs_n && rights_guarded(&p->viewer); i++)
        if (p->needs[i].kind == NEED_FIGURES)
            settle(p, &p->needs[i]);
}
