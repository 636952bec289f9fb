/* Laws of whole numbers, exactly: how many of some places are taken, how many come. No random numbers, no
 * approximation but a tail that is cut where it is too light to be seen. */
#ifndef CVG_PROGRAMME_PREVISION_LOI_H
#define CVG_PROGRAMME_PREVISION_LOI_H

#include <stddef.h>

/* p[x] is the probability of x, for x < n; zero before use. */
struct loi {
    double *p;
    size_t n, cap;
};

void loi_certain(struct loi *l); /* nothing, for sure */
/* Adds one that is there with probability `there`. */
void loi_add_place(struct loi *l, double there);
/* More, or less, by what happens in a time of `units`, where `shape` events were seen in `rate` units: Poisson with a
 * rate that is itself uncertain (Gamma), hence a negative binomial law. Less than none is none. */
void loi_add_events(struct loi *l, double shape, double rate, double units);
void loi_take_events(struct loi *l, double shape, double rate, double units);
/* Adds `weight` times the law `from`: a mixture, whose weights the caller lets add up to 1. */
void loi_mix(struct loi *l, const struct loi *from, double weight);
void loi_reset(struct loi *l); /* of no number at all, for a mixture to begin with */
void loi_deinit(struct loi *l);

double loi_over(const struct loi *l, double bound); /* P(X > bound) */
size_t loi_median(const struct loi *l);             /* the smallest x with P(X <= x) >= 1/2 */
/* The interval whose probability is nearest to `part` (0.8). It grows from the median by the likelier neighbour, so
 * that no number outside is likelier than one inside beside it. Whole numbers cannot make 80 % exactly: taken so, what
 * really falls inside is under it as often as it is over, while "at least 80 %" would cover far more where few numbers
 * carry nearly all of the probability. */
void loi_interval(const struct loi *l, double part, size_t *low_out, size_t *high_out);
/* The probability of low … high. */
double loi_within(const struct loi *l, size_t low, size_t high);

#endif
