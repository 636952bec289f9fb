/* Where a request comes from and where an answer may lead, judged from what was sent. Pure. */
#ifndef CVG_DASHBOARD_ORIGIN_H
#define CVG_DASHBOARD_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* A page of this very host sent it, as far as the browser tells: Sec-Fetch-Site where there is one, else Origin against
 * Host. NULL: not sent. Programs send neither: true. */
bool origin_same(const char *fetch_site, const char *origin, const char *host);

/* The reverse proxies that are believed. */
#define ORIGIN_PROXIES_MAX 16
struct origin_proxies {
    struct origin_net {
        unsigned char address[16]; /* IPv6; IPv4 as ::ffff:a.b.c.d */
        int bits;
    } list[ORIGIN_PROXIES_MAX];
    size_t n;
};

/* "127.0.0.0/8, ::1, 172.30.0.1": addresses and networks, between commas or blanks; "": none. ERR_SETTING. */
int origin_proxies_read(const char *text, struct origin_proxies *out, struct err *e) CHECKED;

/* The address that asks. A peer that is one of our reverse proxies tells of whom it has the request: the last hop of
 * X-Forwarded-For, which it wrote itself; those before are anybody's words. One of the two texts, or a part of it. */
const char *origin_peer(const struct origin_proxies *ours, const char *peer, const char *forwarded);

#define ORIGIN_PATH_MAX 2048 /* bytes, NUL included */

/* A path of this host as it stands, and after any number of decodings: no other host, nothing that leads up. */
bool origin_local(const char *path);

#endif
