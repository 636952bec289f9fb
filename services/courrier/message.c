/* A mail in the form of RFC 5322, 2045 and 2047. */
#include "courrier/message.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"

#define LINE_MAX_LEN 76
#define WORD_MAX 75 /* of an encoded word, its marks included */

static const char WORD_BEGIN[] = "=?UTF-8?Q?", WORD_END[] = "?=";

/* ---- quoted-printable ---- */

/* Adds one character (1 or 3 bytes), after a soft line break where the line is full; *col is where the line stands. */
static void put_quoted(const char *s, size_t n, size_t *col, struct buf *out)
{
    if (*col + n > LINE_MAX_LEN - 1) {
        buf_adds(out, "=\r\n");
        *col = 0;
    }
    buf_add(out, s, n);
    *col += n;
}

void message_quote(const char *text, struct buf *out)
{
    size_t col = 0;
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '\r')
            continue;
        if (c == '\n') {
            buf_adds(out, "\r\n");
            col = 0;
            continue;
        }
        bool at_end = p[1] == '\n' || p[1] == '\r' || !p[1];
        char code[4] = {*p, 0, 0, 0};
        if (c < 0x20 || c >= 0x7f || c == '=' || (c == ' ' && at_end))
            snprintf(code, sizeof code, "=%02X", c);
        put_quoted(code, strlen(code), &col, out);
    }
    if (col)
        buf_adds(out, "\r\n");
}

/* ---- headers ---- */

static size_t character_len(const char *s)
{
    size_t n = 1;
    while (((unsigned char)s[n] & 0xc0) == 0x80 && n < 4)
        n++;
    return n;
}

static bool is_word_safe(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '/';
}

/* One character of UTF-8 as an encoded word has it; a control character is a blank. */
static size_t encode_character(const char *s, size_t n, char out[16])
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c <= ' ' || c == 0x7f)
            out[len++] = '_';
        else if (is_word_safe(c))
            out[len++] = s[i];
        else
            len += (size_t)snprintf(out + len, 16 - len, "=%02X", c);
    }
    return len;
}

static bool is_plain(const char *s)
{
    for (; *s; s++)
        if (*s < ' ' || *s >= 0x7f || (s[0] == '=' && s[1] == '?'))
            return false;
    return true;
}

void message_header_text(const char *text, size_t used, struct buf *out)
{
    const size_t marks = sizeof WORD_BEGIN + sizeof WORD_END - 2;
    if (is_plain(text) && used + strlen(text) <= LINE_MAX_LEN) {
        buf_adds(out, text);
        return;
    }
    size_t room = LINE_MAX_LEN > used + marks ? LINE_MAX_LEN - used - marks : 0;
    buf_adds(out, WORD_BEGIN);
    while (*text) {
        char code[16];
        size_t n = character_len(text), len = encode_character(text, n, code);
        if (len > room) { /* a character never stands in two words */
            buf_addf(out, "%s\r\n %s", WORD_END, WORD_BEGIN);
            room = WORD_MAX - marks;
        }
        buf_add(out, code, len);
        room -= len;
        text += n;
    }
    buf_adds(out, WORD_END);
}

static void put_date(int64_t us, struct buf *out)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t seconds = us / 1000000;
    int32_t day = (int32_t)(seconds / 86400);
    int year, month, mday, in_day = (int)(seconds % 86400);
    cal_date(day, &year, &month, &mday);
    buf_addf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n", days + 3 * (cal_weekday(day) - 1), mday,
             months + 3 * (month - 1), year, in_day / 3600, in_day / 60 % 60, in_day % 60);
}

static void put_clean(const char *s, struct buf *out)
{
    for (; *s; s++)
        buf_addc(out, *s < ' ' || *s >= 0x7f ? ' ' : *s);
}

static void put_address(const char *header, const char *name, const char *address, struct buf *out)
{
    buf_addf(out, "%s: ", header);
    if (*name) {
        /* always an encoded word: it needs no quoting of its own then */
        buf_adds(out, WORD_BEGIN);
        for (size_t n; *name; name += n) {
            char code[16];
            n = character_len(name);
            buf_add(out, code, encode_character(name, n, code));
        }
        buf_addf(out, "%s\r\n ", WORD_END);
    }
    buf_addc(out, '<');
    put_clean(address, out);
    buf_adds(out, ">\r\n");
}

static void put_part(const char *boundary, const char *type, const char *text, struct buf *out)
{
    if (boundary)
        buf_addf(out, "--%s\r\n", boundary);
    buf_addf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    message_quote(text, out);
}

void message_format(const struct message *m, struct buf *out)
{
    unsigned char hash[8];
    char hex[2 * sizeof hash + 1], boundary[sizeof hex + 8];
    put_date(m->date_us, out);
    put_address("From", m->from_name, m->from, out);
    put_address("To", "", m->to, out);
    buf_adds(out, "Subject: ");
    message_header_text(m->subject, sizeof "Subject: " - 1, out);
    buf_adds(out, "\r\nMessage-ID: ");
    put_clean(m->message_id, out);
    buf_adds(out, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    if (!*m->html) {
        put_part(NULL, "text/plain", m->text, out);
        return;
    }
    crypto_generichash(hash, sizeof hash, (const unsigned char *)m->message_id, strlen(m->message_id), NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(boundary, sizeof boundary, "=_cvg_%s", hex); /* "=_" stands in no quoted-printable text */
    buf_addf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", boundary);
    put_part(boundary, "text/plain", m->text, out);
    put_part(boundary, "text/html", m->html, out);
    buf_addf(out, "--%s--\r\n", boundary);
}
