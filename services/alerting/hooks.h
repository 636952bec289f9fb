/* Messages to a chat (Mattermost, Slack), posted from rows. */
#ifndef CVG_ALERTING_HOOKS_H
#define CVG_ALERTING_HOOKS_H

#include "alerting/alerting.h"

int hooks_start(struct alerting *a, struct err *e) CHECKED; /* where the settings name a receiver: a->chat */
void hooks_stop(struct alerting *a);
void hooks_wake(struct alerting *a); /* there may be something to post */
bool hooks_idle(const struct alerting *a);

#endif
