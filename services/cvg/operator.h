/* What the operator's commands stand on: the database as role `cvg`, and where the services are. */
#ifndef CVG_CVG_OPERATOR_H
#define CVG_CVG_OPERATOR_H

#include "io/db_sync.h"

/* The database; ERR_AWAY, with a French text, where it is not there. */
struct db_sync *operator_db(struct err *e) CHECKED;

/* The HTTP address of a service of CVG_HOME as `cvg ps` tells it, also while it is restarted; the caller frees it.
 * NULL: there is none. */
char *operator_address(const char *service);

/* The name of who runs this, for the decisions that are kept. */
const char *operator_name(void);

struct operator_id {
    char reporter[41];
    int64_t n;
};
/* Takes apart "<reporter>.<n>-<4 hexadecimal digits>"; false where it is not one. */
bool operator_parse_id(const char *id, struct operator_id *out);

#endif
