/* `cvg push --list`: what the outbox holds. */
#ifndef CVG_CVG_PUSH_LIST_H
#define CVG_CVG_PUSH_LIST_H

#include "cvg/listing.h"
#include "cvg/outbox.h"

/* Returns the exit code. */
int push_list(struct outbox *box, enum listing_format format);

#endif
