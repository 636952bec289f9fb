/* What is looked at of the rows of people: loads, dates that fall due, posts. Asked of reporting once a version, and
 * kept. */
#ifndef CVG_ALERTING_MESURES_H
#define CVG_ALERTING_MESURES_H

#include "alerting/alerting.h"

int mesures_start(struct alerting *a, struct err *e) CHECKED;
void mesures_stop(struct alerting *a);

#endif
