/* Fields of forms that edit. */
#include "dashboard/edition_read.h"

#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "programme/schema.h"

bool edition_read_day(const char *s, int32_t *out)
{
    size_t len = strlen(s);
    text_trim(&s, &len);
    *out = CELL_NULL;
    return !len || cal_parse_day(s, len, out);
}

bool edition_read_number(const char *s, int32_t *out)
{
    int64_t v = 0;
    size_t len = strlen(s);
    text_trim(&s, &len);
    *out = CELL_NULL;
    while (len) {
        if (*s < '0' || *s > '9')
            return false;
        v = v * 10 + (*s - '0');
        if (v > EDITION_NUMBER_MAX)
            return false;
        s++;
        len--;
        text_trim(&s, &len); /* thousands apart, as they are shown and pasted */
        *out = (int32_t)v;
    }
    return true;
}

bool edition_read_instant(const char *s, int64_t *out)
{
    return strchr(s, 'T') && strlen(s) < CAL_INSTANT_LEN && cal_parse_instant(s, out);
}
