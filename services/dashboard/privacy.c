/* What of a perimeter's figures is not shown below Convergence. */
#include "dashboard/privacy.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

bool privacy_guards(const struct indicator *i)
{
    return i->sensitive || i->telling_population || i->telling_answer;
}

/* ---- one figure ---- */

/* A count of some people, but of fewer than k. */
static bool is_few(const struct definitions *d, int64_t n)
{
    return n > 0 && n < d->numbers.secret_k;
}

/* The people behind a figure: those of whom the answer is known; of a count, those counted. */
static int64_t people(const struct indicator *i, const int64_t *slots)
{
    switch (i->kind) {
    case KIND_REPARTITION:
    case KIND_COMPTE:
    case KIND_SOMME:
        return slots[i->slot];
    default:
        return slots[i->slot + 1];
    }
}

/* Those of its population, known or not; -1: it does not count them. */
static int64_t population(const struct indicator *i, const int64_t *slots)
{
    switch (i->kind) {
    case KIND_COMPTE:
        return slots[i->slot];
    case KIND_TAUX:
    case KIND_MOYENNE:
        return slots[i->slot + 1] + slots[i->slot + 2];
    case KIND_REPARTITION:
        return slots[i->slot] + slots[i->slot + 1];
    default:
        return -1;
    }
}

/* How many of the wider population are not in this one: of "accompagnes AND nationalite <> 'FR'" those of `accompagnes`
 * who are not, where another figure tells how many those are. -1: none does. */
static int64_t left_out(const struct catalogue *all, const struct indicator *i, const int64_t *slots)
{
    const char *and = strstr(i->population_text, " AND ");
    for (size_t k = 0; and&&k < all->indicators_n; k++) {
        const struct indicator *x = &all->indicators[k];
        size_t len = strlen(x->population_text);
        if (x->source == i->source && len == (size_t)(and-i->population_text) &&
            memcmp(x->population_text, i->population_text, len) == 0 && population(x, slots) >= 0)
            return population(x, slots) - population(i, slots);
    }
    return -1;
}

static bool has_few_keys(const struct definitions *d, const struct indicator *i, const int64_t *slots)
{
    for (size_t k = 0; k < i->keys_n; k++)
        if (is_few(d, slots[i->slot + 2 + k]))
            return true;
    return false;
}

static bool tells_of_few(const struct definitions *d, const struct indicator *i, const int64_t *slots)
{
    int64_t n = people(i, slots);
    if (n < d->numbers.secret_k)
        return true;
    if (i->telling_population && is_few(d, left_out(d->catalogue, i, slots)))
        return true;
    if (!i->telling_answer)
        return false;
    if (i->kind == KIND_TAUX)
        return is_few(d, slots[i->slot]) || is_few(d, n - slots[i->slot]);
    return i->kind == KIND_REPARTITION && has_few_keys(d, i, slots);
}

/* ---- two figures ---- */

/* Do both ask the same columns of the same people? Then one is often a part of the other: "plus de 2 ans" of "parcours
 * de rue". */
static bool is_same_question(const struct definitions *d, const struct indicator *a, const struct indicator *b)
{
    if (a->kind != KIND_TAUX || b->kind != KIND_TAUX || a->source != b->source || a->condition != b->condition)
        return false;
    for (size_t k = 0; k < d->datasets[a->source]->fields_n; k++)
        if (expr_reads(a->expression, k) != expr_reads(b->expression, k))
            return false;
    return true;
}

static void hide_differences(const struct definitions *d, const int64_t *slots, bool *hidden)
{
    const struct catalogue *all = d->catalogue;
    for (size_t b = 0; b < all->indicators_n; b++)
        for (size_t a = 0; a < b && !hidden[b] && all->indicators[b].telling_answer; a++) {
            const struct indicator *x = &all->indicators[a], *y = &all->indicators[b];
            if (!hidden[a] && x->telling_answer && is_few(d, llabs(slots[x->slot] - slots[y->slot])) &&
                is_same_question(d, x, y))
                hidden[b] = true;
        }
}

void privacy_hide(const struct definitions *d, const struct period *p, const int64_t *slots, bool *hidden)
{
    const struct catalogue *all = d->catalogue;
    bool named = period_is_named(p);
    for (size_t k = 0; k < all->indicators_n; k++) {
        const struct indicator *i = &all->indicators[k];
        if (!named)
            hidden[k] = !text_starts(i->code, "effectif.") || privacy_guards(i);
        else
            hidden[k] = privacy_guards(i) && (!slots || tells_of_few(d, i, slots));
    }
    if (named && slots)
        hide_differences(d, slots, hidden);
}

/* ---- the parts of a whole ---- */

/* The sum over those who are withheld; false: nobody is, or nobody stands behind it. */
static bool sum_hidden(const struct definitions *d, size_t k, int64_t *const *slots, bool *const *hidden, size_t n,
                       int64_t *sum)
{
    const struct catalogue *all = d->catalogue;
    memset(sum, 0, all->slots_n * sizeof *sum);
    for (size_t c = 0; c < n; c++)
        for (size_t s = 0; slots[c] && hidden[c] && hidden[c][k] && s < all->slots_n; s++)
            sum[s] += slots[c][s];
    return people(&all->indicators[k], sum) > 0;
}

/* The one with the fewest people that is shown; n: none is. */
static size_t smallest_shown(const struct indicator *i, size_t k, int64_t *const *slots, bool *const *hidden, size_t n)
{
    size_t best = n;
    for (size_t c = 0; c < n; c++)
        if (slots[c] && hidden[c] && !hidden[c][k] && (best == n || people(i, slots[c]) < people(i, slots[best])))
            best = c;
    return best;
}

void privacy_hide_parts(const struct definitions *d, int64_t *const *slots, bool *const *hidden, size_t n)
{
    const struct catalogue *all = d->catalogue;
    int64_t *sum = mem_new_n(all->slots_n + 1, sizeof *sum);
    for (size_t k = 0; k < all->indicators_n; k++) {
        const struct indicator *i = &all->indicators[k];
        while (privacy_guards(i) && sum_hidden(d, k, slots, hidden, n, sum) && tells_of_few(d, i, sum)) {
            size_t c = smallest_shown(i, k, slots, hidden, n);
            if (c == n)
                break;
            hidden[c][k] = true;
        }
    }
    free(sum);
}

/* ---- once a day ---- */

void privacy_freeze(const struct definitions *d, int64_t *slots, const int64_t *daily)
{
    const struct catalogue *all = d->catalogue;
    for (size_t k = 0; k < all->indicators_n; k++) {
        const struct indicator *i = &all->indicators[k];
        if (!privacy_guards(i))
            continue;
        if (daily)
            memcpy(slots + i->slot, daily + i->slot, i->slots_n * sizeof *slots);
        else
            memset(slots + i->slot, 0, i->slots_n * sizeof *slots);
    }
}

void privacy_blank(const struct definitions *d, int64_t *slots, const bool *hidden)
{
    const struct catalogue *all = d->catalogue;
    for (size_t k = 0; k < all->indicators_n; k++)
        if (hidden[k])
            memset(slots + all->indicators[k].slot, 0, all->indicators[k].slots_n * sizeof *slots);
}
