/* How a workbook writes the value of a cell, and the text that it means. Source: ECMA-376 part 1, 18.8.30 (number
 * formats), 18.17.4 (dates), 22.4.2.4 (escapes). */
#include "programme/excel.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cal.h"

#define DAYS_MAX 2958466.0        /* 9999-12-31 is the day before */
#define HALF_MS (0.5 / 86400000.) /* what a time of day computed from others may lack */

enum excel_kind excel_builtin_kind(unsigned long id)
{
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
        return EXCEL_TIME;
    bool date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
                id == 57 || id == 58;
    return date ? EXCEL_DATE : EXCEL_NUMBER;
}

/* Past what a format shows as it stands: "texts", [colours] and [conditions], \x, and the widths _x and *x. A duration
 * ([h], [mm]) is told in *hours_out. */
static const char *skip_literal(const char *p, bool *hours_out)
{
    if (*p == '"') {
        const char *close = strchr(p + 1, '"');
        return close ? close + 1 : p + strlen(p);
    }
    if (*p == '[') {
        const char *close = strchr(p, ']');
        size_t n = strspn(p + 1, "hHmMsS");
        *hours_out = *hours_out || (n && p[n + 1] == ']');
        return close ? close + 1 : p + strlen(p);
    }
    if ((*p == '\\' || *p == '_' || *p == '*') && p[1])
        return p + 2;
    return p;
}

enum excel_kind excel_format_kind(const char *code)
{
    bool day = false, month = false, hours = false;
    if (strncasecmp(code, "General", 7) == 0 || strncasecmp(code, "Standard", 8) == 0)
        return EXCEL_NUMBER;
    for (const char *p = code; *p;) {
        const char *past = skip_literal(p, &hours);
        if (past != p) {
            p = past;
            continue;
        }
        char c = (char)(*p++ | 32);
        day = day || c == 'd' || c == 'y';
        hours = hours || c == 'h' || c == 's';
        month = month || c == 'm';
    }
    return day ? EXCEL_DATE : hours ? EXCEL_TIME : month ? EXCEL_DATE : EXCEL_NUMBER;
}

/* ---- numbers ---- */

/* Written as we would write it: at most 15 digits, no exponent, no zeros that say nothing. */
static bool is_plain(const char *s, size_t len)
{
    size_t i = len && s[0] == '-', first = i, digits = 0;
    bool point = false;
    for (; i < len; i++) {
        if (s[i] == '.' && !point && i > first)
            point = true;
        else if (s[i] >= '0' && s[i] <= '9')
            digits++;
        else
            return false;
    }
    if (digits == 0 || digits > 15 || (point && (s[len - 1] == '0' || s[len - 1] == '.')))
        return false;
    return s[first] != '0' || (len - first == 1 && !first) || s[first + 1] == '.';
}

static void put_zeros(struct buf *out, int n)
{
    while (n-- > 0)
        buf_addc(out, '0');
}

static void put_plain(double v, struct buf *out)
{
    char text[32]; /* -d.dddddddddddddde-ddd */
    char digits[16];
    snprintf(text, sizeof text, "%.14e", fabs(v));
    int n = 15, whole = atoi(text + 17) + 1; /* digits before the point; the exponent stands after the e */
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, 14);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (v < 0)
        buf_addc(out, '-');
    if (whole <= 0) {
        buf_adds(out, "0.");
        put_zeros(out, -whole);
        buf_add(out, digits, (size_t)n);
    } else if (whole >= n) {
        buf_add(out, digits, (size_t)n);
        put_zeros(out, whole - n);
    } else {
        buf_add(out, digits, (size_t)whole);
        buf_addc(out, '.');
        buf_add(out, digits + whole, (size_t)(n - whole));
    }
}

/* Days are counted as if 1900 had a 29 February (day 60), which is shown as such, and is no date to us. */
static void put_date(double serial, const struct excel_number *how, struct buf *out)
{
    char text[CAL_DAY_LEN];
    int32_t n = (int32_t)floor(serial + HALF_MS);
    if (how->epoch_1904)
        cal_format_day(cal_day(1904, 1, 1) + n, text);
    else if (n == 0 || n == 60)
        memcpy(text, n ? "1900-02-29" : "1900-01-00", sizeof text);
    else
        cal_format_day(cal_day(1899, 12, n < 60 ? 31 : 30) + n, text);
    if (how->month)
        memcpy(text + 8, "01", 2);
    buf_adds(out, text);
}

void excel_number(const char *s, size_t len, const struct excel_number *how, struct buf *out)
{
    char *end = NULL;
    if (how->kind == EXCEL_NUMBER && is_plain(s, len)) {
        buf_add(out, s, len);
        return;
    }
    double v = len && strspn(s, "+-.0123456789eE") == len ? strtod(s, &end) : NAN;
    if (!isfinite(v) || end != s + len) {
        excel_text(s, len, out);
    } else if (how->kind == EXCEL_DATE && v >= 0 && v < (how->epoch_1904 ? DAYS_MAX - 1462 : DAYS_MAX) - HALF_MS) {
        put_date(v, how, out);
    } else if (how->kind == EXCEL_TIME && v >= 0 && v < DAYS_MAX) {
        int64_t seconds = llround(v * 86400);
        buf_addf(out, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    } else if (v == 0) {
        buf_addc(out, '0');
    } else {
        put_plain(v, out);
    }
}

void excel_iso_date(const char *s, size_t len, bool month, struct buf *out)
{
    int32_t day;
    if (len < 10 || (len > 10 && s[10] != 'T') || !cal_parse_iso(s, 10, &day)) {
        excel_text(s, len, out);
        return;
    }
    buf_add(out, s, month ? 8 : 10);
    if (month)
        buf_adds(out, "01");
}

/* ---- texts ---- */

/* The character of an escape _xHHHH_ at s, 0 where there is none that a text can hold. */
static unsigned escape_at(const char *s, size_t len)
{
    unsigned v = 0;
    if (len < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        char c = (char)(s[i] | 32);
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return 0;
        v = v * 16 + (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
    }
    return v >= 0xd800 && v <= 0xdfff ? 0 : v;
}

static void put_character(unsigned v, struct buf *out)
{
    if (v < 0x80) {
        buf_addc(out, (char)(v == '\n' || v == '\r' ? ' ' : v));
    } else if (v < 0x800) {
        buf_addc(out, (char)(0xc0 | v >> 6));
        buf_addc(out, (char)(0x80 | (v & 0x3f)));
    } else {
        buf_addc(out, (char)(0xe0 | v >> 12));
        buf_addc(out, (char)(0x80 | (v >> 6 & 0x3f)));
        buf_addc(out, (char)(0x80 | (v & 0x3f)));
    }
}

void excel_text(const char *s, size_t len, struct buf *out)
{
    for (size_t i = 0; i < len;) {
        size_t n = i;
        while (n < len && s[n] != '_' && s[n] != '\n' && s[n] != '\r')
            n++;
        buf_add(out, s + i, n - i);
        i = n;
        if (i == len)
            break;
        unsigned v = escape_at(s + i, len - i);
        put_character(v ? v : (unsigned char)s[i], out);
        i += v ? 7 : 1;
    }
}

int excel_column(const char *ref)
{
    int c = 0;
    const char *p = ref;
    for (; *p >= 'A' && *p <= 'Z' && c <= EXCEL_COLUMNS_MAX; p++)
        c = c * 26 + (*p - 'A' + 1);
    return p == ref || *p < '1' || *p > '9' || c > EXCEL_COLUMNS_MAX ? -1 : c - 1;
}
