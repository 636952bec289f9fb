/* The live totals: what every reporter amounts to in every live period, and the sums of each perimeter, kept by
 * differences.
 *
 * Invariant: the slots of a perimeter and period are the sum of the shares (programme/perimeter.h) of the reporters
 * that it includes, under the reporters' state as held here. A reporter that changes has its old share subtracted and
 * its new one added; what changes the shares of many at once (reference data, periods, the last expected night)
 * rebuilds everything. Chantiers have no sum of their own: theirs is a share, computed when asked for. */
#ifndef CVG_AGGREGATION_TOTALS_H
#define CVG_AGGREGATION_TOTALS_H

#include "programme/perimeter.h"
#include "programme/period.h"

struct totals;

/* `d` must outlive it. Nothing is live and nobody is known before the first set_time and set_reference. */
struct totals *totals_new(const struct definitions *d);
void totals_free(struct totals **t);

/* The live periods and the last expected night. Contributions of periods that stay are kept. True: something changed.
 */
bool totals_set_time(struct totals *t, const struct period *live, size_t live_n, int32_t last_night);
/* Takes *r over and empties it. */
void totals_set_reference(struct totals *t, struct reference *r, uint64_t version);
const struct reference *totals_reference(const struct totals *t, uint64_t *version_out);
const struct period *totals_live(const struct totals *t, size_t *n_out);
int totals_find_period(const struct totals *t, int32_t debut, int32_t fin); /* -1: not live */

/* One reporter's whole state under one version, as a message or the database tells it; nothing is kept of the memory.
 */
struct totals_contribution {
    int32_t debut, fin;
    const void *payload; /* contribution_encode */
    size_t len;
};
struct totals_report {
    const char *reporter;
    uint64_t version;
    int32_t situation; /* CELL_NULL: nothing accepted yet */
    int64_t rows_read, rows_set_aside;
    const struct totals_contribution *contributions;
    size_t contributions_n;
};
enum totals_taken { TOTALS_NONE, TOTALS_TAKEN, TOTALS_COMPLETED, TOTALS_DROPPED, TOTALS_BROKEN, TOTALS_TAKEN_COUNT };
/* TAKEN: a higher version replaced what was held. COMPLETED: the version held, with contributions that were missing.
 * DROPPED: an older version, or nothing new. BROKEN: a payload that is no contribution; nothing of the report is taken.
 */
enum totals_taken totals_put(struct totals *t, const struct totals_report *r);

/* How many reporters that count in the period have an accepted submission but no contribution: while there is one, its
 * figures would be too small. */
size_t totals_missing(const struct totals *t, size_t period);
/* Names of reporters that miss a contribution in any period, at most `max`; texts live until the next change. */
size_t totals_list_missing(const struct totals *t, const char **out, size_t max);

/* Perimeters that have a sum: the nation, the operationnels, each territory. Indexes hold until the reference data
 * change. */
size_t totals_perimeters_n(const struct totals *t);
const struct scope *totals_perimeter(const struct totals *t, size_t perimeter);

enum totals_found { TOTALS_FOUND, TOTALS_UNKNOWN_SCOPE, TOTALS_NOT_LIVE, TOTALS_INCOMPLETE, TOTALS_FOUND_COUNT };
struct totals_figures {
    const int64_t *slots; /* of one programme; lives until the next call */
    struct coverage coverage;
    uint64_t version; /* grows with every change of this perimeter and period */
};
enum totals_found totals_find(struct totals *t, const struct scope *s, size_t programme, int32_t debut, int32_t fin,
                              struct totals_figures *out);
/* The version alone; 0 where there is no such scope. */
uint64_t totals_version(struct totals *t, const struct scope *s, size_t period);

/* Reporters with a version, by index; NULL beyond the last, "" for one that has none. */
const char *totals_reporter(const struct totals *t, size_t i, uint64_t *version_out);
/* How many have a version, and the XOR over them of the first 8 bytes of SHA-256(reporter, 0, version on 8 bytes big
 * endian). */
size_t totals_hash(const struct totals *t, uint64_t *hash_out);

#endif
