/* Whom there is to follow: chantiers with their territory, software and membership, territories, the nation. */
#ifndef CVG_ALERTING_REFERENCE_H
#define CVG_ALERTING_REFERENCE_H

#include "alerting/alerting.h"

/* Adds its statements to a request; `res` are their results, in the same order. */
void reference_ask(struct db_request *r);
/* Everybody is due afterwards. */
void reference_take(struct alerting *a, const struct db_result *res);
void reference_forget(struct alerting *a);

#endif
