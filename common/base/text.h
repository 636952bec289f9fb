/* Text: UTF-8, Windows-1252, and folding (case and accents aside) of what people type. */
#ifndef CVG_BASE_TEXT_H
#define CVG_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Strict UTF-8: no overlong forms, no surrogates, nothing over U+10FFFF. */
bool text_is_utf8(const char *s, size_t len);
/* Bytes that are no UTF-8 become `?`: of a text that was cut, or came from outside, and is shown. */
void text_mend(char *s);
/* How many of its bytes to keep where there is room for `max`: not in the middle of a letter. */
size_t text_cut(const char *s, size_t max);
/* Windows-1252 to UTF-8; false, with what came before, at one of its five unassigned bytes. */
bool text_from_cp1252(const char *s, size_t len, struct buf *out) CHECKED;

/* Lower case without accents: "Entrée" → "entree", "œ" → "oe". At most `cap` − 1 bytes and NUL; returns the whole
 * length as snprintf does. Latin letters of French and its neighbours are folded, others are kept as they are.
 * Combining accents (U+0300–036F) are dropped. */
size_t text_fold(const char *s, size_t len, char *out, size_t cap);
/* A header as the contract compares it: surrounding blanks off, folded, blanks and hyphens inside as `_`. */
size_t text_normalise_header(const char *s, size_t len, char *out, size_t cap);

/* Surrounding blanks (space, tab, no-break spaces U+00A0 and U+202F) off, in place of pointers. */
void text_trim(const char **s, size_t *len);
bool text_is_id(const char *s, size_t len); /* [A-Za-z0-9._-]{1,40} */
bool text_starts(const char *s, const char *prefix);

#endif
