/* The end of a push in plain French: whether it arrived, and what there is to do. */
#ifndef CVG_CVG_PUSH_TELL_H
#define CVG_CVG_PUSH_TELL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

/* How a push ended before there was a receipt. */
enum push_end {
    PUSH_END_REFUSED_HERE, /* nothing was sent nor kept */
    PUSH_END_KEPT,         /* in the outbox, for the next time */
    PUSH_END_KEPT_KEY,     /* the same, once the key is right */
    PUSH_END_NOT_KEPT,     /* over HTTP: whoever sends must come again */
    PUSH_END_NOT_TAKEN,    /* a no that stays */
    PUSH_END_COUNT
};

/* Of an outcome, or of a receipt where none came. */
void push_tell_arrived(FILE *out, const json_t *document);
void push_tell_end(FILE *out, enum push_end end);

#endif
