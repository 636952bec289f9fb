/* Laws of whole numbers: convolution, mixture, quantiles. */
#include "programme/prevision_loi.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TAIL 1e-9 /* of events: what is lighter is put on the last number that is kept */
#define EVENTS_MAX 4096

static void grow(struct loi *l, size_t n)
{
    while (l->n < n) {
        l->p = mem_room(l->p, l->n, &l->cap, sizeof *l->p);
        l->p[l->n++] = 0;
    }
}

void loi_reset(struct loi *l)
{
    l->n = 0;
}

void loi_certain(struct loi *l)
{
    l->n = 0;
    grow(l, 1);
    l->p[0] = 1;
}

void loi_add_place(struct loi *l, double there)
{
    grow(l, l->n + 1);
    for (size_t x = l->n - 1; x > 0; x--)
        l->p[x] = l->p[x] * (1 - there) + l->p[x - 1] * there;
    l->p[0] *= 1 - there;
}

static void count_events(double shape, double rate, double units, struct loi *out)
{
    double p = pow(rate / (rate + units), shape), kept = p, step = units / (rate + units);
    grow(out, 1);
    out->p[0] = p;
    for (size_t k = 1; k < EVENTS_MAX && 1 - kept > TAIL; k++) {
        p *= (shape + (double)(k - 1)) / (double)k * step;
        grow(out, k + 1);
        out->p[k] = p;
        kept += p;
    }
    out->p[out->n - 1] += 1 - kept;
}

void loi_add_events(struct loi *l, double shape, double rate, double units)
{
    struct loi events = {0}, sum = {0};
    count_events(shape, rate, units, &events);
    grow(&sum, l->n + events.n - 1);
    for (size_t k = 0; k < events.n; k++)
        for (size_t x = 0; x < l->n; x++)
            sum.p[x + k] += l->p[x] * events.p[k];
    loi_deinit(&events);
    loi_deinit(l);
    *l = sum;
}

void loi_take_events(struct loi *l, double shape, double rate, double units)
{
    struct loi events = {0}, rest = {0};
    count_events(shape, rate, units, &events);
    grow(&rest, l->n);
    for (size_t k = 0; k < events.n; k++)
        for (size_t x = 0; x < l->n; x++)
            rest.p[x > k ? x - k : 0] += l->p[x] * events.p[k];
    loi_deinit(&events);
    loi_deinit(l);
    *l = rest;
}

void loi_mix(struct loi *l, const struct loi *from, double weight)
{
    grow(l, from->n);
    for (size_t x = 0; x < from->n; x++)
        l->p[x] += from->p[x] * weight;
}

void loi_deinit(struct loi *l)
{
    free(l->p);
    *l = (struct loi){0};
}

double loi_over(const struct loi *l, double bound)
{
    double p = 0;
    for (size_t x = l->n; x > 0 && (double)(x - 1) > bound; x--)
        p += l->p[x - 1];
    return p > 1 ? 1 : p;
}

size_t loi_median(const struct loi *l)
{
    double upto = 0;
    for (size_t x = 0; x < l->n; x++)
        if ((upto += l->p[x]) >= 0.5)
            return x;
    return l->n - 1;
}

void loi_interval(const struct loi *l, double part, size_t *low_out, size_t *high_out)
{
    size_t low = loi_median(l), high = low;
    double p = l->p[low];
    for (;;) {
        double below = low > 0 ? l->p[low - 1] : -1, above = high + 1 < l->n ? l->p[high + 1] : -1;
        double next = below > above ? below : above;
        if (next < 0 || fabs(p + next - part) >= fabs(p - part))
            break;
        p += next;
        if (below > above)
            low--;
        else
            high++;
    }
    *low_out = low;
    *high_out = high;
}

double loi_within(const struct loi *l, size_t low, size_t high)
{
    double p = 0;
    for (size_t x = low; x <= high && x < l->n; x++)
        p += l->p[x];
    return p;
}
