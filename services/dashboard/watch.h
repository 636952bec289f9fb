/* What is to be watched until alerts do it: submissions that wait for a decision, chantiers without the last night that
 * was expected of them. Always of now: of the past there is nothing left to do. */
#ifndef CVG_DASHBOARD_WATCH_H
#define CVG_DASHBOARD_WATCH_H

#include "dashboard/nuits.h"

struct watch {
    int64_t held, silent;
};
struct watch_need {
    size_t states;
    struct nuits_need nuits;
};

/* In prepare(). */
void watch_need(struct page *p, struct watch_need *out);
/* In build(): [chantiers, then territories of the reference data], for watch_sum(); NULL in the past. */
const struct watch *watch_read(struct page *p, const struct watch_need *need);
/* Added up over those whom `s` includes today. */
struct watch watch_sum(const struct page *p, const struct watch *all, const struct scope *s);
void watch_cell(json_t *table, const struct watch *w);

#endif
