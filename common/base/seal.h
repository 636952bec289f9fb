/* Sealing: compressed (zstd), then encrypted under a key of its own, so that dropping the key wipes what was sealed.
 *
 * Layout: one byte of version, nonce (24), MAC (16), encrypted zstd frame (XChaCha20-Poly1305). */
#ifndef CVG_BASE_SEAL_H
#define CVG_BASE_SEAL_H

#include "base/buf.h"

#define SEAL_KEY_LEN 32

/* Draws a key and replaces what is in `out`. Any thread. */
void seal_close(const void *plain, size_t len, unsigned char key_out[SEAL_KEY_LEN], struct buf *out);

/* Replaces what is in `out` with the plain bytes. ERR_FORMAT: not what was sealed under this key, `out` is empty;
 * ERR_LIMIT: plain bytes over plain_max. Any thread. */
int seal_open(const void *sealed, size_t len, const unsigned char key[SEAL_KEY_LEN], size_t plain_max, struct buf *out,
              struct err *e) CHECKED;

#endif
