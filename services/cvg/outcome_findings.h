/* The findings of an outcome as a person reads them, and the names of figures. Below outcome_table.h. */
#ifndef CVG_CVG_OUTCOME_FINDINGS_H
#define CVG_CVG_OUTCOME_FINDINGS_H

#include <jansson.h>

#include "base/buf.h"

struct definitions;

void outcome_findings_put(struct buf *out, const json_t *findings, const struct definitions *d);
/* A figure by its label, else its code; `d` may be NULL. */
const char *outcome_figure(const struct definitions *d, const char *code);

#endif
