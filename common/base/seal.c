/* Sealing: zstd, then XChaCha20-Poly1305 in place. */
#include "base/seal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/mem.h"

#define VERSION 1
#define LEVEL 1 /* files of a night shrink about as well as with higher ones, in a fraction of the time */

/* Where things stand in sealed bytes. */
enum {
    AT_NONCE = 1,
    AT_MAC = AT_NONCE + crypto_secretbox_xchacha20poly1305_NONCEBYTES,
    AT_FRAME = AT_MAC + crypto_secretbox_xchacha20poly1305_MACBYTES,
};

static_assert(SEAL_KEY_LEN == crypto_secretbox_xchacha20poly1305_KEYBYTES, "key");

/* The buffer's memory becomes `p`, of which `len` bytes are used and one more is there. */
static void adopt(struct buf *b, unsigned char *p, size_t len)
{
    free(b->data);
    *b = (struct buf){.data = (char *)mem_grow(p, len + 1), .len = len, .cap = len + 1};
    b->data[len] = 0;
}

void seal_close(const void *plain, size_t len, unsigned char key_out[SEAL_KEY_LEN], struct buf *out)
{
    size_t bound = ZSTD_compressBound(len);
    unsigned char *p = mem_grow(NULL, AT_FRAME + bound + 1);
    must(sodium_init() >= 0);
    size_t frame = ZSTD_compress(p + AT_FRAME, bound, plain, len, LEVEL);
    must(!ZSTD_isError(frame));
    randombytes_buf(key_out, SEAL_KEY_LEN);
    p[0] = VERSION;
    randombytes_buf(p + AT_NONCE, AT_MAC - AT_NONCE);
    must(crypto_secretbox_xchacha20poly1305_detached(p + AT_FRAME, p + AT_MAC, p + AT_FRAME, frame, p + AT_NONCE,
                                                     key_out) == 0);
    adopt(out, p, AT_FRAME + frame);
}

static int expand(const unsigned char *frame, size_t len, size_t plain_max, struct buf *out, struct err *e)
{
    unsigned long long plain = ZSTD_getFrameContentSize(frame, len);
    if (plain == ZSTD_CONTENTSIZE_ERROR || plain == ZSTD_CONTENTSIZE_UNKNOWN)
        return err_set(e, ERR_FORMAT, "seal: no zstd frame of a known size");
    if (plain > plain_max)
        return err_set(e, ERR_LIMIT, "seal: %llu plain bytes, at most %zu", plain, plain_max);
    unsigned char *p = mem_grow(NULL, (size_t)plain + 1);
    size_t n = ZSTD_decompress(p, (size_t)plain, frame, len);
    if (ZSTD_isError(n) || n != plain) {
        free(p);
        return err_set(e, ERR_FORMAT, "seal: a broken zstd frame");
    }
    adopt(out, p, n);
    return 0;
}

int seal_open(const void *sealed, size_t len, const unsigned char key[SEAL_KEY_LEN], size_t plain_max, struct buf *out,
              struct err *e)
{
    const unsigned char *s = sealed;
    buf_deinit(out);
    must(sodium_init() >= 0);
    if (len < AT_FRAME || s[0] != VERSION)
        return err_set(e, ERR_FORMAT, "seal: %zu bytes that were not sealed here", len);
    size_t frame = len - AT_FRAME;
    unsigned char *p = mem_grow(NULL, frame);
    int rc = -1;
    if (crypto_secretbox_xchacha20poly1305_open_detached(p, s + AT_FRAME, s + AT_MAC, frame, s + AT_NONCE, key) == 0)
        rc = expand(p, frame, plain_max, out, e);
    else
        err_fill(e, ERR_FORMAT, "seal: the key does not fit, or the bytes were changed");
    free(p);
    return rc;
}
