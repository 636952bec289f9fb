/* One HTTP request on another thread: what is posted to receivers, asked of daemons, and called outside. */
#ifndef CVG_ALERTING_POST_H
#define CVG_ALERTING_POST_H

#include <stddef.h>

struct uv_loop_s;

/* status: of HTTP; 0: no whole answer, then `why` says what went wrong (else it is the beginning of the answer). */
typedef void post_done(long status, const char *why, void *arg);

/* GET where `json` is NULL, else POST; copied. No redirection is followed. `done` is called once, later, on the loop.
 */
void post_start(struct uv_loop_s *loop, const char *url, const char *json, long timeout_ms, post_done *done, void *arg);

/* http:// or https:// with a host, and nothing that a terminal or a log would take for something else. */
int post_check_url(const char *url) __attribute__((warn_unused_result));

#endif
