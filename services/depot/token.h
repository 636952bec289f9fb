/* The reporters' tokens, as their keys lie in the setting KEYS. */
#ifndef CVG_DEPOT_TOKEN_H
#define CVG_DEPOT_TOKEN_H

/* The token of DIR/REPORTER.json (what `cvg key new --format json` prints) or DIR/REPORTER (the token alone); NULL:
 * there is none. The caller calls token_free(). */
char *token_read(const char *dir, const char *reporter);
void token_free(char **token);

#endif
