/* A blocking HTTP client for the command line and for webhooks run on a worker thread. */
#ifndef CVG_IO_HTTP_CLIENT_H
#define CVG_IO_HTTP_CLIENT_H

#include <stddef.h>

#include "base/buf.h"

struct http_client_part {
    const char *name;     /* of the form field */
    const char *filename; /* NULL: a plain field */
    const char *type;     /* NULL: application/octet-stream */
    const void *data;
    size_t len;
};

struct http_client_request {
    const char *method;                   /* NULL: GET, or POST when there is a body or parts */
    const char *url;                      /* http:// or https:// only; redirections are not followed */
    const char *const *headers;           /* "Name: value", NULL-terminated; NULL: none */
    const struct http_client_part *parts; /* multipart/form-data of parts_n */
    size_t parts_n;
    const void *body; /* instead of parts */
    size_t body_len;
    const char *content_type;
    long timeout_ms;         /* whole; 0: 60 000 */
    long connect_timeout_ms; /* 0: 5 000 */
    long stall_ms;           /* no byte either way for so long ends it; 0: no such limit */
    size_t answer_max;       /* bytes; 0: 64 MiB */
    const char *ca_file;     /* NULL: the system's */
};

struct http_client_answer {
    long status;
    struct buf body;
    char content_type[128];
    long retry_after_s; /* -1: not told */
};

/* 0 for any HTTP status. ERR_AWAY: no connection or no whole answer in time; ERR_LIMIT: too long; ERR_USAGE: a bad URL.
 */
int http_client_send(const struct http_client_request *q, struct http_client_answer *out, struct err *e) CHECKED;
void http_client_answer_deinit(struct http_client_answer *a);

#endif
