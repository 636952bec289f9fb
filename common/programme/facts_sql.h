/* The tables of facts, and the SQL by which PostgreSQL counts every indicator over them by its own means. Printed from
 * the definitions.
 *
 * Table faits.<dataset>: chantier_id, row_key, known_from, known_to, n_from, n_to, last_good, then one column a field
 * that is not off. A row of it is one version of a row of an export; the versions known at T: known_from <= T <
 * known_to. */
#ifndef CVG_PROGRAMME_FACTS_SQL_H
#define CVG_PROGRAMME_FACTS_SQL_H

#include "base/buf.h"
#include "programme/definitions.h"

/* Makes the tables of all datasets, or adds to those that are there the columns that they lack. May be repeated. */
void facts_sql_tables(const struct definitions *d, struct buf *out);

/* One SELECT: indicators [first, last) of one dataset. PostgreSQL takes 1664 columns at most, so that a dataset may
 * need several. */
struct facts_part {
    size_t dataset, first, last;
    size_t slots_n; /* that it gives */
};
#define FACTS_PART_SLOTS_MAX 1500

/* Steps through all parts of the catalogue; *part begins as zero. False: that was the last one. */
bool facts_sql_next(const struct definitions *d, struct facts_part *part);

/* Prints the part for one period. Parameters: $1 timestamptz, as known at (any instant far ahead: the rows in force);
 * $2 text[], these reporters only, or NULL. Columns: chantier_id; programme, text, NULL for the row of all programmes
 * together (TOUS) and for a dataset that is the same for every programme; then every slot of the indicators in order,
 * as int8, each in the meaning of struct indicator. */
void facts_sql_select(const struct definitions *d, const struct facts_part *part, int32_t debut, int32_t fin,
                      struct buf *out);

#define FACTS_FIRST_SLOT_COLUMN 2
/* The slot of the catalogue of each of the part's slot columns: [part->slots_n]. */
void facts_sql_slots(const struct definitions *d, const struct facts_part *part, size_t *slots_out);

/* What stands behind FROM: the rows of a dataset as known at $1 and of the reporters $2 (as above), one column a field
 * that is not off, codes as the definitions of today have them; its alias is f. */
void facts_sql_rows(const struct dataset *set, struct buf *out);
/* The same as known at parameter `known`, with their key as column row_key; the alias is the caller's. */
void facts_sql_rows_keyed(const struct dataset *set, int known, const char *alias, struct buf *out);

/* The rows f of a dataset that are of a population on a day: what stands behind FROM, up to the end of WHERE.
 * ERR_FORMAT where there is no such population. */
int facts_sql_population(const struct definitions *d, size_t dataset, const char *population, int32_t day,
                         struct buf *out, struct err *e) CHECKED;

/* One indicator of a perimeter, for a person to read and run: the SELECT above for it alone, over the columns that it
 * reads, with its parameters written out, added up over the reporters. Its numbers are the figure's slots by name
 * (decimals in hundredths). Not of the source `chantier`: those are no SQL. */
struct facts_shown {
    size_t indicator;
    int32_t debut, fin;
    int64_t at_us; /* as known at; INT64_MAX: the rows in force */
    size_t programme;
    const char *const *reporters; /* [reporters_n] of the perimeter; NULL: all */
    size_t reporters_n;
};
void facts_sql_show(const struct definitions *d, const struct facts_shown *shown, struct buf *out);

#endif
