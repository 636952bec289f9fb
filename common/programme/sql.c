/* Names and texts as SQL writes them. */
#include "programme/sql.h"

#include <stdbool.h>

static void add(struct buf *out, const char *s, char quote)
{
    buf_addc(out, quote);
    for (; *s; s++) {
        if (*s == quote)
            buf_addc(out, quote);
        buf_addc(out, *s);
    }
    buf_addc(out, quote);
}

void sql_string(struct buf *out, const char *s)
{
    add(out, s, '\'');
}

void sql_quoted(struct buf *out, const char *s)
{
    add(out, s, '"');
}

void sql_name(struct buf *out, const char *name)
{
    bool plain = (*name >= 'a' && *name <= 'z') || *name == '_';
    for (const char *s = name; *s && plain; s++)
        plain = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_';
    if (plain)
        buf_adds(out, name);
    else
        sql_quoted(out, name);
}
