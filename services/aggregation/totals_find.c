/* The live totals, read: shares, figures of a perimeter, what is missing, versions. */
#include <string.h>

#include "aggregation/totals_state.h"

const struct reference *totals_reference(const struct totals *t, uint64_t *version_out)
{
    *version_out = t->reference_version;
    return &t->reference;
}

const struct period *totals_live(const struct totals *t, size_t *n_out)
{
    *n_out = t->live_n;
    return t->live;
}

int totals_find_period(const struct totals *t, int32_t debut, int32_t fin)
{
    for (size_t p = 0; p < t->live_n; p++)
        if (t->live[p].debut == debut && t->live[p].fin == fin)
            return (int)p;
    return -1;
}

size_t totals_missing(const struct totals *t, size_t period)
{
    return t->missing[period];
}

size_t totals_list_missing(const struct totals *t, const char **out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < t->reporters_n && n < max; i++) {
        bool any = false;
        for (size_t p = 0; p < t->live_n; p++)
            any |= totals_is_missing(&t->reporters[i], p);
        if (any)
            out[n++] = t->reporters[i].name;
    }
    return n;
}

size_t totals_perimeters_n(const struct totals *t)
{
    return t->perimeters_n;
}

const struct scope *totals_perimeter(const struct totals *t, size_t perimeter)
{
    return &t->perimeters[perimeter];
}

static const struct cell *find_cell(const struct totals *t, const struct scope *s, size_t period)
{
    for (size_t k = 0; k < t->perimeters_n; k++)
        if (t->perimeters[k].kind == s->kind && strcmp(t->perimeters[k].code, s->code) == 0)
            return totals_cell(t, k, period);
    return NULL;
}

static struct reporter *find_chantier(const struct totals *t, const struct scope *s)
{
    uint64_t i, line;
    size_t n = strlen(s->code);
    if (s->kind != SCOPE_CHANTIER || !map_get(&t->reference.chantiers, s->code, n, &line))
        return NULL;
    must(map_get(&t->names, s->code, n, &i));
    return &t->reporters[i];
}

void totals_share(struct totals *t, const struct reporter *r, size_t period)
{
    const struct held *h = &r->held[period];
    if (h->payload) /* it was decoded once when it was taken */
        must(contribution_decode(h->payload, h->len, t->contribution, contribution_len(t->d)) == 0);
    perimeter_share(t->d, &r->membership[period], &r->facts, h->payload ? t->contribution : NULL, t->last_night,
                    t->share);
}

uint64_t totals_version(struct totals *t, const struct scope *s, size_t period)
{
    const struct cell *c = find_cell(t, s, period);
    const struct reporter *r = find_chantier(t, s);
    return c ? c->change : r ? r->change[period] : 0;
}

/* Only after the reporter with the oldest export has moved on. */
static void find_oldest(const struct totals *t, const struct scope *s, size_t period, struct cell *c)
{
    struct coverage found = {.oldest = CELL_NULL};
    for (size_t i = 0; i < t->reporters_n; i++) {
        const struct reporter *r = &t->reporters[i];
        if (scope_includes(s, &t->reference, r->name, &r->membership[period], t->live[period].debut))
            coverage_add(&found, &r->membership[period], &r->facts);
    }
    must(found.expected == c->coverage.expected && found.counted == c->coverage.counted);
    c->coverage = found;
    c->oldest_left = false;
}

enum totals_found totals_find(struct totals *t, const struct scope *s, size_t programme, int32_t debut, int32_t fin,
                              struct totals_figures *out)
{
    int found = totals_find_period(t, debut, fin);
    size_t p = found < 0 ? 0 : (size_t)found, at = programme * t->d->catalogue->slots_n;
    const struct cell *c = find_cell(t, s, p);
    struct reporter *r = find_chantier(t, s);
    if (!c && !r)
        return TOTALS_UNKNOWN_SCOPE;
    if (found < 0)
        return TOTALS_NOT_LIVE;
    if (t->missing[p])
        return TOTALS_INCOMPLETE;
    if (c && c->oldest_left)
        find_oldest(t, s, p, &t->cells[c - t->cells]);
    if (c) {
        *out = (struct totals_figures){c->slots + at, c->coverage, c->change};
    } else {
        totals_share(t, r, p);
        *out = (struct totals_figures){.slots = t->share + at, .coverage.oldest = CELL_NULL, .version = r->change[p]};
        coverage_add(&out->coverage, &r->membership[p], &r->facts);
    }
    return TOTALS_FOUND;
}

const char *totals_reporter(const struct totals *t, size_t i, uint64_t *version_out)
{
    if (i >= t->reporters_n)
        return NULL;
    *version_out = t->reporters[i].version;
    return t->reporters[i].version ? t->reporters[i].name : "";
}

size_t totals_hash(const struct totals *t, uint64_t *hash_out)
{
    *hash_out = t->hash;
    return t->versions_n;
}
