/* What of a perimeter's figures is not shown below Convergence. */
#include "dashboard/privacy.h"

#include <string.h>

#include "base/text.h"

bool privacy_named(const struct period *p)
{
    return !strstr(p->name, "..");
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

void privacy_hide(const struct definitions *d, const struct period *p, const int64_t *slots, bool *hidden)
{
    const struct catalogue *all = d->catalogue;
    for (size_t k = 0; k < all->indicators_n; k++) {
        const struct indicator *i = &all->indicators[k];
        if (!privacy_named(p))
            hidden[k] = !text_starts(i->code, "effectif.") || i->sensitive;
        else
            hidden[k] = i->sensitive && (!slots || people(i, slots) < d->numbers.secret_k);
    }
}

void privacy_freeze(const struct definitions *d, int64_t *slots, const int64_t *daily)
{
    const struct catalogue *all = d->catalogue;
    for (size_t k = 0; k < all->indicators_n; k++) {
        const struct indicator *i = &all->indicators[k];
        if (!i->sensitive)
            continue;
        if (daily)
            memcpy(slots + i->slot, daily + i->slot, i->slots_n * sizeof *slots);
        else
            memset(slots + i->slot, 0, i->slots_n * sizeof *slots);
    }
}
