/* The key that reports are signed with. */
#ifndef CVG_CVG_REPORT_KEY_H
#define CVG_CVG_REPORT_KEY_H

#include "base/signature.h"
#include "cvg/home.h"

/* Its file, which the caller frees: among the secrets where somebody brought it, else below the home, where it is drawn
 * the first time. NULL with *e. */
char *report_key_file(const struct home *h, struct signature_key *key_out, struct err *e) CHECKED;

#endif
