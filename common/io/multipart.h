/* Splits a whole multipart/form-data body (RFC 7578) in memory into its parts, without copying. */
#ifndef CVG_IO_MULTIPART_H
#define CVG_IO_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define MULTIPART_PARTS_MAX 100
#define MULTIPART_HEADER_MAX 8192 /* bytes of one part's headers */
#define MULTIPART_BOUNDARY_MAX 70

struct multipart_part {
    const char *name; /* `filename`, else `name`, as sent (not decoded, not trusted); not NUL-terminated */
    size_t name_len;
    bool is_file; /* it had a filename */
    const char *data;
    size_t len;
};

/* Is this Content-Type multipart/form-data? */
bool multipart_is(const char *content_type);
/* Parts point into `body`. ERR_FORMAT: no boundary, no last delimiter, a part without a name; ERR_LIMIT: over the
 * limits. A last CRLF that is missing, blanks after a boundary and text before the first one are taken. */
int multipart_parse(const char *content_type, const char *body, size_t len,
                    struct multipart_part parts[MULTIPART_PARTS_MAX], size_t *n_out, struct err *e) CHECKED;

#endif
