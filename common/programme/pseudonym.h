/* The pseudonym that a chantier's own number becomes before it leaves the chantier. Source: export format, `salaries`.
 */
#ifndef CVG_PROGRAMME_PSEUDONYM_H
#define CVG_PROGRAMME_PSEUDONYM_H

#include <stdbool.h>
#include <stddef.h>

#define PSEUDONYM_KEY_LEN 32
#define PSEUDONYM_SIZE 38 /* "cvg1_", 32 hexadecimal digits, NUL */

/* What is needed to make them: the chantier's secret key, which never leaves it, and its id. */
struct pseudonym {
    unsigned char key[PSEUDONYM_KEY_LEN];
    const char *chantier;
};

/* "cvg1_" and the first 32 hexadecimal digits of HMAC-SHA256(key, chantier id, a 0 byte, own number in UTF-8). */
void pseudonym_make(const struct pseudonym *p, const char *number, size_t len, char out[PSEUDONYM_SIZE]);
/* Whether a text is one already. */
bool pseudonym_is(const char *s, size_t len);

#endif
