/* The error type: formatting, and the end of a process that found a bug in itself. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void err_fill(struct err *e, enum err_code code, const char *fmt, ...)
{
    va_list ap;
    if (!e)
        return;
    e->code = code;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
}

int err_prefix(struct err *e, const char *fmt, ...)
{
    char what[256], old[sizeof e->text];
    va_list ap;
    if (!e)
        return -1;
    memcpy(old, e->text, sizeof old);
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    snprintf(e->text, sizeof e->text, "%s: %.500s", what, old);
    return -1;
}

bool err_transient(const struct err *e)
{
    return e->code == ERR_AWAY;
}

void must_failed(const char *cond, const char *file, int line)
{
    fprintf(stderr, "ev=bug cond=\"%s\" file=%s line=%d\n", cond, file, line);
    abort();
}
