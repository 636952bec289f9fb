/* Whether those who live also answer. */
#ifndef CVG_CVG_ANSWERING_H
#define CVG_CVG_ANSWERING_H

#include "cvg/roster.h"

/* Asks every ready daemon for /readyz, all at once. Who says that it is not ready is "starting"; who says nothing in
 * time is too, and silent. */
void answering_ask(struct roster *s);

#endif
