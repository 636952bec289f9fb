/* Our own absence: were we away, and was intake away with us? Then chantiers could not send, and their silence is ours.
 */
#ifndef CVG_ALERTING_ABSENCE_H
#define CVG_ALERTING_ABSENCE_H

#include "alerting/alerting.h"

/* One row: when we were last there, and the last sign of life in the database; NULL: never. */
extern const char absence_sql[];
/* Asks intake since when it is there, where that matters: then `done` is called, later, and true is returned. Intake
 * may be two minutes late. */
bool absence_ask(struct alerting *a, const struct db_result *r, void (*done)(void *arg));
void absence_stop(struct alerting *a);
/* From time to time: we are there. Parameter: now. */
extern const char absence_here_sql[];

#endif
