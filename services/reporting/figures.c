/* Figures of many perimeters in one period: counted by PostgreSQL over the facts, summed over those who are members. */
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "reporting/asking.h"

/* The night by which whoever is up to date had reported: as of the instant asked for, which is not to come. */
static int32_t last_night(const struct asking *x)
{
    const struct numbers *n = &x->d->numbers;
    int64_t now = cal_now_us();
    return period_last_night(x->q->has_at && x->q->at_us < now ? x->q->at_us : now, n->deadline_hour, n->grace_hours);
}

static void put(const struct asking *x, const int64_t *sums, const struct coverage *coverage, struct wire_answer *a)
{
    size_t len = contribution_len(x->d), slots_n = x->d->catalogue->slots_n;
    struct wire_past_figures *list = arena_new(&a->memory, x->scopes.n * sizeof *list + 1);
    struct buf text = {0};
    for (size_t i = 0; i < x->scopes.n; i++) {
        struct wire_past_figures *f = &list[i];
        buf_reset(&text);
        scope_format(&x->scopes.items[i], &text);
        must(text.len < sizeof f->scope); /* it came in so, or is an id of the reference data */
        memcpy(f->scope, buf_text(&text), text.len + 1);
        f->expected = coverage[i].expected;
        f->counted = coverage[i].counted;
        f->has_oldest = coverage[i].counted > 0;
        f->oldest = f->has_oldest ? coverage[i].oldest : 0;
        buf_reset(&text);
        contribution_encode(sums + i * len + x->programme * slots_n, slots_n, &text);
        f->slots = (const unsigned char *)arena_text(&a->memory, buf_text(&text), text.len);
        f->slots_len = text.len;
    }
    buf_deinit(&text);
    a->figures = list;
    a->figures_n = x->scopes.n;
}

static void sum(const struct asking *x, const struct period *p, const struct counts *counts, struct wire_answer *a)
{
    int64_t *sums = mem_new_n(x->scopes.n * contribution_len(x->d) + 1, sizeof *sums);
    struct coverage *coverage = mem_new_n(x->scopes.n + 1, sizeof *coverage);
    known_sum(&(struct known_sum){.definitions = x->d,
                                  .known = &x->known,
                                  .counts = counts,
                                  .period = p,
                                  .last_night = last_night(x),
                                  .scopes = x->scopes.items,
                                  .scopes_n = x->scopes.n,
                                  .sums = sums,
                                  .coverage = coverage});
    put(x, sums, coverage, a);
    free(sums);
    free(coverage);
}

int figures_fill(const struct asking *x, struct wire_answer *a, struct err *e)
{
    const struct period p = {.debut = x->q->debut, .fin = x->q->fin};
    struct counts counts;
    size_t only_n = 0;
    const char **only = scopes_reporters(&x->scopes, &x->known.reference, &only_n);
    int rc = counts_from_facts(x->db, x->d, &p, x->known.at_us, only, only_n, &counts, e);
    free(only);
    if (rc < 0)
        return -1;
    sum(x, &p, &counts, a);
    counts_deinit(&counts);
    return 0;
}
