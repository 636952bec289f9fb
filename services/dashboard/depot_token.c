/* The tokens of deposits over libsodium. */
#include "dashboard/depot_token.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define SECRET_MIN 16 /* letters */

static_assert(DEPOT_SECRET_LEN == crypto_generichash_KEYBYTES, "a key as the hash takes it");

bool depot_secret_read(const char *text, unsigned char key_out[DEPOT_SECRET_LEN])
{
    static const char blanks[] = " \t\r\n";
    const char *from = text + strspn(text, blanks);
    size_t len = strlen(from);
    while (len && strchr(blanks, from[len - 1]))
        len--;
    must(sodium_init() >= 0);
    crypto_generichash(key_out, DEPOT_SECRET_LEN, (const unsigned char *)from, len, NULL, 0);
    return len >= SECRET_MIN;
}

void depot_token(const unsigned char key[DEPOT_SECRET_LEN], const char *reporter, char out[TOKEN_LEN],
                 unsigned char digest_out[TOKEN_DIGEST_LEN])
{
    unsigned char bytes[32];
    must(sodium_init() >= 0);
    crypto_generichash(bytes, sizeof bytes, (const unsigned char *)reporter, strlen(reporter), key, DEPOT_SECRET_LEN);
    int n = snprintf(out, TOKEN_LEN, "%s", TOKEN_OF_REPORTER);
    sodium_bin2base64(out + n, TOKEN_LEN - (size_t)n, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    token_digest(out, strlen(out), digest_out);
    sodium_memzero(bytes, sizeof bytes);
}
