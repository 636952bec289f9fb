/* Judging addresses that came from outside. */
#include "dashboard/origin.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool origin_same(const char *fetch_site, const char *origin, const char *host)
{
    if (fetch_site)
        return strcmp(fetch_site, "same-origin") == 0 || strcmp(fetch_site, "none") == 0;
    if (!origin)
        return true;
    const char *scheme = strstr(origin, "://");
    return scheme && host && strcasecmp(scheme + 3, host) == 0; /* "null": some page that hides where it is from */
}

/* IPv4 as IPv6 has it, so that one comparison does. False: it is no address. */
static bool read_address(const char *s, unsigned char out[16])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(out, mapped, sizeof mapped);
    return inet_pton(AF_INET, s, out + 12) == 1 || inet_pton(AF_INET6, s, out) == 1;
}

static bool read_net(const char *text, size_t len, struct origin_net *out)
{
    char copy[INET6_ADDRSTRLEN + 4];
    if (len >= sizeof copy)
        return false;
    memcpy(copy, text, len);
    copy[len] = 0;
    char *slash = strchr(copy, '/'), *end = "";
    long bits = -1;
    if (slash) {
        *slash = 0;
        bits = slash[1] >= '0' && slash[1] <= '9' ? strtol(slash + 1, &end, 10) : -1;
    }
    if (!read_address(copy, out->address) || *end)
        return false;
    long most = strchr(copy, ':') ? 128 : 32;
    if (slash && (bits < 0 || bits > most))
        return false;
    out->bits = (int)(slash ? 128 - most + bits : 128);
    return true;
}

int origin_proxies_read(const char *text, struct origin_proxies *out, struct err *e)
{
    *out = (struct origin_proxies){0};
    for (size_t len; *(text += strspn(text, ", ")); text += len) {
        len = strcspn(text, ", ");
        if (out->n == ORIGIN_PROXIES_MAX)
            return err_set(e, ERR_SETTING, "more than %d proxies", ORIGIN_PROXIES_MAX);
        if (!read_net(text, len, &out->list[out->n++]))
            return err_set(e, ERR_SETTING, "\"%.*s\" is no address or network", (int)len, text);
    }
    return 0;
}

static bool is_in(const struct origin_net *net, const unsigned char address[16])
{
    size_t whole = (size_t)net->bits / 8;
    unsigned rest = (unsigned)net->bits % 8;
    return memcmp(net->address, address, whole) == 0 &&
           (!rest || (net->address[whole] ^ address[whole]) >> (8 - rest) == 0);
}

static bool is_ours(const struct origin_proxies *ours, const char *peer)
{
    unsigned char address[16];
    bool any = false, known = read_address(peer, address);
    for (size_t i = 0; known && i < ours->n && !any; i++)
        any = is_in(&ours->list[i], address);
    return any;
}

const char *origin_peer(const struct origin_proxies *ours, const char *peer, const char *forwarded)
{
    unsigned char address[16];
    if (!forwarded || !is_ours(ours, peer))
        return peer;
    const char *comma = strrchr(forwarded, ','), *last = comma ? comma + 1 : forwarded;
    last += strspn(last, " \t");
    return read_address(last, address) ? last : peer;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What a path holds once it is decoded, where that could lead elsewhere: separators, controls, a percent sign that
 * would be decoded again. */
static bool hides(const char *s)
{
    int high = hex(s[1]), low = high < 0 ? -1 : hex(s[2]), c = high * 16 + low;
    return low < 0 || c < 0x20 || c == 0x7F || c == '/' || c == '\\' || c == '%' || c == '.' || c == '?' || c == '#';
}

/* The segment that begins here: empty, "." and ".." are none of ours. */
static bool is_segment(const char *s)
{
    size_t len = strcspn(s, "/?");
    return len && !(len == 1 && s[0] == '.') && !(len == 2 && s[0] == '.' && s[1] == '.');
}

bool origin_local(const char *path)
{
    size_t len = strlen(path), end = strcspn(path, "?");
    if (path[0] != '/' || len >= ORIGIN_PATH_MAX)
        return false;
    for (size_t i = 0; i < len; i++)
        if (path[i] <= ' ' || path[i] > '~' || path[i] == '\\')
            return false;
    for (size_t i = 0; i < end; i++)
        if ((path[i] == '%' && hides(path + i)) || (path[i] == '/' && end > 1 && !is_segment(path + i + 1)))
            return false;
    return true;
}
