/* A finding's message taken apart: what is wrong, and what to do. */
#ifndef CVG_DEPOT_SPLIT_H
#define CVG_DEPOT_SPLIT_H

#include <stddef.h>

#include "programme/definitions.h"

/* Bytes of `message` that tell what is wrong; what follows them, after one blank, tells what to do (nothing: the whole
 * length). Messages of controles.csv are two sentences, in this order; where the second begins is read from the
 * templates of the code, so that a value with a full stop in it does not mislead. */
size_t split_message(const struct definitions *d, const char *code, const char *message);

/* The second sentence of a text without placeholders; NULL: there is none. */
const char *split_second(const char *text);

#endif
