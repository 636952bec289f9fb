/* The id of an alert, read from its end: a reporter's own id may hold dots. */
#include "dashboard/alerte_id.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define DIGITS_MAX 9

bool alerte_id_read(const char *text, struct alerte_id *out)
{
    size_t len = strlen(text), at = len;
    *out = (struct alerte_id){0};
    if (len >= sizeof out->text)
        return false;
    while (at > 0 && isdigit((unsigned char)text[at - 1]))
        at--;
    if (at == len || len - at > DIGITS_MAX || text[at] == '0' || at == 0 || text[at - 1] != 'a')
        return false;
    size_t reporter = at - 1; /* its length, with the dot behind it */
    if (reporter > 0 &&
        (text[reporter - 1] != '.' || reporter > sizeof out->reporter || !text_is_id(text, reporter - 1)))
        return false;
    snprintf(out->text, sizeof out->text, "%s", text);
    snprintf(out->reporter, sizeof out->reporter, "%.*s", reporter ? (int)(reporter - 1) : 0, text);
    out->n = (int32_t)strtol(text + at, NULL, 10);
    return true;
}
