/* What the operator's commands stand on: the database as role `cvg`, and who they are. */
#ifndef CVG_CVG_OPERATOR_H
#define CVG_CVG_OPERATOR_H

#include <jansson.h>

#include "io/db_sync.h"

/* The database; ERR_AWAY, with a French text, where it is not there. */
struct db_sync *operator_db(struct err *e) CHECKED;

/* A statement whose first cell is a JSON text: the document, which the caller owns. `p` as db_sync_exec() has it. */
json_t *operator_json(struct db_sync *db, const char *sql, struct db_params *p, struct err *e) CHECKED;

/* The name of who runs this, for the decisions that are kept. */
const char *operator_name(void);

#endif
