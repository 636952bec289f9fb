/* The body of a push made into what is stored: its files, their digest, and the sealed bundle. */
#ifndef CVG_INTAKE_CONTENT_H
#define CVG_INTAKE_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/seal.h"
#include "intake/texts.h"

#define CONTENT_DIGEST_LEN 32
#define CONTENT_OVERHEAD_MAX (1u << 20) /* what a form may add to its files: boundaries and headers of its parts */

struct content_file {
    char *name;
    size_t len;
};

struct content {
    char *type; /* Content-Type, one of content_kind(); NULL: `files` say what the body is */
    char *body; /* owned */
    size_t len;
    struct content_file *files; /* [files_n], their bytes one behind the other in the body; owned, as their names are */
    size_t files_n;
    bool digest_told; /* then another digest is refused: */
    unsigned char told[CONTENT_DIGEST_LEN];
    size_t files_max; /* bytes of all files */
    /* what content_make() makes of it: a refusal, or all that follows */
    enum refusal refusal;
    unsigned char digest[CONTENT_DIGEST_LEN], key[SEAL_KEY_LEN];
    size_t bytes; /* of all files */
    struct buf sealed;
};

enum content_kind { CONTENT_NONE, CONTENT_FORM, CONTENT_FILE, CONTENT_KIND_COUNT };
/* NONE: a type that is not taken; `type` may be NULL. */
enum content_kind content_kind(const char *type);
/* Any thread; frees the body. */
void content_make(struct content *c);
void content_deinit(struct content *c);

#endif
