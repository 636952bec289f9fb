/* Writing JSON, in the order in which it is said. */
#include "base/json.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"

void json_string(struct buf *out, const char *s)
{
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

static void name(struct json *j, const char *key)
{
    if (j->comma)
        buf_addc(j->out, ',');
    j->comma = true;
    if (key) {
        json_string(j->out, key);
        buf_addc(j->out, ':');
    }
}

void json_open(struct json *j, const char *key, char bracket)
{
    name(j, key);
    buf_addc(j->out, bracket);
    j->comma = false;
}

void json_close(struct json *j, char bracket)
{
    buf_addc(j->out, bracket);
    j->comma = true;
}

void json_text(struct json *j, const char *key, const char *s)
{
    if (!s) {
        json_null(j, key);
        return;
    }
    name(j, key);
    json_string(j->out, s);
}

void json_int(struct json *j, const char *key, int64_t v)
{
    name(j, key);
    buf_addf(j->out, "%lld", (long long)v);
}

void json_real(struct json *j, const char *key, double v)
{
    char s[64];
    name(j, key);
    int n = snprintf(s, sizeof s, "%.9f", v);
    const char *point = strchr(s, '.');
    while (point && s[n - 1] == '0' && &s[n - 1] - point > 6)
        s[--n] = 0;
    buf_adds(j->out, s);
}

void json_bool(struct json *j, const char *key, bool v)
{
    name(j, key);
    buf_adds(j->out, v ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
    name(j, key);
    buf_adds(j->out, "null");
}

void json_day(struct json *j, const char *key, int32_t day)
{
    char s[CAL_DAY_LEN];
    if (day == INT32_MIN) {
        json_null(j, key);
        return;
    }
    cal_format_day(day, s);
    json_text(j, key, s);
}
