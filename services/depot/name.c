/* What the name of a dropped file tells. Names come from outside: any bytes but NUL and '/'. */
#include "depot/name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/cal.h"
#include "base/text.h"

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), w = strlen(with);
    return n >= w && strcasecmp(name + n - w, with) == 0;
}

static bool ends_any(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ends(name, list[i]))
            return true;
    return false;
}

enum name_kind name_kind(const char *name)
{
    static const char *const growing[] = {".part", ".filepart", ".tmp"}, *const alone[] = {".zip", ".xlsx"};
    static const char *const confirm[] = {"confirmer", "confirmation"};
    if (strcmp(name, NAME_NOTICE) == 0 || ends(name, NAME_ANSWER_END))
        return NAME_OURS;
    /* "~$x.xlsx" is the lock of a workbook that is open */
    if (name[0] == '.' || text_starts(name, "~$") || ends_any(name, growing, sizeof growing / sizeof *growing))
        return NAME_GROWING;
    if (ends_any(name, alone, sizeof alone / sizeof *alone))
        return NAME_ALONE;
    for (size_t i = 0; i < sizeof confirm / sizeof *confirm; i++) {
        size_t len = strlen(confirm[i]);
        if (strncasecmp(name, confirm[i], len) == 0 && (!name[len] || strcasecmp(name + len, ".txt") == 0))
            return NAME_CONFIRM;
    }
    return NAME_FILE;
}

/* ---- the day ---- */

static size_t digits(const char *s)
{
    size_t n = 0;
    while (isdigit((unsigned char)s[n]))
        n++;
    return n;
}

static int number(const char *s, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len; i++)
        n = n * 10 + (s[i] - '0');
    return n;
}

/* "4-2-2" or "2-2-4" digits, none beside them. */
static bool is_parted(const char *s, size_t first, size_t last)
{
    return digits(s) == first && s[first] == '-' && digits(s + first + 1) == 2 && s[first + 3] == '-' &&
           digits(s + first + 4) == last;
}

static bool day_at(const char *s, int32_t *day_out)
{
    int year, month, day;
    if (digits(s) == 8) {
        year = number(s, 4), month = number(s + 4, 2), day = number(s + 6, 2);
    } else if (is_parted(s, 4, 2)) {
        year = number(s, 4), month = number(s + 5, 2), day = number(s + 8, 2);
    } else if (is_parted(s, 2, 4)) {
        day = number(s, 2), month = number(s + 3, 2), year = number(s + 6, 4);
    } else {
        return false;
    }
    if (!cal_valid(year, month, day))
        return false;
    *day_out = cal_day(year, month, day);
    return true;
}

bool name_day(const char *name, int32_t *day_out)
{
    bool found = false;
    for (const char *s = name; *s; s++) {
        int32_t day;
        if ((s > name && isdigit((unsigned char)s[-1])) || !day_at(s, &day))
            continue;
        if (found && day != *day_out)
            return false;
        found = true;
        *day_out = day;
    }
    return found;
}

/* ---- names that we make ---- */

void name_answer(const char *name, char out[NAME_LEN])
{
    static const char csv[] = ".csv";
    size_t len = strlen(name), room = NAME_MAX - (sizeof NAME_ANSWER_END - 1);
    const char *dot = strchr(name, '.');
    const char *end = dot ? "" : csv; /* what has no ending must not take the place of the .csv of its name */
    if (dot && strcmp(dot, csv) == 0)
        len = (size_t)(dot - name);
    room -= strlen(end);
    if (len > room)
        for (len = room; len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80;) /* not inside a character */
            len--;
    memcpy(out, name, len);
    snprintf(out + len, NAME_LEN - len, "%s" NAME_ANSWER_END, end);
}

void name_shown(const char *name, struct buf *out)
{
    struct buf converted = {0};
    size_t len = strlen(name), start = out->len;
    if (text_is_utf8(name, len))
        buf_add(out, name, len);
    else if (text_from_cp1252(name, len, &converted))
        buf_add(out, buf_text(&converted), converted.len);
    else
        for (const char *p = name; *p; p++)
            buf_addc(out, (unsigned char)*p < 0x80 ? *p : '_');
    for (size_t i = start; i < out->len; i++)
        if ((unsigned char)out->data[i] < 0x20 || strchr("\x7f\"\\/", out->data[i]))
            out->data[i] = '_';
    buf_deinit(&converted);
}
