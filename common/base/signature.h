/* Signatures: Ed25519, detached, over whole documents. */
#ifndef CVG_BASE_SIGNATURE_H
#define CVG_BASE_SIGNATURE_H

#include <stddef.h>

#include "base/err.h"

#define SIGNATURE_LEN 64
#define SIGNATURE_PUBLIC_HEX 65 /* a public key as hexadecimal text, with its NUL */

struct signature_key {
    unsigned char secret[64];
    char public_hex[SIGNATURE_PUBLIC_HEX];
};

/* The key in a file (the hexadecimal seed, one line). With `create` a missing one is drawn and kept there, readable by
 * us alone; of two that draw at once the first stays. */
int signature_key_load(const char *path, bool create, struct signature_key *out, struct err *e) CHECKED;
void signature_make(const struct signature_key *k, const void *bytes, size_t len, unsigned char out[SIGNATURE_LEN]);
/* Is it this document's under this key? Also false where the key is none. */
bool signature_check(const char *public_hex, const void *bytes, size_t len, const void *signature,
                     size_t signature_len);

#endif
