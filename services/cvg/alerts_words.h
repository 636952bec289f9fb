/* How instants stand in the documents of `cvg alerts`; the words are programme/alertes_mots.h. */
#ifndef CVG_CVG_ALERTS_WORDS_H
#define CVG_CVG_ALERTS_WORDS_H

#include "base/cal.h"
#include "programme/alertes_mots.h"

#define ALERTS_INSTANT(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

#endif
