/* Ed25519 by libsodium: the same document under the same key has one signature, whoever makes it. */
#include "base/signature.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#define FILE_MAX 256

/* Two may draw it at once: each writes under its own name, and the first link stays. */
static int draw(const char *path, struct err *e)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    char hex[2 * sizeof seed + 1];
    struct buf text = {0}, own = {0};
    randombytes_buf(seed, sizeof seed);
    buf_addf(&text, "%s\n", sodium_bin2hex(hex, sizeof hex, seed, sizeof seed));
    buf_addf(&own, "%s.%ld", path, (long)getpid());
    int rc = buf_write_file(&text, buf_text(&own), 0600, e);
    if (rc == 0 && link(buf_text(&own), path) < 0 && errno != EEXIST)
        rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    unlink(buf_text(&own));
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text.data, text.len);
    buf_deinit(&text);
    buf_deinit(&own);
    return rc;
}

int signature_key_load(const char *path, bool create, struct signature_key *out, struct err *e)
{
    unsigned char seed[crypto_sign_SEEDBYTES], public_key[crypto_sign_PUBLICKEYBYTES];
    struct buf text = {0};
    size_t n = 0;
    const char *end = NULL;
    if (create && access(path, F_OK) < 0 && draw(path, e) < 0)
        return -1;
    int rc = buf_read_file(&text, path, FILE_MAX, e);
    if (rc == 0 && (sodium_hex2bin(seed, sizeof seed, buf_text(&text), text.len, NULL, &n, &end) != 0 ||
                    n != sizeof seed || strspn(end, "\r\n") != strlen(end)))
        rc = err_set(e, ERR_SETTING, "%s: 64 hexadecimal digits are expected", path);
    if (rc == 0) {
        crypto_sign_seed_keypair(public_key, out->secret, seed);
        sodium_bin2hex(out->public_hex, sizeof out->public_hex, public_key, sizeof public_key);
    }
    sodium_memzero(seed, sizeof seed);
    if (text.data)
        sodium_memzero(text.data, text.len);
    buf_deinit(&text);
    return rc;
}

void signature_make(const struct signature_key *k, const void *bytes, size_t len, unsigned char out[SIGNATURE_LEN])
{
    crypto_sign_detached(out, NULL, bytes, len, k->secret);
}

bool signature_check(const char *public_hex, const void *bytes, size_t len, const void *signature, size_t signature_len)
{
    unsigned char key[crypto_sign_PUBLICKEYBYTES];
    size_t n = 0;
    if (strlen(public_hex) != 2 * sizeof key ||
        sodium_hex2bin(key, sizeof key, public_hex, 2 * sizeof key, NULL, &n, NULL) != 0 || n != sizeof key)
        return false;
    return signature_len == SIGNATURE_LEN && crypto_sign_verify_detached(signature, bytes, len, key) == 0;
}
