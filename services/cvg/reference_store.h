/* The reference data in the database: versions by known time, never overwritten. */
#ifndef CVG_CVG_REFERENCE_STORE_H
#define CVG_CVG_REFERENCE_STORE_H

#include "cvg/reference_table.h"
#include "io/db_sync.h"

/* Puts both tables in force in one transaction, and nothing where nothing differs; `author` goes into the journal. On
 * success `before` is what was in force (the caller calls reference_table_deinit) and *version_out the version of the
 * reference data. */
int reference_store(struct db_sync *db, const char *author, const struct reference_table after[REFERENCE_KIND_COUNT],
                    struct reference_table before[REFERENCE_KIND_COUNT], int64_t *version_out, struct err *e) CHECKED;

/* Whether a chantier or a territory of that name is in force. */
int reference_store_known(struct db_sync *db, const char *reporter, bool *known_out, struct err *e) CHECKED;

#endif
