/* What a submission does to its reporter's figures, as its outcome tells it: before and after. Pure. */
#ifndef CVG_DASHBOARD_EFFECT_H
#define CVG_DASHBOARD_EFFECT_H

#include <jansson.h>

#include "programme/definitions.h"

/* A table "effet" (dashboard/table.h) of the figures that move, a section a period; `before` and `after`: headings of
 * the two columns. A new reference. */
json_t *effect_table(const json_t *outcome, const struct definitions *d, const char *title, const char *before,
                     const char *after);

/* A count after the submission, of a period and programme: false where it does not move. */
bool effect_after(const json_t *outcome, const char *code, const char *programme, const char *period,
                  int64_t *after_out);

#endif
