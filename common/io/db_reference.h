/* Reference data from the database into struct reference: territories, and lines of membership. */
#ifndef CVG_IO_DB_REFERENCE_H
#define CVG_IO_DB_REFERENCE_H

#include "io/db_value.h"
#include "programme/perimeter.h"

/* Both take $1 timestamptz: as known then; NULL: what is in force. */
extern const char db_reference_territoires[], db_reference_lignes[];

/* Fills and seals *out, which is zero, from their results (text or binary). */
void db_reference_read(const struct db_result *territoires, const struct db_result *lignes, struct reference *out);

#endif
