/* Tokens over libsodium. */
#include "base/token.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/err.h"

#define BYTES 32
#define LETTERS_LEN sodium_base64_ENCODED_LEN(BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) /* with NUL */

static_assert(TOKEN_LEN == TOKEN_PREFIX_MAX + LETTERS_LEN, "a token fits");
static_assert(TOKEN_DIGEST_LEN == crypto_hash_sha256_BYTES, "a digest fits");

void token_draw(const char *prefix, char out[TOKEN_LEN])
{
    unsigned char bytes[BYTES];
    size_t n = strlen(prefix);
    must(n <= TOKEN_PREFIX_MAX && sodium_init() >= 0);
    randombytes_buf(bytes, sizeof bytes);
    memcpy(out, prefix, n);
    sodium_bin2base64(out + n, LETTERS_LEN, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void token_digest(const char *token, size_t len, unsigned char out[TOKEN_DIGEST_LEN])
{
    must(sodium_init() >= 0);
    crypto_hash_sha256(out, (const unsigned char *)token, len);
}

bool token_is(const char *prefix, const char *text, size_t len)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t n = strlen(prefix);
    if (len != n + LETTERS_LEN - 1 || memcmp(text, prefix, n) != 0)
        return false;
    for (size_t i = n; i < len; i++)
        if (!text[i] || !strchr(letters, text[i]))
            return false;
    return true;
}
