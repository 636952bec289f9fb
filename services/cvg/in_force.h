/* Questions to the facts in force of one reporter. */
#ifndef CVG_CVG_IN_FORCE_H
#define CVG_CVG_IN_FORCE_H

#include "io/db_sync.h"

/* The situation date of the reporter's last accepted submission; ERR_FORMAT, with a French text, where there is none.
 */
int in_force_situation(struct db_sync *db, const char *reporter, int32_t *day_out, struct err *e) CHECKED;

/* A SELECT whose parameters are those of facts_sql_rows(): everything in force, of this reporter only. */
int in_force_read(struct db_sync *db, const char *sql, const char *reporter, struct db_result *out,
                  struct err *e) CHECKED;

#endif
