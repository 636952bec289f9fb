/* Writing JSON, in the order in which it is said; numbers as the contract prints them. */
#ifndef CVG_BASE_JSON_H
#define CVG_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct json {
    struct buf *out;
    bool comma; /* something stands before, in this object or array */
};

/* `key` is NULL inside an array and at the top. */
void json_open(struct json *j, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json *j, char bracket);                 /* '}' or ']' */
void json_text(struct json *j, const char *key, const char *s); /* NULL gives null; s is UTF-8 */
void json_int(struct json *j, const char *key, int64_t v);
void json_real(struct json *j, const char *key, double v); /* nine decimals at most, six at least */
void json_bool(struct json *j, const char *key, bool v);
void json_null(struct json *j, const char *key);
void json_day(struct json *j, const char *key, int32_t day); /* INT32_MIN gives null */
void json_string(struct buf *out, const char *s);            /* a text with its quotes */

#endif
