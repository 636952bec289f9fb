/* The sentence that one answer leaves for the page that follows it, in a cookie of its own: shown once. */
#ifndef CVG_DASHBOARD_SAID_H
#define CVG_DASHBOARD_SAID_H

#include "dashboard/session.h"

/* Of the coming answer; cut where it is too long. The cookie is named as that of a session is. */
void said_leave(const struct sessions *s, struct http_req *r, const char *text);
/* NULL: nothing was left. The caller frees; the coming answer takes it off. */
char *said_take(const struct sessions *s, struct http_req *r);

#endif
