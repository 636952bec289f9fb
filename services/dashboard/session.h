/* Who asks: the viewer of a request, by its cookie `cvg_session` or by `Authorization: Bearer cvgp_…`, found in the
 * database at each request: who was disabled, or signed out elsewhere, is nobody from the next one on.
 *
 * A session lives 12 h after its last request and 7 days at most. Its cookie holds 256 random bits, of which the
 * database has only the SHA-256; what forms carry back (`jeton`) is derived from them and stored nowhere. */
#ifndef CVG_DASHBOARD_SESSION_H
#define CVG_DASHBOARD_SESSION_H

#include "dashboard/cookie.h"
#include "dashboard/origin.h"
#include "dashboard/rights.h"
#include "io/db.h"
#include "io/http.h"

struct uv_loop_s;
struct sessions;
struct session_ask;

#define SESSION_COOKIE "cvg_session" /* `secure`: "__Host-" in front, so that no neighbour of the host's can set it */
#define SESSION_VISITOR_COOKIE "cvg_visite"
#define SESSION_KEY_LEN COOKIE_KEY_LEN

/* `secure`: setting SECURE. */
struct sessions *sessions_new(struct uv_loop_s *loop, struct db *db, bool secure, const struct origin_proxies *proxies);
bool session_secure(const struct sessions *s);
void sessions_free(struct sessions **s); /* before the database; who still asks is answered with ERR_AWAY */

/* `v` is NULL where nobody is signed in; with `e`, because the database did not answer (503). Both live until it
 * returns. */
typedef void session_done(const struct viewer *v, const struct err *e, void *arg);

/* A row of cvg.session_find(), session_open() or personne_by_token(); `jeton` and `by_token` are left empty. */
void session_read_viewer(const struct db_result *r, struct viewer *out);

/* Calls `done` exactly once, later, unless cancelled. The request may be gone by then. */
struct session_ask *session_find(struct sessions *s, const struct http_req *r, session_done *done, void *arg);
/* The same, and the session does not live longer by it: for a stream that looks whether its viewer still is one. */
struct session_ask *session_recheck(struct sessions *s, const struct http_req *r, session_done *done, void *arg);
void session_cancel(struct session_ask **ask); /* not called any more; allowed on NULL */

/* The form's field is the viewer's own; in constant time. False of one who came by token: they send no forms. */
bool session_jeton_good(const struct viewer *v, const char *jeton);
/* The request comes from a page of this very host, as far as the browser tells (Sec-Fetch-Site, Origin). */
bool session_same_origin(const struct http_req *r);
/* The peer; behind a reverse proxy on this machine the address that it tells. Lives as long as the request. */
const char *session_peer(const struct sessions *s, const struct http_req *r);

/* Draws a session's key. The cookie is set by the answer that follows; NULL ends it. */
void session_draw(char key_out[SESSION_KEY_LEN]);
void session_digest(const char *key, unsigned char out[32]);
/* The cookie's key; false: none of ours. */
bool session_key(const struct sessions *s, const struct http_req *r, char out[SESSION_KEY_LEN]);
void session_set_cookie(const struct sessions *s, struct http_req *r, const char *key);

/* The jeton of the form by which one signs in: of a cookie of its own, which the answer that follows sets where there
 * is none yet. Else another site could sign a person in as somebody else. */
void session_visitor(const struct sessions *s, struct http_req *r, char jeton_out[COOKIE_JETON_LEN]);
bool session_visitor_good(const struct sessions *s, const struct http_req *r, const char *jeton);

#endif
