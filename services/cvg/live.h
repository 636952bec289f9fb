/* Figures asked of aggregation. */
#ifndef CVG_CVG_LIVE_H
#define CVG_CVG_LIVE_H

#include "io/wire.h"
#include "programme/definitions.h"
#include "programme/perimeter.h"

/* One request, one answer, which wire_figures_deinit() frees; its `error` is told as it came. ERR_AWAY: aggregation is
 * not there, or it serves other definitions than ours. */
int live_ask(const struct definitions *d, const struct wire_request *q, struct wire_figures *out,
             struct err *e) CHECKED;
/* The request for one perimeter; false where the scope is too long to be one. */
bool live_request(const struct definitions *d, const struct scope *s, size_t programme, int32_t debut, int32_t fin,
                  struct wire_request *out);
/* The slots of an answer: [catalogue.slots_n]. ERR_FORMAT. */
int live_slots(const struct definitions *d, const struct wire_figures *f, int64_t *slots_out, struct err *e) CHECKED;
struct coverage live_coverage(const struct wire_figures *f);

#endif
