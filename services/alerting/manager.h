/* Alertmanager, or what takes its alerts: told again and again what is open. */
#ifndef CVG_ALERTING_MANAGER_H
#define CVG_ALERTING_MANAGER_H

#include "alerting/alerting.h"

int manager_start(struct alerting *a, struct err *e) CHECKED; /* where the settings name one: a->alertmanager */
void manager_stop(struct alerting *a);
void manager_url(const struct alerting *a, struct buf *out); /* where alerts are posted */
void manager_wake(struct alerting *a);                       /* something changed */

#endif
