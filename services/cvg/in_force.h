/* The situation date in force of one reporter. */
#ifndef CVG_CVG_IN_FORCE_H
#define CVG_CVG_IN_FORCE_H

#include "io/db_sync.h"

/* The situation date of the reporter's last accepted submission; ERR_FORMAT, with a French text, where there is none.
 */
int in_force_situation(struct db_sync *db, const char *reporter, int32_t *day_out, struct err *e) CHECKED;

#endif
