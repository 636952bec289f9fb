/* Tokens: 256 random bits as text, which who has it shows; only its digest is kept. */
#ifndef CVG_BASE_TOKEN_H
#define CVG_BASE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_PREFIX_MAX 7
#define TOKEN_LEN (TOKEN_PREFIX_MAX + 44) /* prefix, 43 letters of base64url, NUL */
#define TOKEN_DIGEST_LEN 32

#define TOKEN_OF_REPORTER "cvg_"
#define TOKEN_OF_PERSON "cvgp_"

void token_draw(const char *prefix, char out[TOKEN_LEN]);
/* SHA-256 of any text: a token needs no slow hash, nobody guesses it. */
void token_digest(const char *token, size_t len, unsigned char out[TOKEN_DIGEST_LEN]);
/* Could it have been drawn with this prefix? */
bool token_is(const char *prefix, const char *text, size_t len);

#endif
