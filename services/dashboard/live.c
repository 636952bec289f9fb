/* What aggregation last told: one entry a perimeter, programme and period, the highest version of each. */
#include "dashboard/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"

void live_init(struct live *l, const struct definitions *d)
{
    *l = (struct live){.definitions = d};
}

static void entry_free(struct live_entry *x)
{
    free(x->key);
    free(x->slots);
    free(x);
}

void live_deinit(struct live *l)
{
    for (size_t i = 0; i < l->n; i++)
        entry_free(l->entries[i]);
    mem_free(&l->entries);
    map_deinit(&l->by_key);
}

static bool is_live(const struct live *l, int32_t debut, int32_t fin)
{
    for (size_t i = 0; i < l->periods_n; i++)
        if (l->periods[i].debut == debut && l->periods[i].fin == fin)
            return true;
    return false;
}

void live_day(struct live *l, int32_t today)
{
    size_t n = 0;
    if (l->today == today)
        return;
    l->today = today;
    l->periods_n = periods_live(today, l->periods);
    map_deinit(&l->by_key);
    l->by_key = (struct map){0};
    for (size_t i = 0; i < l->n; i++) {
        struct live_entry *x = l->entries[i];
        if (!is_live(l, x->debut, x->fin)) {
            entry_free(x);
            continue;
        }
        must(map_add(&l->by_key, x->key, strlen(x->key), n));
        l->entries[n++] = x;
    }
    l->n = n;
}

void live_key(const struct definitions *d, const struct scope *s, size_t programme, int32_t debut, int32_t fin,
              char out[LIVE_KEY_MAX])
{
    struct buf scope = {0};
    scope_format(s, &scope);
    snprintf(out, LIVE_KEY_MAX, "%s|%s|%d|%d", buf_text(&scope), programme_name(d, programme), debut, fin);
    buf_deinit(&scope);
}

const struct live_entry *live_find(const struct live *l, const struct scope *s, size_t programme, int32_t debut,
                                   int32_t fin)
{
    char key[LIVE_KEY_MAX];
    uint64_t at;
    if (!is_live(l, debut, fin))
        return NULL;
    live_key(l->definitions, s, programme, debut, fin, key);
    return map_get(&l->by_key, key, strlen(key), &at) ? l->entries[at] : NULL;
}

static struct live_entry *entry_of(struct live *l, const struct live_told *t)
{
    char key[LIVE_KEY_MAX];
    bool added;
    live_key(l->definitions, &t->scope, t->programme, t->debut, t->fin, key);
    uint64_t *at = map_at(&l->by_key, key, strlen(key), &added);
    if (!added)
        return l->entries[*at];
    *at = l->n;
    l->entries = mem_room(l->entries, l->n, &l->cap, sizeof *l->entries);
    struct live_entry *x = mem_new(sizeof *x);
    x->key = mem_text(key);
    x->scope = t->scope;
    x->programme = t->programme;
    x->debut = t->debut;
    x->fin = t->fin;
    return l->entries[l->n++] = x;
}

/* Only one of the live periods tells moves, so that a move is told once: the month of today. */
static bool tells_moves(const struct live_told *t)
{
    int y, m, day;
    cal_date(t->today, &y, &m, &day);
    int32_t first = cal_day(y, m, 1);
    return t->scope.kind == SCOPE_CHANTIER && t->debut == first && t->fin == cal_add_months(first, 1) - 1;
}

static void note_move(struct live *l, const struct live_entry *x, const int64_t *before)
{
    const struct indicator *i = catalogue_find(l->definitions->catalogue, "effectif.file_active");
    int64_t delta = i ? x->slots[i->slot] - before[i->slot] : 0;
    if (!delta)
        return;
    struct live_move *m = &l->moves[l->moves_n++ % LIVE_MOVES_MAX];
    *m = (struct live_move){.serial = x->serial, .programme = x->programme, .delta = delta};
    snprintf(m->chantier, sizeof m->chantier, "%s", x->scope.code);
}

int live_take(struct live *l, const struct live_told *t)
{
    size_t n = l->definitions->catalogue->slots_n;
    int64_t *slots = mem_new_n(n, sizeof *slots);
    if (contribution_decode(t->slots, t->slots_len, slots, n) < 0) {
        free(slots);
        return -1;
    }
    struct live_entry *x = entry_of(l, t);
    if (x->slots && t->as_known_on_us < x->as_known_on_us) {
        free(slots);
        return 0;
    }
    bool same = x->slots && memcmp(x->slots, slots, n * sizeof *slots) == 0 &&
                x->coverage.expected == t->coverage.expected && x->coverage.counted == t->coverage.counted &&
                x->coverage.oldest == t->coverage.oldest;
    int64_t *before = x->slots;
    x->slots = slots;
    x->version = t->version;
    x->as_known_on_us = t->as_known_on_us;
    x->coverage = t->coverage;
    if (!same)
        x->serial = ++l->serial;
    if (before && !same && tells_moves(t))
        note_move(l, x, before);
    free(before);
    return !same;
}

const struct live_move *live_move(const struct live *l, size_t k)
{
    if (k >= l->moves_n || k >= LIVE_MOVES_MAX)
        return NULL;
    return &l->moves[(l->moves_n - 1 - k) % LIVE_MOVES_MAX];
}
