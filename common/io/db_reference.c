/* Reference data from the database into struct reference. */
#include "io/db_reference.h"

#define KNOWN                                                                                                          \
    "(($1::timestamptz IS NULL AND l.known_to = 'infinity') OR (l.known_from <= $1::timestamptz AND l.known_to > "     \
    "$1::timestamptz))"
#define KNOWN_TERRITOIRE                                                                                               \
    "(($1::timestamptz IS NULL AND t.known_to = 'infinity') OR (t.known_from <= $1::timestamptz AND t.known_to > "     \
    "$1::timestamptz))"

const char db_reference_territoires[] =
    "SELECT t.code, t.nom, t.porteur, t.lancement FROM cvg.territoire t WHERE " KNOWN_TERRITOIRE " ORDER BY t.code";

/* A line of a territory that is not known cannot be placed; the import lets none in. */
const char db_reference_lignes[] =
    "SELECT l.chantier_id, l.territoire, nullif(l.depuis, '-infinity'), nullif(l.jusqua, 'infinity'), l.objectif"
    "  FROM cvg.chantier_ligne l JOIN cvg.territoire t ON t.code = l.territoire AND " KNOWN_TERRITOIRE " WHERE " KNOWN;

static int32_t day_or(const struct db_result *r, int row, int col, int32_t otherwise)
{
    return db_is_null(r, row, col) ? otherwise : db_day(r, row, col);
}

void db_reference_read(const struct db_result *territoires, const struct db_result *lignes, struct reference *out)
{
    for (int i = 0; i < db_rows(territoires); i++)
        reference_add_territoire(out, db_text(territoires, i, 0), db_text(territoires, i, 1),
                                 db_text(territoires, i, 2), day_or(territoires, i, 3, CELL_NULL));
    for (int i = 0; i < db_rows(lignes); i++)
        reference_add_ligne(out, db_text(lignes, i, 0), db_text(lignes, i, 1), day_or(lignes, i, 2, INT32_MIN),
                            day_or(lignes, i, 3, INT32_MAX),
                            db_is_null(lignes, i, 4) ? CELL_NULL : (int32_t)db_int64(lignes, i, 4));
    reference_seal(out);
}
