/* Comparing three ways to a figure: as stored, as PostgreSQL counts it over the facts, as aggregation tells it. Pure.
 */
#ifndef CVG_CVG_VERIFY_COMPARE_H
#define CVG_CVG_VERIFY_COMPARE_H

#include <jansson.h>

#include "programme/perimeter.h"

struct verify_list {
    json_t *items; /* [{"who","period","programme","code","part","stored","recomputed","live"}] */
    size_t n;      /* also those beyond what items keeps */
    uint64_t compared;
};
#define VERIFY_ITEMS_MAX 10000
#define VERIFY_FIGURES_MAX 8 /* of one reporter or perimeter, period and programme: one wrong row moves hundreds */

void verify_list_init(struct verify_list *l);
void verify_list_deinit(struct verify_list *l);
/* Something about a reporter or perimeter that is no figure: `what` is French. */
void verify_note(struct verify_list *l, const char *who, const char *period, const char *what);
/* The slots of one programme; any of the three may be NULL: not told. */
void verify_slots(struct verify_list *l, const struct definitions *d, const char *who, const char *period,
                  size_t programme, const int64_t *stored, const int64_t *recomputed, const int64_t *live);
void verify_coverage(struct verify_list *l, const char *who, const char *period, const struct coverage *recomputed,
                     const struct coverage *live);

#endif
