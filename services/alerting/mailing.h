/* What is told in one transaction, gathered by recipient: a mail each, and one message to the chat. Pure. */
#ifndef CVG_ALERTING_MAILING_H
#define CVG_ALERTING_MAILING_H

#include <jansson.h>

#include "alerting/lettre.h"
#include "base/map.h"

#define MAILING_CHAT "webhook" /* the recipient that is no address: the chat of the settings */

struct mailing {
    const char *kind; /* "alerte" or "synthese" */
    int64_t at_us;
    int32_t day;        /* of a digest; INT32_MIN: at once */
    struct map by_name; /* recipient → index */
    struct mailing_recipient *items;
    size_t n, cap;
};

/* The line's texts are the caller's until mailing_finish(). False, and nothing done, where this recipient has that
 * alert already (an address may be of two audiences). */
bool mailing_add(struct mailing *m, const char *recipient, const struct lettre_ligne *ligne);
/* Appends rows as the database's functions take them, and forgets everything. A digest of a recipient without news
 * (only LETTRE_OUVERTE) is none. */
void mailing_finish(struct mailing *m, json_t *mails, json_t *hooks);

#endif
