/* The words of the alerts' rows for people, and how instants stand in their documents. */
#ifndef CVG_CVG_ALERTS_WORDS_H
#define CVG_CVG_ALERTS_WORDS_H

#include "base/cal.h"

#define ALERTS_INSTANT(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

const char *alerts_state_word(const char *etat); /* "acquittee" → "prise en charge"… */
const char *alerts_event_word(const char *quoi); /* "levee" → "levée"… */
const char *alerts_why_word(const char *pourquoi); /* "silence" → "un silence était en vigueur"…; "" of what is told */

#endif
