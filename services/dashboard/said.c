/* The cookie that carries a sentence to the next page. */
#include "dashboard/said.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define BYTES_MAX 600
#define BOUND "; Path=/; HttpOnly; SameSite=Strict"

static const char *name_of(const struct sessions *s)
{
    return session_secure(s) ? "__Host-cvg_dit=" : "cvg_dit=";
}

static void end_cookie(const struct sessions *s, int seconds, struct buf *cookie)
{
    buf_addf(cookie, BOUND "; Max-Age=%d%s", seconds, session_secure(s) ? "; Secure" : "");
}

void said_leave(const struct sessions *s, struct http_req *r, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf cookie = {0};
    size_t len = text_cut(text, BYTES_MAX);
    buf_adds(&cookie, name_of(s));
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            buf_addc(&cookie, text[i]);
        else
            buf_addf(&cookie, "%%%c%c", hex[c >> 4], hex[c & 15]);
    }
    end_cookie(s, 30, &cookie);
    http_set_header(r, "Set-Cookie", buf_text(&cookie));
    buf_deinit(&cookie);
}

char *said_take(const struct sessions *s, struct http_req *r)
{
    const char *name = name_of(s), *cookies = http_header(r, "Cookie"), *at = cookies ? strstr(cookies, name) : NULL;
    struct buf gone = {0};
    if (!at || (at != cookies && at[-1] != ' ' && at[-1] != ';'))
        return NULL;
    at += strlen(name);
    char *said = mem_text_n(at, strcspn(at, ";"));
    size_t len = http_url_decode(said, strlen(said), false);
    if (memchr(said, 0, len) || !text_is_utf8(said, len) || len > BYTES_MAX)
        len = 0;
    said[len] = 0;
    buf_adds(&gone, name);
    end_cookie(s, 0, &gone);
    http_set_header(r, "Set-Cookie", buf_text(&gone));
    buf_deinit(&gone);
    return said;
}
