/* The key that reports are signed with. */
#ifndef CVG_CVG_REPORT_KEY_H
#define CVG_CVG_REPORT_KEY_H

#include "base/signature.h"
#include "cvg/home.h"

/* Its file, which the caller frees: among the secrets where somebody brought it, else below the home, where it is drawn
 * the first time, and said on stderr. NULL with *e, ERR_SETTING with a French text: it is none, it is not the one that
 * was here before, or that one is gone. */
char *report_key_file(const struct home *h, struct signature_key *key_out, struct err *e) CHECKED;
/* The key of this home. */
int report_key_load(struct signature_key *out, struct err *e) CHECKED;
/* `cvg report key`: prints the public key; returns the exit code. */
int report_key_tell(void);

#endif
