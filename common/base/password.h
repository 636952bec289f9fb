/* Passwords: hashed with argon2id, verified, drawn. Hashing takes some 0.1 s and 64 MiB on purpose: on a worker thread.
 */
#ifndef CVG_BASE_PASSWORD_H
#define CVG_BASE_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_HASH_LEN 128 /* "$argon2id$v=19$m=65536,t=2,p=1$…", NUL included */
#define PASSWORD_DRAWN_LEN 25 /* five groups of four and NUL: 99 bits */
#define PASSWORD_CHARACTERS_MIN 12
#define PASSWORD_BYTES_MAX 512

/* May it be somebody's password: UTF-8, long enough, and within bounds. */
bool password_good(const char *password, size_t len);
/* Aborts where there is no memory for it, as mem_new() does. Any thread. */
void password_hash(const char *password, size_t len, char out[PASSWORD_HASH_LEN]);
/* False also of a hash that is none. Any thread. */
bool password_verify(const char *hash, const char *password, size_t len);
/* True of a good hash that was made with less work than password_hash() takes now. */
bool password_stale(const char *hash);
/* One that can be read out: "k7fp-3mxq-…", of small letters and digits that are not mistaken for one another. */
void password_draw(char out[PASSWORD_DRAWN_LEN]);

#endif
