/* Linear programmes, solved by CLP: the only place that knows the solver.
 *
 * Built once (columns, rows, entries), then solved many times with other bounds and costs, each time from where the
 * last one ended. The same programme and the same sequence of changes give the same solutions. */
#ifndef CVG_PROGRAMME_LP_H
#define CVG_PROGRAMME_LP_H

#include <stdbool.h>
#include <stddef.h>

#define LP_SANS_BORNE 1e30 /* no bound, as an upper one; negated as a lower one */

struct lp;

enum lp_fin { LP_NONE, LP_OPTIMAL, LP_INFEASIBLE, LP_FAILED /* unbounded, or the solver gave up */, LP_FIN_COUNT };

struct lp *lp_new(void);
/* Each gives its index, from 0. Nothing can be added after the first question. */
size_t lp_add_column(struct lp *p, double lower, double upper);
size_t lp_add_row(struct lp *p, double lower, double upper);
void lp_add_entry(struct lp *p, size_t row, size_t column, double factor); /* once a place */

void lp_set_bounds(struct lp *p, size_t column, double lower, double upper);
void lp_set_cost(struct lp *p, size_t column, double cost); /* 0 at first */
/* `bornes`: since the last solution bounds have changed and costs hardly; it is only a hint. */
enum lp_fin lp_minimise(struct lp *p, bool bornes);
/* Without solving: would the rows hold if these columns, each once, had these values and all others 0? */
bool lp_rows_hold(struct lp *p, const size_t *columns, const double *values, size_t n);
double lp_value(const struct lp *p, size_t column); /* of the last optimal solution */
void lp_free(struct lp **p);

#endif
