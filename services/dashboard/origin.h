/* Where a request comes from and where an answer may lead, judged from what was sent. Pure. */
#ifndef CVG_DASHBOARD_ORIGIN_H
#define CVG_DASHBOARD_ORIGIN_H

#include <stdbool.h>

/* A page of this very host sent it, as far as the browser tells: Sec-Fetch-Site where there is one, else Origin against
 * Host. NULL: not sent. Programs send neither: true. */
bool origin_same(const char *fetch_site, const char *origin, const char *host);

/* The address that asks. A peer on this machine is a reverse proxy, and tells of whom it has the request: the last hop
 * of X-Forwarded-For, which it wrote itself; those before are anybody's words. One of the two texts, or a part of it.
 */
const char *origin_peer(const char *peer, const char *forwarded);

#define ORIGIN_PATH_MAX 2048 /* bytes, NUL included */

/* A path of this host as it stands, and after any number of decodings: no other host, nothing that leads up. */
bool origin_local(const char *path);

#endif
