/* The evening's digest: what changed since the last one and was not told at once, to whom it concerns. */
#ifndef CVG_ALERTING_DIGEST_H
#define CVG_ALERTING_DIGEST_H

#include <jansson.h>

#include "alerting/alerting.h"

/* Adds its statements to a request, of the evening of a day: what came to pass later is the next one's. */
void digest_ask(int64_t now_us, int32_t day, struct db_request *r);
/* From their results: the function's parameters, by which everything is written down; an evening without news too. */
void digest_make(const struct alerting *a, int64_t now_us, int32_t day, const struct db_result *res,
                 struct db_request *out);

#endif
