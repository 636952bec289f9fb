/* The figures that a page needs: live or past, and this morning's.
 *
 * Live figures are copied from the cache at once. Below Convergence, when all has come, guarded ones are replaced by
 * those of this morning, which reporting is asked for once a day and perimeter, and what tells of too few people is
 * withheld (privacy.h): no page is given its numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/page_state.h"

static const char TEXT_NO_DAILY[] = "Les chiffres sensibles ne peuvent pas être calculés pour le moment.";

static struct figures_view *find_view(struct need *n, const char *scope)
{
    for (size_t i = 0; i < n->scopes_n; i++) {
        struct buf text = {0};
        scope_format(&n->scopes[i], &text);
        bool same = strcmp(buf_text(&text), scope) == 0;
        buf_deinit(&text);
        if (same)
            return &n->views[i];
    }
    return NULL;
}

static int64_t *decode(const struct definitions *d, const struct wire_past_figures *x)
{
    int64_t *slots = mem_new_n(d->catalogue->slots_n, sizeof *slots);
    if (contribution_decode(x->slots, x->slots_len, slots, d->catalogue->slots_n) < 0)
        mem_free(&slots);
    return slots;
}

static int64_t *copy_slots(const struct page *p, const int64_t *slots)
{
    return mem_copy(slots, p->d->definitions->catalogue->slots_n * sizeof *slots);
}

static void on_past(const struct wire_answer *a, const struct err *e, void *arg)
{
    struct need *n = arg;
    struct page *p = n->page;
    n->call = 0;
    if (e)
        buf_adds(&n->missing, e->text);
    for (size_t i = 0; a && i < a->figures_n; i++) {
        const struct wire_past_figures *x = &a->figures[i];
        struct figures_view *v = find_view(n, x->scope);
        if (!v || v->slots)
            continue;
        v->slots = decode(p->d->definitions, x);
        v->coverage = (struct coverage){x->expected, x->counted, x->has_oldest ? x->oldest : CELL_NULL};
        v->as_known_on_us = a->as_known_on_us;
        if (!v->slots)
            page_needs_unreadable(n);
    }
    page_needs_came(p);
}

/* ---- this morning's, for who may not see sensitive figures move ---- */

static int64_t midnight_us(int32_t today)
{
    char text[CAL_DAY_LEN];
    int64_t us = 0;
    cal_format_day(today - 1, text);
    must(cal_parse_instant(text, &us));
    return us;
}

static void on_daily(const struct wire_answer *a, const struct err *e, void *arg)
{
    struct need *n = arg;
    struct page *p = n->page;
    n->daily_call = 0;
    for (size_t i = 0; a && i < a->figures_n; i++) {
        const struct figures_view *v = find_view(n, a->figures[i].scope);
        int64_t *slots = v ? decode(p->d->definitions, &a->figures[i]) : NULL;
        if (!slots)
            continue;
        free(n->daily[v - n->views]);
        n->daily[v - n->views] = copy_slots(p, slots);
        page_daily_keep(p, n, &v->scope, slots);
    }
    if (e && e->code != ERR_USAGE && !n->missing.len) /* ERR_USAGE: nothing was known this morning */
        buf_adds(&n->missing, TEXT_NO_DAILY);
    page_needs_came(p);
}

/* Asks reporting for the scopes that `wanted` says; 0 where there are none. */
static uint64_t ask(struct page *p, struct need *n, bool (*wanted)(const struct page *, const struct need *, size_t),
                    bool has_at, int64_t at_us, past_done *done)
{
    struct wire_ask q = {
        .kind = WIRE_ASK_FIGURES, .debut = n->period.debut, .fin = n->period.fin, .has_at = has_at, .at_us = at_us};
    char **texts = mem_new_n(n->scopes_n + 1, sizeof *texts);
    for (size_t i = 0; i < n->scopes_n; i++) {
        struct buf text = {0};
        if (!wanted(p, n, i))
            continue;
        scope_format(&n->scopes[i], &text);
        texts[q.scopes_n++] = buf_take(&text);
    }
    q.scopes = (const char *const *)texts;
    snprintf(q.programme, sizeof q.programme, "%s", programme_name(p->d->definitions, p->choice.programme));
    uint64_t call = 0;
    if (q.scopes_n) {
        call = past_ask(p->d->past, p->viewer.id, &q, done, n);
        p->waiting++;
    }
    for (size_t i = 0; i < q.scopes_n; i++)
        free(texts[i]);
    free(texts);
    return call;
}

static bool is_not_live(const struct page *p, const struct need *n, size_t i)
{
    (void)p;
    return !n->views[i].live;
}

static bool has_no_daily(const struct page *p, const struct need *n, size_t i)
{
    (void)p;
    return !n->daily[i];
}

/* What was asked for already today. The page has its own: what is kept makes way when it is too much. */
static void take_daily(const struct page *p, struct need *n)
{
    n->daily = mem_new_n(n->scopes_n + 1, sizeof *n->daily);
    for (size_t i = 0; i < n->scopes_n; i++) {
        const int64_t *kept = page_daily_find(p, n, &n->scopes[i]);
        n->daily[i] = kept ? copy_slots(p, kept) : NULL;
    }
}

static void take_live(struct page *p, struct need *n, size_t i)
{
    struct figures_view *v = &n->views[i];
    live_day(&p->d->live, p->today);
    const struct live_entry *x =
        p->choice.past ? NULL : live_find(&p->d->live, &v->scope, p->choice.programme, n->period.debut, n->period.fin);
    if (!x)
        return;
    v->slots = copy_slots(p, x->slots);
    v->coverage = x->coverage;
    v->as_known_on_us = x->as_known_on_us;
    v->live = true;
}

static void add_scope(struct need *n, const struct scope *s)
{
    n->scopes = mem_room(n->scopes, n->scopes_n, &n->scopes_cap, sizeof *n->scopes);
    n->scopes[n->scopes_n++] = *s;
}

static void add_other(const char *id, const struct membership *m, void *arg)
{
    struct need *n = arg;
    struct scope s = {.kind = SCOPE_CHANTIER};
    (void)m;
    snprintf(s.code, sizeof s.code, "%s", id);
    for (size_t i = 0; i < n->scopes_n; i++)
        if (n->scopes[i].kind == s.kind && strcmp(n->scopes[i].code, s.code) == 0)
            return;
    add_scope(n, &s);
}

/* What a coordination is shown of one chantier depends on what is withheld of its others: they are asked for too. */
static void add_scopes(const struct page *p, struct need *n, const struct scope *scopes, size_t scopes_n)
{
    bool chantier = false;
    for (size_t i = 0; i < scopes_n; i++) {
        add_scope(n, &scopes[i]);
        chantier |= scopes[i].kind == SCOPE_CHANTIER;
    }
    n->shown_n = scopes_n;
    if (chantier && rights_guarded(&p->viewer) && p->viewer.scope.kind == SCOPE_TERRITOIRE)
        directory_chantiers(&p->d->directory, p->viewer.scope.code, n->period.debut, n->period.fin, add_other, n);
}

size_t page_need_figures(struct page *p, const struct scope *scopes, size_t scopes_n, const struct period *period)
{
    struct need *n = page_needs_add(p, NEED_FIGURES);
    n->period = *period;
    add_scopes(p, n, scopes, scopes_n);
    n->views = mem_new_n(n->scopes_n + 1, sizeof *n->views);
    for (size_t i = 0; i < n->scopes_n; i++) {
        n->views[i].scope = n->scopes[i];
        n->views[i].period = &n->period;
        n->views[i].coverage.oldest = CELL_NULL;
        take_live(p, n, i);
    }
    n->call = ask(p, n, is_not_live, p->choice.past, p->choice.at_us, on_past);
    if (page_is_frozen(p, n)) {
        take_daily(p, n);
        n->daily_call = ask(p, n, has_no_daily, true, midnight_us(p->today), on_daily);
    }
    return page_needs_number(p, n);
}

const struct figures_view *page_figures(const struct page *p, size_t need, size_t k)
{
    const struct need *n = page_needs_get(p, need, NEED_FIGURES);
    must(k < n->shown_n);
    return &n->views[k];
}
