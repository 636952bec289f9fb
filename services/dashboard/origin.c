/* Judging addresses that came from outside. */
#include "dashboard/origin.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

bool origin_same(const char *fetch_site, const char *origin, const char *host)
{
    if (fetch_site)
        return strcmp(fetch_site, "same-origin") == 0 || strcmp(fetch_site, "none") == 0;
    if (!origin)
        return true;
    const char *scheme = strstr(origin, "://");
    return scheme && host && strcasecmp(scheme + 3, host) == 0; /* "null": some page that hides where it is from */
}

static bool is_loopback(const char *peer)
{
    return text_starts(peer, "127.") || strcmp(peer, "::1") == 0 || text_starts(peer, "::ffff:127.");
}

static bool is_address(const char *s)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, s, bytes) == 1 || inet_pton(AF_INET6, s, bytes) == 1;
}

const char *origin_peer(const char *peer, const char *forwarded)
{
    if (!forwarded || !is_loopback(peer))
        return peer;
    const char *comma = strrchr(forwarded, ','), *last = comma ? comma + 1 : forwarded;
    last += strspn(last, " \t");
    return is_address(last) ? last : peer;
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
