/* Reading the header Authorization. */
#include "io/http_bearer.h"

#include <string.h>
#include <strings.h>

bool http_bearer(const struct http_req *r, const char **token_out, size_t *len_out)
{
    static const char scheme[] = "Bearer ";
    const char *value = http_header(r, "Authorization");
    if (!value || strncasecmp(value, scheme, sizeof scheme - 1) != 0)
        return false;
    value += sizeof scheme - 1;
    value += strspn(value, " ");
    size_t len = strcspn(value, " \t");
    if (!len || len > HTTP_BEARER_MAX || value[len])
        return false;
    *token_out = value;
    *len_out = len;
    return true;
}
