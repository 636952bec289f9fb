/* `cvg show --caseload`: the caseload of each accompagnant of a chantier. */
#ifndef CVG_CVG_CASELOAD_H
#define CVG_CVG_CASELOAD_H

#include "cvg/listing.h"

/* `date`: the day of the list, AAAA-MM-JJ; NULL: the situation date in force. The exit code. */
int caseload_show(const char *reporter, const char *date, enum listing_format format);

#endif
