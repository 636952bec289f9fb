/* The live totals, changed: shares subtracted and added, or everything rebuilt. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "aggregation/totals_state.h"
#include "base/mem.h"

/* ---- life ---- */

struct totals *totals_new(const struct definitions *d)
{
    struct totals *t = mem_new(sizeof *t);
    t->d = d;
    t->last_night = CELL_NULL;
    t->contribution = mem_new_n(contribution_len(d), sizeof(int64_t));
    t->share = mem_new_n(contribution_len(d), sizeof(int64_t));
    return t;
}

static void free_cells(struct totals *t)
{
    for (size_t i = 0; i < t->perimeters_n * PERIODS_LIVE_MAX; i++)
        free(t->cells[i].slots);
    mem_free(&t->cells);
    mem_free(&t->perimeters);
    t->perimeters_n = 0;
}

void totals_free(struct totals **tp)
{
    struct totals *t = *tp;
    if (!t)
        return;
    for (size_t i = 0; i < t->reporters_n; i++)
        for (size_t p = 0; p < PERIODS_LIVE_MAX; p++)
            free(t->reporters[i].held[p].payload);
    free_cells(t);
    free(t->reporters);
    free(t->contribution);
    free(t->share);
    map_deinit(&t->names);
    reference_deinit(&t->reference);
    mem_free(tp);
}

/* ---- shares ---- */

static void coverage_remove(struct cell *c, const struct membership *m, const struct reporter_facts *f)
{
    if (m->coordination)
        return;
    c->coverage.expected--;
    if (f->situation == CELL_NULL)
        return;
    c->coverage.counted--;
    c->oldest_left |= f->situation == c->coverage.oldest;
}

/* Adds the share to all perimeters that include it (sign 1), or takes it out of them (-1). */
static void apply(struct totals *t, struct reporter *r, size_t period, int sign)
{
    const struct membership *m = &r->membership[period];
    size_t n = contribution_len(t->d);
    if (!m->counts)
        return;
    totals_share(t, r, period);
    for (size_t k = 0; k < t->perimeters_n; k++) {
        struct cell *c = totals_cell(t, k, period);
        if (!scope_includes(&t->perimeters[k], &t->reference, r->name, m, t->live[period].debut))
            continue;
        for (size_t i = 0; i < n; i++)
            c->slots[i] += sign * t->share[i];
        if (sign > 0)
            coverage_add(&c->coverage, m, &r->facts);
        else
            coverage_remove(c, m, &r->facts);
        c->change = t->change;
    }
    if (totals_is_missing(r, period))
        t->missing[period] += (size_t)sign;
    r->change[period] = t->change;
}

static void apply_all(struct totals *t, struct reporter *r, int sign)
{
    for (size_t p = 0; p < t->live_n; p++)
        apply(t, r, p, sign);
}

static void rebuild(struct totals *t)
{
    t->change++;
    memset(t->missing, 0, sizeof t->missing);
    for (size_t i = 0; i < t->perimeters_n * PERIODS_LIVE_MAX; i++) {
        struct cell *c = &t->cells[i];
        memset(c->slots, 0, contribution_len(t->d) * sizeof *c->slots);
        *c = (struct cell){.slots = c->slots, .coverage.oldest = CELL_NULL, .change = t->change};
    }
    for (size_t i = 0; i < t->reporters_n; i++) {
        struct reporter *r = &t->reporters[i];
        for (size_t p = 0; p < t->live_n; p++) {
            r->membership[p] = reference_membership(&t->reference, r->name, t->live[p].debut, t->live[p].fin);
            r->change[p] = t->change;
        }
        apply_all(t, r, 1);
    }
}

/* ---- what rebuilds ---- */

/* Contributions of the periods that stay move to their new place; the others are let go. */
static void move_held(struct reporter *r, const struct period *old, size_t old_n, const struct period *live,
                      size_t live_n)
{
    struct held held[PERIODS_LIVE_MAX] = {0};
    for (size_t p = 0; p < live_n; p++)
        for (size_t q = 0; q < old_n; q++)
            if (old[q].debut == live[p].debut && old[q].fin == live[p].fin) {
                held[p] = r->held[q];
                r->held[q] = (struct held){0};
            }
    for (size_t q = 0; q < old_n; q++)
        free(r->held[q].payload);
    memcpy(r->held, held, sizeof held);
}

bool totals_set_time(struct totals *t, const struct period *live, size_t live_n, int32_t last_night)
{
    must(live_n <= PERIODS_LIVE_MAX);
    bool same = live_n == t->live_n;
    for (size_t p = 0; same && p < live_n; p++)
        same = strcmp(live[p].name, t->live[p].name) == 0;
    if (same && last_night == t->last_night)
        return false;
    for (size_t i = 0; !same && i < t->reporters_n; i++)
        move_held(&t->reporters[i], t->live, t->live_n, live, live_n);
    memcpy(t->live, live, live_n * sizeof *live);
    t->live_n = live_n;
    t->last_night = last_night;
    rebuild(t);
    return true;
}

static struct reporter *reporter_at(struct totals *t, const char *name)
{
    bool added;
    uint64_t *i = map_at(&t->names, name, strlen(name), &added);
    if (!added)
        return &t->reporters[*i];
    *i = t->reporters_n;
    t->reporters = mem_room(t->reporters, t->reporters_n, &t->reporters_cap, sizeof *t->reporters);
    struct reporter *r = &t->reporters[t->reporters_n++];
    *r = (struct reporter){.name = t->names.entries[t->names.n - 1].key, .facts.situation = CELL_NULL};
    for (size_t p = 0; p < t->live_n; p++)
        r->membership[p] = reference_membership(&t->reference, name, t->live[p].debut, t->live[p].fin);
    return r;
}

static void set_perimeters(struct totals *t)
{
    const struct reference *r = &t->reference;
    free_cells(t);
    t->perimeters_n = 2 + r->territoires_n;
    t->perimeters = mem_new_n(t->perimeters_n, sizeof *t->perimeters);
    t->cells = mem_new_n(t->perimeters_n * PERIODS_LIVE_MAX, sizeof *t->cells);
    t->perimeters[0].kind = SCOPE_NATION;
    t->perimeters[1].kind = SCOPE_OPERATIONNELS;
    for (size_t i = 0; i < r->territoires_n; i++) {
        struct scope *s = &t->perimeters[2 + i];
        s->kind = SCOPE_TERRITOIRE;
        strncpy(s->code, r->territoires[i].code, sizeof s->code - 1);
    }
    for (size_t i = 0; i < t->perimeters_n * PERIODS_LIVE_MAX; i++)
        t->cells[i].slots = mem_new_n(contribution_len(t->d), sizeof(int64_t));
}

void totals_set_reference(struct totals *t, struct reference *r, uint64_t version)
{
    reference_deinit(&t->reference);
    t->reference = *r;
    *r = (struct reference){0};
    t->reference_version = version;
    /* who never reported is expected all the same */
    for (size_t i = 0; i < t->reference.chantiers.n; i++)
        reporter_at(t, t->reference.chantiers.entries[i].key);
    for (size_t i = 0; i < t->reference.territoires_n; i++)
        reporter_at(t, t->reference.territoires[i].code);
    set_perimeters(t);
    rebuild(t);
}

/* ---- what changes one reporter ---- */

static void note_version(struct totals *t, struct reporter *r, uint64_t version)
{
    unsigned char digest[crypto_hash_sha256_BYTES], be[8];
    crypto_hash_sha256_state h;
    uint64_t hash = 0;
    if (r->version == 0)
        t->versions_n++;
    r->version = version;
    for (int i = 0; i < 8; i++)
        be[i] = (unsigned char)(version >> (8 * (7 - i)));
    crypto_hash_sha256_init(&h);
    crypto_hash_sha256_update(&h, (const unsigned char *)r->name, strlen(r->name) + 1);
    crypto_hash_sha256_update(&h, be, sizeof be);
    crypto_hash_sha256_final(&h, digest);
    for (int i = 0; i < 8; i++)
        hash = hash << 8 | digest[i];
    t->hash ^= r->hash ^ hash;
    r->hash = hash;
}

static bool good(struct totals *t, const struct totals_report *r)
{
    for (size_t i = 0; i < r->contributions_n; i++)
        if (contribution_decode(r->contributions[i].payload, r->contributions[i].len, t->contribution,
                                contribution_len(t->d)) != 0)
            return false;
    return true;
}

static void hold(struct held *h, const struct totals_contribution *c)
{
    free(h->payload);
    h->payload = mem_copy(c->payload, c->len);
    h->len = c->len;
}

/* The version held comes again: contributions of periods that had none yet (computed since, without a change of facts).
 */
static enum totals_taken complete(struct totals *t, struct reporter *r, const struct totals_report *report)
{
    enum totals_taken taken = TOTALS_DROPPED;
    for (size_t i = 0; i < report->contributions_n; i++) {
        const struct totals_contribution *c = &report->contributions[i];
        int p = totals_find_period(t, c->debut, c->fin);
        if (p < 0 || r->held[p].payload)
            continue;
        t->change++;
        apply(t, r, (size_t)p, -1);
        hold(&r->held[p], c);
        apply(t, r, (size_t)p, 1);
        taken = TOTALS_COMPLETED;
    }
    return taken;
}

static void replace(struct totals *t, struct reporter *r, const struct totals_report *report)
{
    t->change++;
    apply_all(t, r, -1);
    r->facts = (struct reporter_facts){report->situation, report->rows_read, report->rows_set_aside};
    for (size_t p = 0; p < t->live_n; p++) {
        free(r->held[p].payload);
        r->held[p] = (struct held){0};
    }
    for (size_t i = 0; i < report->contributions_n; i++) {
        int p = totals_find_period(t, report->contributions[i].debut, report->contributions[i].fin);
        if (p >= 0)
            hold(&r->held[p], &report->contributions[i]);
    }
    note_version(t, r, report->version);
    apply_all(t, r, 1);
}

enum totals_taken totals_put(struct totals *t, const struct totals_report *report)
{
    uint64_t i;
    if (!good(t, report))
        return TOTALS_BROKEN;
    bool known = map_get(&t->names, report->reporter, strlen(report->reporter), &i);
    if (report->version == 0 || (known && report->version < t->reporters[i].version))
        return TOTALS_DROPPED;
    struct reporter *r = reporter_at(t, report->reporter);
    if (report->version == r->version)
        return complete(t, r, report);
    replace(t, r, report);
    return TOTALS_TAKEN;
}
