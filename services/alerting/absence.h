/* Our own absence: were we away, and was intake away with us? Then chantiers could not send, and their silence is ours.
 */
#ifndef CVG_ALERTING_ABSENCE_H
#define CVG_ALERTING_ABSENCE_H

#include "alerting/alerting.h"

extern const char absence_sql[]; /* one row: when we were last there; NULL: never */
/* Asks intake since when it is there, where that matters: then `done` is called, later, and true is returned. */
bool absence_ask(struct alerting *a, const struct db_result *r, void (*done)(void *arg));
/* From time to time: we are there. Parameter: now. */
extern const char absence_here_sql[];

#endif
