/* The cookie that carries a sentence to the next page. */
#include "dashboard/said.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define COOKIE "cvg_dit"
#define BYTES_MAX 600

void said_leave(struct http_req *r, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf cookie = {0};
    size_t len = text_cut(text, BYTES_MAX);
    buf_adds(&cookie, COOKIE "=");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            buf_addc(&cookie, text[i]);
        else
            buf_addf(&cookie, "%%%c%c", hex[c >> 4], hex[c & 15]);
    }
    buf_adds(&cookie, "; Path=/; Max-Age=30; HttpOnly; SameSite=Strict");
    http_set_header(r, "Set-Cookie", buf_text(&cookie));
    buf_deinit(&cookie);
}

char *said_take(struct http_req *r)
{
    const char *cookies = http_header(r, "Cookie"), *at = cookies ? strstr(cookies, COOKIE "=") : NULL;
    if (!at || (at != cookies && at[-1] != ' ' && at[-1] != ';'))
        return NULL;
    at += strlen(COOKIE "=");
    char *said = mem_text_n(at, strcspn(at, ";"));
    size_t len = http_url_decode(said, strlen(said), false);
    if (memchr(said, 0, len) || !text_is_utf8(said, len) || len > BYTES_MAX)
        len = 0;
    said[len] = 0;
    http_set_header(r, "Set-Cookie", COOKIE "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    return said;
}
