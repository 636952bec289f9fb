/* Packages of closed reports, made once and kept for who asks for their next file. What is closed never changes: the
 * same version with the same digest, under the same key, is the same bytes. Any thread. */
#ifndef CVG_REPORTING_KEPT_H
#define CVG_REPORTING_KEPT_H

#include <stdint.h>

#include "io/arrete.h"
#include "programme/paquet.h"

#define KEPT_PACKAGES 4 /* at most */

struct kept;

struct kept_name {
    char trimestre[ARRETE_TRIMESTRE_LEN];
    int version;
    char empreinte[ARRETE_EMPREINTE_LEN];
    char public_hex[SIGNATURE_PUBLIC_HEX]; /* the key that signed it */
};

struct kept *kept_new(size_t bytes_max); /* of the files of all packages together */
void kept_free(struct kept **k);
/* Is it kept? Then *there_out says whether it has a file of that name, which is appended to *out. */
bool kept_get(struct kept *k, const struct kept_name *n, const char *fichier, bool *there_out, struct buf *out);
/* Takes over the files and leaves *p empty. Those that nobody asked for longest make room; what is too large alone is
 * let go. */
void kept_put(struct kept *k, const struct kept_name *n, struct paquet *p);
uint64_t kept_made(struct kept *k); /* how many packages it was given so far */

#endif
