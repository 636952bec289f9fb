/* The id of a submission, read from its end: a reporter's own id may hold dots and hyphens. */
#include "dashboard/submission_id.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define MARK_LEN 5 /* "-8eb5" */
#define DIGITS_MAX 18

static bool is_mark(const char *s)
{
    for (int i = 1; i < MARK_LEN; i++)
        if (!isdigit((unsigned char)s[i]) && (s[i] < 'a' || s[i] > 'f'))
            return false;
    return s[0] == '-';
}

bool submission_id_read(const char *text, struct submission_id *out)
{
    size_t len = strlen(text), digits = 0;
    *out = (struct submission_id){0};
    if (len >= sizeof out->text || len <= MARK_LEN || !is_mark(text + len - MARK_LEN))
        return false;
    size_t end = len - MARK_LEN, at = end;
    while (at > 0 && isdigit((unsigned char)text[at - 1]))
        at--;
    digits = end - at;
    if (digits < 1 || digits > DIGITS_MAX || at < 2 || text[at - 1] != '.' || !text_is_id(text, at - 1))
        return false;
    snprintf(out->text, sizeof out->text, "%s", text);
    snprintf(out->reporter, sizeof out->reporter, "%.*s", (int)(at - 1), text);
    for (size_t i = at; i < end; i++)
        out->n = out->n * 10 + (text[i] - '0');
    return true;
}
