/* The history that the database holds, for `cvg alerts simulate`. */
#ifndef CVG_CVG_ALERTS_HISTOIRE_BASE_H
#define CVG_CVG_ALERTS_HISTOIRE_BASE_H

#include "cvg/alerts_histoire.h"
#include "io/db_sync.h"

/* From so long before the first day that its frozen files and silences are known, to the last day. Memberships and
 * closures are those of now; parcours, posts and COPIL too; caseloads are those that alerting has asked for. */
int histoire_read_base(const struct definitions *d, struct db_sync *db, int32_t first, int32_t last,
                       struct histoire **out, struct err *e) CHECKED;

#endif
