/* One cell: from text to a typed int32. Source: export format, "Reading a file". */
#include "programme/cell.h"

#include <string.h>

#include "base/cal.h"
#include "base/text.h"

/* Out of range where it sets the row aside, it was readable all the same: rules between cells still see it. */
static enum cell_result in_range(const struct field *f, int32_t v, int32_t *out)
{
    bool below = f->has_min && (f->above ? v <= f->min : v < f->min);
    bool out_of_range = below || (f->has_max && v > f->max);
    if (!out_of_range || f->strict)
        *out = v;
    return out_of_range ? CELL_BAD_RANGE : CELL_OK;
}

static enum cell_result parse_code(const struct field *f, const char *s, size_t len, int32_t *out)
{
    int32_t i = codes_find(f->codes, s, len);
    if (i < 0)
        return CELL_BAD_CODE;
    if (f->codes->items[i].unknown)
        return CELL_UNKNOWN;
    *out = f->codes->items[i].instead;
    return CELL_OK;
}

static enum cell_result parse_boolean(const struct field *f, const char *s, size_t len, int32_t *out)
{
    static const struct {
        const char *spelling;
        int32_t value;
    } known[] = {{"o", 1}, {"n", 0}, {"oui", 1}, {"non", 0}, {"1", 1}, {"0", 0}, {"true", 1}, {"false", 0}};
    char folded[16];
    for (size_t i = 0; i < len; i++) /* any case, but no accents */
        if ((unsigned char)s[i] >= 0x80)
            return CELL_BAD_TYPE;
    if (text_fold(s, len, folded, sizeof folded) >= sizeof folded)
        return CELL_BAD_TYPE;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(folded, known[i].spelling) == 0) {
            *out = known[i].value;
            return CELL_OK;
        }
    for (size_t i = 0; i < f->accept_n; i++)
        if (strcmp(folded, f->accept[i].spelling) == 0) {
            *out = f->accept[i].value;
            return CELL_OK;
        }
    return CELL_BAD_TYPE;
}

/* Digits with at most one point or comma and two digits after it; hundredths. Whole parts over nine digits are out of
 * any range. */
static enum cell_result parse_decimal(const struct field *f, const char *s, size_t len, int32_t *out)
{
    size_t i = 0, whole = 0, places = 0;
    int64_t v = 0;
    bool minus = false;
    if (len && (s[0] == '-' || s[0] == '+'))
        minus = s[i++] == '-';
    for (; i < len && s[i] >= '0' && s[i] <= '9'; i++, whole++)
        if (v < 100000000)
            v = v * 10 + (s[i] - '0');
    v *= 100;
    if (i < len && (s[i] == '.' || s[i] == ',')) {
        int64_t unit = 10;
        for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++, places++, unit /= 10)
            v += (s[i] - '0') * unit;
        if (places > 2)
            return CELL_BAD_TYPE;
    }
    if (i < len || whole == 0)
        return CELL_BAD_TYPE;
    if (v > INT32_MAX)
        return CELL_BAD_RANGE;
    return in_range(f, (int32_t)(minus ? -v : v), out);
}

static enum cell_result parse_integer(const struct field *f, const char *s, size_t len, int32_t *out)
{
    size_t i = 0;
    int64_t v = 0;
    bool minus = false;
    if (len && (s[0] == '-' || s[0] == '+'))
        minus = s[i++] == '-';
    if (i == len)
        return CELL_BAD_TYPE;
    for (; i < len; i++) {
        if (s[i] < '0' || s[i] > '9')
            return CELL_BAD_TYPE;
        if (v < 10000000000)
            v = v * 10 + (s[i] - '0');
    }
    if (v > INT32_MAX)
        return CELL_BAD_RANGE;
    return in_range(f, (int32_t)(minus ? -v : v), out);
}

static enum cell_result parse_month(const char *s, size_t len, int32_t *out)
{
    int y, m, d;
    if (cal_parse_month(s, len, out))
        return CELL_OK;
    if (!cal_parse_day(s, len, out))
        return CELL_BAD_TYPE;
    cal_date(*out, &y, &m, &d);
    if (d == 1)
        return CELL_MONTH_AS_DATE;
    *out = CELL_NULL;
    return CELL_EXACT_BIRTH;
}

static size_t characters(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += (s[i] & 0xc0) != 0x80;
    return n;
}

enum cell_result cell_parse(const struct field *f, const char *s, size_t len, struct strings *strings, int32_t *out)
{
    int32_t day;
    *out = CELL_NULL;
    text_trim(&s, &len);
    if (len == 0)
        return CELL_EMPTY;
    if (len == 2 && (s[0] | 32) == 'n' && (s[1] | 32) == 'r')
        return CELL_UNKNOWN;
    switch (f->type) {
    case FIELD_ID:
        if (!text_is_id(s, len))
            return CELL_BAD_TYPE;
        *out = strings_add(strings, s, len);
        return CELL_OK;
    case FIELD_TEXT:
        if (f->max_chars && characters(s, len) > f->max_chars)
            return CELL_BAD_RANGE;
        *out = strings_add(strings, s, len);
        return CELL_OK;
    case FIELD_CODE:
        return parse_code(f, s, len, out);
    case FIELD_BOOLEAN:
        return parse_boolean(f, s, len, out);
    case FIELD_DATE:
        return cal_parse_day(s, len, &day) ? in_range(f, day, out) : CELL_BAD_TYPE;
    case FIELD_MONTH:
        return parse_month(s, len, out);
    case FIELD_DECIMAL:
        return parse_decimal(f, s, len, out);
    case FIELD_INTEGER:
        return parse_integer(f, s, len, out);
    case FIELD_NONE:
    case FIELD_TYPE_COUNT:
        break;
    }
    must(false);
    return CELL_BAD_TYPE;
}

/* ---- identity data ---- */

static bool digits_at(const char *s, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (s[i] < '0' || s[i] > '9')
            return false;
    return true;
}

/* [1-478]\d{2}(0[1-9]|1[0-2]|[2-9]\d)(\d{2}|2[AB])\d{6}, alone or with its key of two digits. */
static bool is_nir(const char *s, size_t len)
{
    if ((len != 13 && len != 15) || !strchr("123478", s[0]) || !digits_at(s, 0, 5) || !digits_at(s, 7, len - 7))
        return false;
    int month = (s[3] - '0') * 10 + (s[4] - '0');
    bool corsica = s[5] == '2' && (s[6] == 'A' || s[6] == 'B');
    if (month < 1 || (month > 12 && month < 20) || (!corsica && !digits_at(s, 5, 2)))
        return false;
    if (len == 13)
        return true;
    int64_t n = 0;
    for (size_t i = 0; i < 13; i++) {
        int digit = corsica && i == 5 ? 1 : corsica && i == 6 ? (s[6] == 'A' ? 9 : 8) : s[i] - '0';
        n = n * 10 + digit;
    }
    return 97 - n % 97 == (s[13] - '0') * 10 + (s[14] - '0');
}

static bool is_telephone(const char *s, size_t len)
{
    size_t prefix = len == 10 && s[0] == '0'                 ? 1
                    : len == 12 && memcmp(s, "+33", 3) == 0  ? 3
                    : len == 13 && memcmp(s, "0033", 4) == 0 ? 4
                                                             : 0;
    return prefix && s[prefix] >= '1' && s[prefix] <= '9' && digits_at(s, prefix, 9);
}

static bool is_address_byte(char c)
{
    return c != '@' && c != ' ' && !(c >= '\t' && c <= '\r');
}

/* [^\s@]+@[^\s@]+\.[A-Za-z]{2,} somewhere in the text. */
static bool has_email(const char *s, size_t len)
{
    const char *end = s + len;
    for (const char *at = memchr(s, '@', len); at; at = memchr(at + 1, '@', (size_t)(end - at) - 1)) {
        if (at == s || !is_address_byte(at[-1]))
            continue;
        for (const char *p = at + 1; p < end && is_address_byte(*p); p++)
            if (*p == '.' && p > at + 1 && end - p > 2 && ((p[1] | 32) >= 'a' && (p[1] | 32) <= 'z') &&
                ((p[2] | 32) >= 'a' && (p[2] | 32) <= 'z'))
                return true;
    }
    return false;
}

bool identity_in(const char *s, size_t len)
{
    if (len < 5)
        return false;
    if (has_email(s, len))
        return true;
    char packed[16];
    size_t n = 0;
    text_trim(&s, &len); /* so that no later trimming walks over the blanks at the end again */
    for (size_t i = 0; i < len;) {
        const char *p = s + i;
        size_t rest = len - i;
        const char *q = p;
        size_t left = rest;
        text_trim(&q, &left); /* a blank of any kind at p is dropped */
        if (q != p) {
            i += (size_t)(q - p);
            continue;
        }
        if (*p != '.' && *p != '-' && *p != '/') {
            if (n == sizeof packed - 1)
                return false;
            packed[n++] = *p;
        }
        i++;
    }
    packed[n] = 0;
    if (n < 10)
        return false;
    return is_nir(packed, n) || is_telephone(packed, n) ||
           (n == 12 && memcmp(packed, "99999", 5) == 0 && digits_at(packed, 0, 12));
}
