/* A list of JSON objects as a table for people, as JSON or as CSV: all three say the same. */
#ifndef CVG_CVG_LISTING_H
#define CVG_CVG_LISTING_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"

enum listing_format { LISTING_TABLE, LISTING_JSON, LISTING_CSV };

struct listing_column {
    const char *key;                    /* member of each object; "rows.read" looks inside */
    const char *title;                  /* French; NULL: not in the table */
    bool right;                         /* numbers */
    const char *(*word)(const char *s); /* what the table says for a text; NULL: itself */
};

/* The value of --format; without `csv` that one is refused. False, with nothing said, where it is none. */
bool listing_format_parse(const char *text, bool csv, enum listing_format *out);
/* `columns` end with a NULL key. A table of no rows is empty. */
void listing_print(struct buf *out, const json_t *list, const struct listing_column *columns,
                   enum listing_format format);

/* One object: a line a member in the table, without the members that are empty. */
void listing_card(struct buf *out, const json_t *object, const struct listing_column *columns,
                  enum listing_format format);

/* A JSON document on its own line, as every command prints one. */
void listing_document(struct buf *out, const json_t *document);
/* Text from outside, made safe for a terminal: control characters are blanks. */
void listing_clean(struct buf *out, const char *s);
/* Blanks until `shown` characters are `width`. */
void listing_pad(struct buf *out, size_t shown, size_t width);
size_t listing_width(const char *s); /* in characters */
/* "AAAA-MM-JJ" as "JJ/MM/AAAA", an instant as "JJ/MM/AAAA à HH:MM" in Paris, anything else as it is. */
const char *listing_day(const char *s);
/* Writes the buffer on stdout and empties it. */
void listing_flush(struct buf *out);

#endif
