/* One figure in many perimeters, and over the quarters. Pure. */
#ifndef CVG_DASHBOARD_INDICATOR_TABLES_H
#define CVG_DASHBOARD_INDICATOR_TABLES_H

#include "dashboard/indicators.h"
#include "programme/period.h"

/* The perimeters within one; `chantiers`: else territories. `cut`: only the first of them. */
json_t *within_table(const struct indicator *i, bool chantiers, bool cut);
/* Adds one; returns the cell of its name, borrowed. */
json_t *within_row(json_t *table, const struct indicator *i, const char *name, const int64_t *slots, bool hidden);

#define COURSE_QUARTERS 8
/* The last quarters up to that of a day, the oldest first. */
void course_quarters(int32_t last, struct period out[COURSE_QUARTERS]);

struct course_point {
    const struct period *period;
    const int64_t *slots; /* NULL: not known */
    bool hidden;
    struct coverage coverage;
};
json_t *course_table(const struct indicator *i, const struct course_point *points, size_t n);
/* The chart `barres` of it; NULL for a repartition, which is too many bars to read. */
json_t *course_chart(const struct indicator *i, const struct course_point *points, size_t n);

#endif
