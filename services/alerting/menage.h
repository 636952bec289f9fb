/* What was told is not kept for ever: once an hour, a part at a time. */
#ifndef CVG_ALERTING_MENAGE_H
#define CVG_ALERTING_MENAGE_H

#include "alerting/alerting.h"

void menage_start(struct alerting *a);
void menage_stop(struct alerting *a);

#endif
