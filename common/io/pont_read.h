/* The bridge to a report: how each headline figure came from what an earlier report said. */
#ifndef CVG_IO_PONT_READ_H
#define CVG_IO_PONT_READ_H

#include "io/known.h"
#include "programme/rapport.h"

/* Fills apres->ponts: the nation, the operationnels and every territory of `apres`, each headline figure; a perimeter
 * that `avant` does not know began with 0. `avant` holds its numbers (frozen, or a draft); `apres` has its period,
 * instant and figures under the definitions `d`, and `known` is what they were computed with. In the transaction of
 * known_begin(). Nothing is filled on failure: ERR_FORMAT, a bridge does not add up; ERR_USAGE, `apres` is the earlier
 * one; ERR_AWAY, the instant of `avant` cannot be looked at for now; or the database failed. */
int pont_read(struct db_sync *db, const struct definitions *d, const struct rapport *avant, const struct known *known,
              struct rapport *apres, struct err *e) CHECKED;

#endif
