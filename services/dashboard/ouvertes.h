/* How many alerts wait for somebody, reporter by reporter, as the sweep last read them: open, acknowledged by nobody,
 * held back by no cause. Pure: kept in memory, since every page says it. */
#ifndef CVG_DASHBOARD_OUVERTES_H
#define CVG_DASHBOARD_OUVERTES_H

#include "base/map.h"
#include "dashboard/rights.h"

struct ouvertes_nombre {
    int64_t n, critiques; /* critiques are among n */
};
struct ouvertes {
    struct map by_reporter; /* → index */
    struct ouvertes_nombre *items;
    size_t cap;
    struct ouvertes_nombre all;
    uint64_t serial; /* grows with every change */
};

void ouvertes_set(struct ouvertes *o, const char *reporter, int64_t n, int64_t critiques);
void ouvertes_clear(struct ouvertes *o); /* all are 0 */
void ouvertes_deinit(struct ouvertes *o);

/* Added up over the reporters that a viewer sees today; of NULL: 0. */
struct ouvertes_nombre ouvertes_seen(const struct ouvertes *o, const struct viewer *v, const struct reference *r,
                                     int32_t today);
/* Over those that a perimeter includes today; what is of the whole programme is the nation's alone. */
struct ouvertes_nombre ouvertes_of(const struct ouvertes *o, const struct scope *s, const struct reference *r,
                                   int32_t today);

#endif
