/* Errors, usage and numbers of the command line, the same for every command of `cvg`. */
#include "cvg/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define APOSTROPHE "\u2019"

int command_fail(const struct err *e)
{
    static const int codes[ERR_CODE_COUNT] = {
        [ERR_NONE] = COMMAND_REFUSED,     [ERR_USAGE] = COMMAND_USAGE,     [ERR_FORMAT] = COMMAND_REFUSED,
        [ERR_LIMIT] = COMMAND_REFUSED,    [ERR_IO] = COMMAND_REFUSED,      [ERR_AWAY] = COMMAND_AWAY,
        [ERR_DATABASE] = COMMAND_REFUSED, [ERR_SETTING] = COMMAND_SETTING,
    };
    fprintf(stderr, "cvg : %s\n", e->text);
    return codes[e->code];
}

int command_refused(struct err *e)
{
    struct buf text = {0};
    const char *from = e->text, *at;
    for (; (at = strstr(from, APOSTROPHE)); from = at + strlen(APOSTROPHE)) {
        buf_add(&text, from, (size_t)(at - from));
        buf_addc(&text, '\'');
    }
    buf_adds(&text, from);
    snprintf(e->text, sizeof e->text, "%s", buf_text(&text));
    buf_deinit(&text);
    return command_fail(e);
}

int command_misused(const char *usage, const char *fmt, ...)
{
    va_list ap;
    fputs("cvg : ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr, "\n\n%s", usage);
    return COMMAND_USAGE;
}

bool command_number(const char *text, long min, long max, long *out)
{
    char *end;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (errno || end == text || *end || n < min || n > max)
        return false;
    *out = n;
    return true;
}
