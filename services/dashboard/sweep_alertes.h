/* The alerts of a sweep: what changed of them, told to the streams; how many wait, reporter by reporter. */
#ifndef CVG_DASHBOARD_SWEEP_ALERTES_H
#define CVG_DASHBOARD_SWEEP_ALERTES_H

#include "dashboard/dashboard.h"

#define SWEEP_ROWS_MAX 2000 /* at a time; when there are more, the rest is asked for at once */

/* How many wait, of every reporter. */
void sweep_alertes_add_counts(struct db_request *r);
void sweep_alertes_read_counts(struct dashboard *d, const struct db_result *rows);

/* What changed after this row; of a sweep's first ask the row is before all of `since`. */
void sweep_alertes_add(struct db_request *r, const char *changed, const char *chantier, int64_t n);
/* Takes rows; true: there are more, to be asked for after the last of them. */
bool sweep_alertes_take(struct dashboard *d, const struct db_result *rows);
/* The rest, after the last row of these. */
void sweep_alertes_add_rest(struct db_request *r, const struct db_result *rows);

/* The row of a statement that begins with these columns as an event. */
#define SWEEP_ALERTES_COLUMNS                                                                                          \
    "a.chantier_id, cvg.alerte_id(a.chantier_id, a.n), a.regle, a.niveau, a.etat, a.libelle, a.depuis, a.cause <> ''"
void sweep_alertes_event(const struct db_result *rows, int i, const char *since, struct alerte_event *out);

#endif
