/* Passwords over libsodium. */
#include "base/password.h"

#include <assert.h>
#include <sodium.h>

#include "base/err.h"
#include "base/text.h"

#define GROUPS 5
#define GROUP_LEN 4

/* The least that libsodium recommends where somebody waits: 2 passes over 64 MiB. */
static const unsigned long long passes = crypto_pwhash_OPSLIMIT_INTERACTIVE;
static const size_t memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

static_assert(PASSWORD_HASH_LEN == crypto_pwhash_STRBYTES, "the hash fits");
static_assert(PASSWORD_DRAWN_LEN == GROUPS * (GROUP_LEN + 1), "the drawn one fits");

bool password_good(const char *password, size_t len)
{
    size_t characters = 0;
    if (len > PASSWORD_BYTES_MAX || !text_is_utf8(password, len))
        return false;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)password[i] < ' ')
            return false;
        characters += ((unsigned char)password[i] & 0xC0) != 0x80;
    }
    return characters >= PASSWORD_CHARACTERS_MIN;
}

void password_hash(const char *password, size_t len, char out[PASSWORD_HASH_LEN])
{
    must(sodium_init() >= 0);
    must(crypto_pwhash_str(out, password, len, passes, memory) == 0);
}

bool password_verify(const char *hash, const char *password, size_t len)
{
    must(sodium_init() >= 0);
    return crypto_pwhash_str_verify(hash, password, len) == 0;
}

bool password_stale(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, passes, memory) == 1;
}

void password_draw(char out[PASSWORD_DRAWN_LEN])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char *p = out;
    must(sodium_init() >= 0);
    for (int i = 0; i < GROUPS * GROUP_LEN; i++) {
        if (i && i % GROUP_LEN == 0)
            *p++ = '-';
        *p++ = letters[randombytes_uniform(sizeof letters - 1)];
    }
    *p = 0;
}
