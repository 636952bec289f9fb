/* `cvg show --todo`: what a chantier has still to complete, from the facts in force. */
#ifndef CVG_CVG_TODO_SHOW_H
#define CVG_CVG_TODO_SHOW_H

#include "cvg/listing.h"

/* `date`: the day of the list, AAAA-MM-JJ; NULL: the situation date in force. The exit code. */
int todo_show(const char *reporter, const char *date, enum listing_format format);

#endif
