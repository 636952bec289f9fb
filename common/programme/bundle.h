/* A submission's files as one string of bytes, and back: what is sealed and stored.
 *
 * For each file: length of its name (4 bytes), name, length of its bytes (8 bytes), bytes; numbers little endian. */
#ifndef CVG_PROGRAMME_BUNDLE_H
#define CVG_PROGRAMME_BUNDLE_H

#include "base/buf.h"
#include "base/mem.h"
#include "programme/judge.h"

#define BUNDLE_NAME_MAX 8192 /* bytes of a file's name */

/* Appends. More than FILES_MAX files and names over BUNDLE_NAME_MAX are bugs: they were refused before. */
void bundle_encode(const struct submission_file *files, size_t n, struct buf *out);

struct bundle {
    struct submission_file files[FILES_MAX]; /* [n]; their bytes point into what was decoded */
    size_t n;
    struct arena names;
};

/* ERR_FORMAT, ERR_LIMIT: not such bytes, and `out` is empty. */
int bundle_decode(const char *bytes, size_t len, struct bundle *out, struct err *e) CHECKED;
void bundle_deinit(struct bundle *b);

#endif
