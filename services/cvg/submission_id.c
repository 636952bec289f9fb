/* Ids of submissions, taken apart. */
#include "cvg/submission_id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool submission_id_parse(const char *id, struct submission_id *out)
{
    const char *dot = strrchr(id, '.');
    char *end;
    if (!dot || !text_is_id(id, (size_t)(dot - id)) || dot[1] < '0' || dot[1] > '9')
        return false;
    snprintf(out->reporter, sizeof out->reporter, "%.*s", (int)(dot - id), id);
    long long n = strtoll(dot + 1, &end, 10);
    out->n = n;
    return *end == '-' && strlen(end) == 5 && strspn(end + 1, "0123456789abcdef") == 4 && end - dot <= 19;
}
