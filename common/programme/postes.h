/* The posts of a coordination, as one SELECT over the facts. "En cours" is the population postes_en_cours of
 * populations.csv. */
#ifndef CVG_PROGRAMME_POSTES_H
#define CVG_PROGRAMME_POSTES_H

#include "programme/definitions.h"

/* The list of a day. Parameters: $1 timestamptz, as known at (any instant far ahead: what is in force); $2 text[],
 * these reporters only, or NULL. Columns: chantier_id (a territory's code); fonction and etat, as the code lists have
 * them; etp in hundredths, int8; since when it has been so, date. By function and state.
 * ERR_FORMAT where the definitions lack the dataset, the population or a column that this needs. */
int postes_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e) CHECKED;

#endif
