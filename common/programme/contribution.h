/* A contribution: what one chantier amounts to in one period: every num, den and nr as an integer, by programme.
 *
 * Hundredths stay hundredths and days stay days, so that sums over chantiers are exact. Slots: see struct indicator.
 * What depends on reference data (source `chantier`, membership) is not in it: perimeter.c adds that. Source:
 * the contract's indicators. */
#ifndef CVG_PROGRAMME_CONTRIBUTION_H
#define CVG_PROGRAMME_CONTRIBUTION_H

#include "programme/definitions.h"
#include "programme/table.h"

#define PROGRAMMES_MAX 8 /* TOUS and the codes of the list `programme` */
#define PROGRAMME_TOUS 0 /* code i of the list stands at i + 1 */

/* How many programmes there are, TOUS included, and one by its name ("CVG", "TOUS"), -1: none. */
size_t programmes_count(const struct definitions *d);
int programme_find(const struct definitions *d, const char *name);
const char *programme_name(const struct definitions *d, size_t programme);

/* Values are laid out as [programmes_count][catalogue.slots_n]. */
size_t contribution_len(const struct definitions *d);

/* Computes one period over the rows in force; tables[d->datasets_n], each possibly NULL. `out` has contribution_len
 * values. */
void contribution_compute(const struct definitions *d, const struct table *const *tables, int32_t debut, int32_t fin,
                          int64_t *out);

/* Zigzag varints with runs of zeros shortened: what is stored and what travels. */
void contribution_encode(const int64_t *values, size_t n, struct buf *out);
/* -1 where the bytes are not exactly n values. */
int contribution_decode(const unsigned char *bytes, size_t len, int64_t *values, size_t n) CHECKED;

#endif
