/* What the system and the libraries say in English, for people who read French. */
#ifndef CVG_CVG_FRENCH_H
#define CVG_CVG_FRENCH_H

#include "base/err.h"

/* A number of errno, in French where it is a usual one. */
const char *french_errno(int no);
/* Puts a French sentence first and what the error said before behind it, in parentheses, on one line. Returns −1. */
int french_wrap(struct err *e, const char *fmt, ...) PRINTF(2, 3);

#endif
