/* How near two names are: what somebody who wrote one may have meant by it. */
#ifndef CVG_PROGRAMME_NEAR_H
#define CVG_PROGRAMME_NEAR_H

#include <stddef.h>

/* 0: nothing alike; else the higher the nearer. Both folded or normalised; names over 63 bytes are like none. One that
 * begins or ends with the other is near it, and one that a few letters separate. */
size_t near_score(const char *a, const char *b);
/* Of a header's names[n], the one that is nearest to a column's and was read as none (field_of −1); NULL: none is near.
 */
const char *near_header(const char *column, char *const *names, const int *field_of, size_t n);

#endif
