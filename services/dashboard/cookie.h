/* The texts of cookies, and what forms carry back of them. Pure. */
#ifndef CVG_DASHBOARD_COOKIE_H
#define CVG_DASHBOARD_COOKIE_H

#include <stdbool.h>

#include "base/buf.h"

#define COOKIE_KEY_LEN 44   /* 256 random bits in base64url, NUL included */
#define COOKIE_JETON_LEN 65 /* 256 bits in hexadecimal, NUL included */

/* The key that the header `Cookie` (NULL: none) has under this name. False: it is not there, twice, or no key. */
bool cookie_key(const char *header, const char *name, char out[COOKIE_KEY_LEN]);

/* Set-Cookie of a key; NULL ends the cookie. Lax: a link from a mail finds its reader signed in, a form from elsewhere
 * does not. A `secure` one goes over TLS only. */
void cookie_set(const char *name, const char *key, bool secure, struct buf *out);

/* What forms carry back: nobody gets the key from it, nor makes it without the key. `use` keeps those of different
 * forms apart. */
void cookie_jeton(const char *key, const char *use, char out[COOKIE_JETON_LEN]);
bool cookie_jeton_good(const char *jeton, const char *given); /* in constant time; an empty one never is */

#endif
