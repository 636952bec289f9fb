/* An HTTP/1.1 server in a libuv loop: routes, early refusal, answers that come later, streams.
 *
 * A request meets its owner in this order: on_headers, on_body for each piece, on_complete. From on_headers on, at any
 * time, the owner calls http_answer() or http_stream_open(); or the client leaves and on_gone is called. Exactly one of
 * the two happens, and after it the request must not be touched (a stream: after http_stream_close() or on_gone).
 *
 * A refusal before the body was read is written at once with "Connection: close"; no "100 Continue" is sent; what the
 * client still sends is then read and thrown away (at most HTTP_LINGER_BYTES and HTTP_LINGER_MS), so that it sees the
 * answer instead of a reset. Refused bodies of at most HTTP_SWALLOW_BYTES are read to the end and the connection is
 * kept. */
#ifndef CVG_IO_HTTP_H
#define CVG_IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct uv_loop_s;
struct http_server;
struct http_req;

#define HTTP_LINGER_BYTES (256u << 20)
#define HTTP_LINGER_MS 10000
#define HTTP_SWALLOW_BYTES 65536
#define HTTP_STREAM_BYTES (1u << 20) /* what may wait for a slow reader of a stream */

struct http_config {
    const char *address;    /* "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one */
    unsigned connections;   /* 0: 1024 */
    unsigned idle_s;        /* a connection without any byte; 0: 30. An answer that is awaited does not count */
    unsigned max_request_s; /* from the first byte of the headers to the last of the body; 0: 600 */
    size_t header_bytes;    /* 0: 32 KiB; over it: 431 */
    /* Body of the layer's own refusals (404, 405, 411, 413, 400); NULL: {"error":"…","message":"…"} with a French
     * message. */
    void (*own_refusal)(int status, struct buf *body_out);
};

struct http_route {
    const char *method; /* "GET" serves HEAD too */
    const char *path;   /* exact, decoded */
    bool prefix;        /* path is a beginning: http_rest() is what follows */
    uint64_t body_max;  /* over it: 413, from Content-Length before reading, else while reading. 0: no body allowed */
    void (*on_headers)(struct http_req *r, void *arg);                            /* may be NULL */
    void (*on_body)(struct http_req *r, const void *data, size_t len, void *arg); /* NULL: gathered for http_body() */
    void (*on_complete)(struct http_req *r, void *arg);
    void (*on_gone)(struct http_req *r, void *arg); /* may be NULL when every answer is immediate */
    void *arg;
};

/* ERR_SETTING: a bad address; ERR_IO: taken. */
struct http_server *http_open(struct uv_loop_s *loop, const struct http_config *config, struct err *e) CHECKED;
void http_add_route(struct http_server *s,
                    const struct http_route *route);   /* copied; the texts must outlive it. First match wins */
const char *http_address(const struct http_server *s); /* "127.0.0.1:41234" */
unsigned http_connections(const struct http_server *s);
/* on_gone for every request that has no answer yet; answers already given are dropped if not yet sent. */
void http_close(struct http_server **s);

/* Reading a request; texts live as long as it. An address that is not UTF-8 was refused before (400). */
const char *http_method(const struct http_req *r);
const char *http_path(const struct http_req *r);
const char *http_rest(const struct http_req *r);
const char *http_query(const struct http_req *r, const char *key); /* decoded; NULL: not there */
/* Every parameter of the query, in its order, decoded. */
void http_queries(const struct http_req *r, void (*fn)(const char *name, const char *value, void *arg), void *arg);
const char *http_header(const struct http_req *r, const char *name); /* case aside; NULL: not there */
/* The last of several lines of that name: the one that the nearest proxy wrote. */
const char *http_header_last(const struct http_req *r, const char *name);
int64_t http_content_length(const struct http_req *r); /* -1: not told (chunked) */
const char *http_body(const struct http_req *r,
                      size_t *len_out);                    /* of a route without on_body, in on_complete or later */
char *http_take_body(struct http_req *r, size_t *len_out); /* the same; the caller frees */
const char *http_peer(const struct http_req *r);           /* "127.0.0.1" */
void http_set_data(struct http_req *r, void *data);        /* the owner's own */
void *http_data(const struct http_req *r);

/* Stop reading the body until http_resume(), to decide later or to slow the sender down. */
void http_pause(struct http_req *r);
void http_resume(struct http_req *r);

/* Headers of the coming answer; no line breaks inside. */
void http_set_header(struct http_req *r, const char *name, const char *value);
/* Answers with a copy of the body. */
void http_answer(struct http_req *r, int status, const char *content_type, const void *body, size_t len);
void http_answer_text(struct http_req *r, int status, const char *content_type, const char *body);

/* An answer without end (SSE): the client leaving calls on_gone. http_stream_send() returns false, and queues nothing,
 * when the reader is too slow (HTTP_STREAM_BYTES waiting): then close, and let it come again. */
void http_stream_open(struct http_req *r, int status, const char *content_type);
bool http_stream_send(struct http_req *r, const void *data, size_t len);
void http_stream_close(struct http_req *r);

/* %XX and, when `plus`, + decoded in place; returns the new length. Bad escapes stay as they are. */
size_t http_url_decode(char *s, size_t len, bool plus);
/* A text as part of an address: all but letters, digits and -._~ as %XX; `path`: slashes stay. */
void http_url_encode(const char *s, bool path, struct buf *out);

#endif
