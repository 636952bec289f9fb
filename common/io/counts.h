/* Contributions of many reporters in one period: counted by PostgreSQL over the facts, or as they are stored. */
#ifndef CVG_IO_COUNTS_H
#define CVG_IO_COUNTS_H

#include "io/db_sync.h"
#include "programme/contribution.h"
#include "programme/period.h"

struct counts {
    struct map reporters; /* → index */
    int64_t **values;     /* [reporters.n], contribution_len each */
    size_t cap;
};

#define COUNTS_IN_FORCE INT64_C(253402300799000000) /* an instant after which nothing is known: 9999-12-31 */

/* By the SQL printed from the catalogue, over the rows known at `known_us`, of the reporters only[only_n]; NULL: of
 * all. */
int counts_from_facts(struct db_sync *db, const struct definitions *d, const struct period *p, int64_t known_us,
                      const char *const *only, size_t only_n, struct counts *out, struct err *e) CHECKED;
/* The parameters of what facts_sql.h prints: as known at, these reporters only. */
void counts_parameters(int64_t known_us, const char *const *only, size_t only_n, struct db_params *p);
/* As stored under the definitions' digest. One that cannot be read is left out and named in `broken`. */
int counts_from_stored(struct db_sync *db, const struct definitions *d, const struct period *p, struct counts *out,
                       struct buf *broken, struct err *e) CHECKED;
/* NULL: it has none. */
const int64_t *counts_find(const struct counts *c, const char *reporter);
void counts_deinit(struct counts *c);

#endif
