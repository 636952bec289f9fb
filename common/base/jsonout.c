/* Writing JSON, in the order in which it is said. */
#include "base/jsonout.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"

void jsonout_string(struct buf *out, const char *s)
{
    if (!text_is_utf8(s, strlen(s))) /* JSON has no other encoding; whoever let it in this far shows nothing of it */
        s = "?";
    buf_addc(out, '"');
    for (const char *start = s;; s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, start, (size_t)(s - start));
        start = s + 1;
        if (c == 0)
            break;
        if (c == '"' || c == '\\')
            buf_addf(out, "\\%c", c);
        else
            buf_addf(out, "\\u%04x", c);
    }
    buf_addc(out, '"');
}

static void name(struct jsonout *j, const char *key)
{
    if (j->comma)
        buf_addc(j->out, ',');
    j->comma = true;
    if (key) {
        jsonout_string(j->out, key);
        buf_addc(j->out, ':');
    }
}

void jsonout_open(struct jsonout *j, const char *key, char bracket)
{
    name(j, key);
    buf_addc(j->out, bracket);
    j->comma = false;
}

void jsonout_close(struct jsonout *j, char bracket)
{
    buf_addc(j->out, bracket);
    j->comma = true;
}

void jsonout_text(struct jsonout *j, const char *key, const char *s)
{
    if (!s) {
        jsonout_null(j, key);
        return;
    }
    name(j, key);
    jsonout_string(j->out, s);
}

void jsonout_int(struct jsonout *j, const char *key, int64_t v)
{
    name(j, key);
    buf_addf(j->out, "%lld", (long long)v);
}

void jsonout_real(struct jsonout *j, const char *key, double v)
{
    char s[64];
    name(j, key);
    int n = snprintf(s, sizeof s, "%.9f", v);
    const char *point = strchr(s, '.');
    while (point && s[n - 1] == '0' && &s[n - 1] - point > 6)
        s[--n] = 0;
    buf_adds(j->out, s);
}

void jsonout_bool(struct jsonout *j, const char *key, bool v)
{
    name(j, key);
    buf_adds(j->out, v ? "true" : "false");
}

void jsonout_null(struct jsonout *j, const char *key)
{
    name(j, key);
    buf_adds(j->out, "null");
}

void jsonout_day(struct jsonout *j, const char *key, int32_t day)
{
    char s[CAL_DAY_LEN];
    if (day == INT32_MIN) {
        jsonout_null(j, key);
        return;
    }
    cal_format_day(day, s);
    jsonout_text(j, key, s);
}
