/* A quarterly report asked for: in short, or a file of its package. */
#ifndef CVG_REPORTING_RAPPORT_H
#define CVG_REPORTING_RAPPORT_H

#include "io/db_sync.h"
#include "programme/definitions.h"
#include "reporting/refusal.h"

/* Fills *a, which bears the call, with the answer or a refusal. A draft (version 0) is made from the facts of now, with
 * every number; a version that is prepared or closed is told as it is published, and bears "sha256", what
 * cvg.arrete_fermer() takes; "fichiers" are the names of its package. `key`: file of the key that packages are signed with; "": none are made. −1 with *e: the
 * database failed. */
int rapport_fill(struct db_sync *db, const struct definitions *d, const char *key, const struct wire_ask *q,
                 struct wire_answer *a, struct err *e) CHECKED;

#endif
