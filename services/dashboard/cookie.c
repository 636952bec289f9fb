/* Reading and writing cookies; HMAC-SHA-256 over libsodium. */
#include "dashboard/cookie.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/token.h"

static_assert(COOKIE_JETON_LEN == 2 * crypto_auth_hmacsha256_BYTES + 1, "a jeton fits");

bool cookie_key(const char *header, const char *name, char out[COOKIE_KEY_LEN])
{
    size_t name_len = strlen(name), found = 0;
    for (const char *at = header; at && *at;) {
        at += strspn(at, " \t;");
        size_t len = strcspn(at, ";");
        if (len > name_len && at[name_len] == '=' && memcmp(at, name, name_len) == 0) {
            const char *value = at + name_len + 1;
            size_t value_len = strcspn(value, " \t;");
            if (found++ || !token_is("", value, value_len)) /* two of one name: one of them was planted */
                return false;
            memcpy(out, value, value_len);
            out[value_len] = 0;
        }
        at += len;
    }
    return found == 1;
}

void cookie_set(const char *name, const char *key, bool secure, struct buf *out)
{
    buf_addf(out, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, key ? key : "", secure ? "; Secure" : "",
             key ? "" : "; Max-Age=0");
}

void cookie_jeton(const char *key, const char *use, char out[COOKIE_JETON_LEN])
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    must(sodium_init() >= 0);
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)use, strlen(use));
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(out, COOKIE_JETON_LEN, mac, sizeof mac);
}

bool cookie_jeton_good(const char *jeton, const char *given)
{
    return strlen(jeton) == COOKIE_JETON_LEN - 1 && strlen(given) == COOKIE_JETON_LEN - 1 &&
           sodium_memcmp(jeton, given, COOKIE_JETON_LEN - 1) == 0;
}
