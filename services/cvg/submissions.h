/* `cvg show` and `cvg submissions`: what was sent and what became of it, from the database. */
#ifndef CVG_CVG_SUBMISSIONS_H
#define CVG_CVG_SUBMISSIONS_H

#include <jansson.h>

#include "cvg/operator.h"

int submissions_run(int argc, char **argv);
int submissions_show_run(int argc, char **argv);

/* The outcome of a submission; NULL with ERR_FORMAT and a French text where there is none of that id. */
json_t *submissions_document(struct db_sync *db, const char *id, struct err *e) CHECKED;

#endif
