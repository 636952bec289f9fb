/* Reading an HTTP request: its line, headers, query, body; and how its body is framed. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "io/http_state.h"

const char *http_method(const struct http_req *r)
{
    return r->method;
}

const char *http_path(const struct http_req *r)
{
    return r->path;
}

const char *http_rest(const struct http_req *r)
{
    return r->route && r->route->prefix ? r->path + strlen(r->route->path) : "";
}

const char *http_query(const struct http_req *r, const char *key)
{
    return MHD_lookup_connection_value(r->mhd, MHD_GET_ARGUMENT_KIND, key);
}

const char *http_header(const struct http_req *r, const char *name)
{
    return MHD_lookup_connection_value(r->mhd, MHD_HEADER_KIND, name);
}

struct last_line {
    const char *name, *value;
};

static enum MHD_Result on_named(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct last_line *l = arg;
    (void)kind;
    if (strcasecmp(name, l->name) == 0)
        l->value = value;
    return MHD_YES;
}

const char *http_header_last(const struct http_req *r, const char *name)
{
    struct last_line l = {.name = name};
    MHD_get_connection_values(r->mhd, MHD_HEADER_KIND, on_named, &l);
    return l.value;
}

int64_t http_content_length(const struct http_req *r)
{
    return r->told_len;
}

const char *http_body(const struct http_req *r, size_t *len_out)
{
    *len_out = r->body.len;
    return buf_text(&r->body);
}

char *http_take_body(struct http_req *r, size_t *len_out)
{
    *len_out = r->body.len;
    return buf_take(&r->body);
}

const char *http_peer(const struct http_req *r)
{
    return r->peer;
}

void http_set_data(struct http_req *r, void *data)
{
    r->data = data;
}

void *http_data(const struct http_req *r)
{
    return r->data;
}

void http_name_peer(struct http_req *r)
{
    const struct sockaddr *a = MHD_get_connection_info(r->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    const void *in = a->sa_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr
                                              : (const void *)&((const struct sockaddr_in *)(const void *)a)->sin_addr;
    if (!inet_ntop(a->sa_family, in, r->peer, sizeof r->peer))
        *r->peer = 0;
}

struct framing {
    int lengths, encodings;
    const char *length, *encoding;
};

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct framing *f = arg;
    (void)kind;
    if (strcasecmp(name, "Content-Length") == 0) {
        f->lengths++;
        f->length = value;
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        f->encodings++;
        f->encoding = value;
    }
    return MHD_YES;
}

/* A body told in two ways is how a request is smuggled past a proxy: refused, not guessed at. */
int http_framing(const struct http_req *r, int64_t *len_out)
{
    struct framing f = {0};
    *len_out = 0;
    MHD_get_connection_values(r->mhd, MHD_HEADER_KIND, on_header, &f);
    if (f.lengths + f.encodings > 1)
        return 400;
    if (f.encodings) {
        *len_out = -1;
        return f.encoding && strcasecmp(f.encoding, "chunked") == 0 ? 0 : 400;
    }
    if (f.lengths) {
        size_t digits = f.length ? strspn(f.length, "0123456789") : 0;
        if (!digits || f.length[digits] || digits > 18)
            return 400;
        *len_out = strtoll(f.length, NULL, 10);
        return 0;
    }
    return strcmp(r->method, "POST") == 0 || strcmp(r->method, "PUT") == 0 || strcmp(r->method, "PATCH") == 0 ? 411 : 0;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t http_url_decode(char *s, size_t len, bool plus)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '%' && i + 2 < len && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
            s[n++] = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
            i += 2;
        } else {
            s[n++] = plus && s[i] == '+' ? ' ' : s[i];
        }
    }
    return n;
}

void http_url_encode(const char *s, bool path, struct buf *out)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-._~", c) ||
            (path && c == '/'))
            buf_addc(out, *s);
        else
            buf_addf(out, "%%%02X", c);
    }
}

struct queries {
    void (*fn)(const char *name, const char *value, void *arg);
    void *arg;
};

static enum MHD_Result on_query(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    const struct queries *q = arg;
    (void)kind;
    q->fn(name, value ? value : "", q->arg);
    return MHD_YES;
}

void http_queries(const struct http_req *r, void (*fn)(const char *name, const char *value, void *arg), void *arg)
{
    struct queries q = {fn, arg};
    MHD_get_connection_values(r->mhd, MHD_GET_ARGUMENT_KIND, on_query, &q);
}
