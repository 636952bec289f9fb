/* Messages to a chat (Mattermost, Slack), and drills to Alertmanager, posted from rows. */
#ifndef CVG_ALERTING_HOOKS_H
#define CVG_ALERTING_HOOKS_H

#include "alerting/alerting.h"

/* Which receiver, as the table has it. */
#define HOOKS_TEXTE "texte"
#define HOOKS_ALERTMANAGER "alertmanager"

int hooks_start(struct alerting *a,
                struct err *e) CHECKED; /* after manager_start(); where the settings name a receiver: a->chat */
void hooks_stop(struct alerting *a);
void hooks_wake(struct alerting *a); /* there may be something to post */
bool hooks_idle(const struct alerting *a);

#endif
