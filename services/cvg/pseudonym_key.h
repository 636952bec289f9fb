/* The secret key of a chantier's pseudonyms: made once, kept for good, never sent. */
#ifndef CVG_CVG_PSEUDONYM_KEY_H
#define CVG_CVG_PSEUDONYM_KEY_H

#include "base/err.h"
#include "programme/pseudonym.h"

/* Reads it from CVG_PSEUDONYMES, else from <chantier>.pseudonymes beside the key file; makes it where there is none,
 * and tells on stderr that it must be kept. Which key was used is remembered in `outbox`, so that a lost or another key
 * is refused (ERR_SETTING) instead of turning every person into a new one. */
int pseudonym_key_get(const char *chantier, const char *key_path, const char *outbox, struct pseudonym *out,
                      struct err *e) CHECKED;

#endif
