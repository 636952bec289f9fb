/* Names and texts as SQL writes them. */
#ifndef CVG_PROGRAMME_SQL_H
#define CVG_PROGRAMME_SQL_H

#include "base/buf.h"

void sql_string(struct buf *out, const char *s); /* 'it''s' */
void sql_quoted(struct buf *out, const char *s); /* "a name", whatever it is */
/* Without quotes where it is made of a-z, 0-9 and _. A word of SQL itself is so written too: only behind `alias.` or
 * AS. */
void sql_name(struct buf *out, const char *s);

#endif
