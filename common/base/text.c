/* Text: UTF-8, Windows-1252, and folding (case and accents aside) of what people type. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* One character; returns its length in bytes, 0 where it is not UTF-8. */
static size_t decode(const unsigned char *s, size_t len, uint32_t *out)
{
    if (len == 0)
        return 0;
    unsigned c = s[0];
    if (c < 0x80) {
        *out = c;
        return 1;
    }
    size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || len < n)
        return 0;
    uint32_t v = c & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        v = v << 6 | (s[i] & 0x3fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
        return 0;
    *out = v;
    return n;
}

static size_t encode(uint32_t v, char out[4])
{
    if (v < 0x80) {
        out[0] = (char)v;
        return 1;
    }
    size_t n = v < 0x800 ? 2 : v < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, v >>= 6)
        out[i] = (char)(0x80 | (v & 0x3f));
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(lead[n] | v);
    return n;
}

bool text_is_utf8(const char *text, size_t len)
{
    const unsigned char *s = (const unsigned char *)text;
    while (len) {
        uint64_t eight;
        if (len >= 8 && (memcpy(&eight, s, 8), (eight & 0x8080808080808080ull) == 0)) {
            s += 8;
            len -= 8;
            continue;
        }
        uint32_t v;
        size_t n = decode(s, len, &v);
        if (n == 0)
            return false;
        s += n;
        len -= n;
    }
    return true;
}

void text_mend(char *s)
{
    size_t len = strlen(s), n;
    uint32_t v;
    for (; len; s += n, len -= n) {
        n = decode((const unsigned char *)s, len, &v);
        if (n == 0) {
            *s = '?';
            n = 1;
        }
    }
}

size_t text_cut(const char *s, size_t max)
{
    size_t len = strnlen(s, max);
    while (len && ((unsigned char)s[len] & 0xc0) == 0x80)
        len--;
    return len;
}

bool text_from_cp1252(const char *s, size_t len, struct buf *out)
{
    static const uint16_t high[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                      0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                      0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};
    size_t start = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned c = (unsigned char)s[i];
        if (c < 0x80)
            continue;
        char u[4];
        uint32_t v = c < 0xa0 ? high[c - 0x80] : c;
        buf_add(out, s + start, i - start);
        if (v == 0)
            return false;
        buf_add(out, u, encode(v, u));
        start = i + 1;
    }
    buf_add(out, s + start, len - start);
    return true;
}

/* U+00C0 to U+017F without accents, lower case; "" keeps the character. Two letters for ligatures. */
static const char *const latin[] = {
    "a", "a", "a",  "a", "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i", "i", "i",  "i",  "d", "n", "o",  "o",
    "o", "o", "o",  "",  "o", "u", "u",  "u",  "u", "y", "th", "ss", "a", "a", "a",  "a",  "a", "a", "ae", "c",
    "e", "e", "e",  "e", "i", "i", "i",  "i",  "d", "n", "o",  "o",  "o", "o", "o",  "",   "o", "u", "u",  "u",
    "u", "y", "th", "y", "a", "a", "a",  "a",  "a", "a", "c",  "c",  "c", "c", "c",  "c",  "c", "c", "d",  "d",
    "d", "d", "e",  "e", "e", "e", "e",  "e",  "e", "e", "e",  "e",  "g", "g", "g",  "g",  "g", "g", "g",  "g",
    "h", "h", "h",  "h", "i", "i", "i",  "i",  "i", "i", "i",  "i",  "i", "i", "ij", "ij", "j", "j", "k",  "k",
    "k", "l", "l",  "l", "l", "l", "l",  "l",  "l", "l", "l",  "n",  "n", "n", "n",  "n",  "n", "n", "n",  "n",
    "o", "o", "o",  "o", "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r", "r", "s",  "s",  "s", "s", "s",  "s",
    "s", "s", "t",  "t", "t", "t", "t",  "t",  "u", "u", "u",  "u",  "u", "u", "u",  "u",  "u", "u", "u",  "u",
    "w", "w", "y",  "y", "y", "z", "z",  "z",  "z", "z", "z",  "s"};
_Static_assert(sizeof latin / sizeof latin[0] == 0x180 - 0xc0, "one entry a character");

static void put(char *out, size_t cap, size_t *n, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++, (*n)++)
        if (*n + 1 < cap)
            out[*n] = s[i];
}

size_t text_fold(const char *text, size_t len, char *out, size_t cap)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = 0;
    while (len) {
        uint32_t v;
        size_t k = decode(s, len, &v);
        if (k == 0) { /* not UTF-8: keep the byte, it will match nothing */
            put(out, cap, &n, (const char *)s, 1);
            s++;
            len--;
            continue;
        }
        if (v < 0x80) {
            char c = (char)(v >= 'A' && v <= 'Z' ? v + 32 : v);
            put(out, cap, &n, &c, 1);
        } else if (v >= 0xc0 && v < 0x180 && latin[v - 0xc0][0]) {
            put(out, cap, &n, latin[v - 0xc0], strlen(latin[v - 0xc0]));
        } else if (v < 0x300 || v > 0x36f) {
            put(out, cap, &n, (const char *)s, k);
        }
        s += k;
        len -= k;
    }
    if (cap)
        out[n < cap ? n : cap - 1] = 0;
    return n;
}

/* Length of a blank at the start of s, 0 where there is none. */
static size_t blank_at(const char *s, size_t len)
{
    if (len && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r' || *s == '\v' || *s == '\f'))
        return 1;
    if (len >= 2 && memcmp(s, "\xc2\xa0", 2) == 0)
        return 2;
    if (len >= 3 && memcmp(s, "\xe2\x80\xaf", 3) == 0)
        return 3;
    return 0;
}

void text_trim(const char **s, size_t *len)
{
    size_t k;
    while ((k = blank_at(*s, *len)) > 0) {
        *s += k;
        *len -= k;
    }
    for (;;) {
        const char *end = *s + *len;
        if (*len >= 1 && blank_at(end - 1, 1) == 1)
            *len -= 1;
        else if (*len >= 2 && blank_at(end - 2, 2) == 2)
            *len -= 2;
        else if (*len >= 3 && blank_at(end - 3, 3) == 3)
            *len -= 3;
        else
            return;
    }
}

size_t text_normalise_header(const char *s, size_t len, char *out, size_t cap)
{
    text_trim(&s, &len);
    size_t n = text_fold(s, len, out, cap), to = 0;
    for (size_t i = 0; n < cap && i < n; to++) { /* what was cut matches nothing, so it is left alone */
        size_t blank = out[i] == '-' ? 1 : blank_at(out + i, n - i);
        out[to] = blank ? '_' : out[i];
        i += blank ? blank : 1;
    }
    if (n >= cap)
        return n;
    out[to] = 0;
    return to;
}

bool text_is_id(const char *s, size_t len)
{
    if (len < 1 || len > 40)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
              c == '-'))
            return false;
    }
    return true;
}

bool text_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}
