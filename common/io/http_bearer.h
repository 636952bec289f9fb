/* The token of `Authorization: Bearer TOKEN`. */
#ifndef CVG_IO_HTTP_BEARER_H
#define CVG_IO_HTTP_BEARER_H

#include "io/http.h"

#define HTTP_BEARER_MAX 256

/* Where it stands in the request, without a NUL of its own. False: the header is not there, or holds anything else. */
bool http_bearer(const struct http_req *r, const char **token_out, size_t *len_out);

#endif
