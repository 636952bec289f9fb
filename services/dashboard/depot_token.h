/* The token by which the dashboard hands in the deposits of a reporter: derived from the dashboard's secret, stored
 * nowhere, shown to nobody. Pure. */
#ifndef CVG_DASHBOARD_DEPOT_TOKEN_H
#define CVG_DASHBOARD_DEPOT_TOKEN_H

#include "base/token.h"

#define DEPOT_SECRET_LEN 32

/* What is in a secret's file, blanks around it aside, as a key. False: too short to be a secret. */
bool depot_secret_read(const char *text, unsigned char key_out[DEPOT_SECRET_LEN]);
/* The same key and reporter give the same token; intake knows the digest by depot_key(). */
void depot_token(const unsigned char key[DEPOT_SECRET_LEN], const char *reporter, char out[TOKEN_LEN],
                 unsigned char digest_out[TOKEN_DIGEST_LEN]);

#endif
