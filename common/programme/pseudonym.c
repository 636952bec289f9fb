/* Keyed pseudonyms: the same number gives the same one as long as the chantier keeps its key, and nobody else can tell.
 */
#include "programme/pseudonym.h"

#include <sodium.h>
#include <string.h>

#define PREFIX "cvg1_"
#define PREFIX_LEN (sizeof PREFIX - 1)
#define DIGITS (PSEUDONYM_SIZE - 1 - PREFIX_LEN)

void pseudonym_make(const struct pseudonym *p, const char *number, size_t len, char out[PSEUDONYM_SIZE])
{
    crypto_auth_hmacsha256_state h;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_init(&h, p->key, sizeof p->key);
    crypto_auth_hmacsha256_update(&h, (const unsigned char *)p->chantier, strlen(p->chantier) + 1);
    crypto_auth_hmacsha256_update(&h, (const unsigned char *)number, len);
    crypto_auth_hmacsha256_final(&h, mac);
    memcpy(out, PREFIX, PREFIX_LEN);
    sodium_bin2hex(out + PREFIX_LEN, DIGITS + 1, mac, DIGITS / 2);
}

bool pseudonym_is(const char *s, size_t len)
{
    if (len != PSEUDONYM_SIZE - 1 || memcmp(s, PREFIX, PREFIX_LEN) != 0)
        return false;
    for (size_t i = PREFIX_LEN; i < len; i++)
        if (!strchr("0123456789abcdef", s[i]) || !s[i])
            return false;
    return true;
}
