/* Writing JSON, in the order in which it is said; numbers as the contract prints them. */
#ifndef CVG_BASE_JSONOUT_H
#define CVG_BASE_JSONOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct jsonout {
    struct buf *out;
    bool comma; /* something stands before, in this object or array */
};

/* `key` is NULL inside an array and at the top. */
void jsonout_open(struct jsonout *j, const char *key, char bracket);  /* '{' or '[' */
void jsonout_close(struct jsonout *j, char bracket);                  /* '}' or ']' */
void jsonout_text(struct jsonout *j, const char *key, const char *s); /* NULL gives null; s is UTF-8 */
void jsonout_int(struct jsonout *j, const char *key, int64_t v);
void jsonout_real(struct jsonout *j, const char *key, double v); /* nine decimals at most, six at least */
void jsonout_bool(struct jsonout *j, const char *key, bool v);
void jsonout_null(struct jsonout *j, const char *key);
void jsonout_day(struct jsonout *j, const char *key, int32_t day); /* INT32_MIN gives null */
void jsonout_string(struct buf *out, const char *s);               /* a text with its quotes */

#endif
