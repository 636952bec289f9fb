/* A request's way through the server, call by call of libmicrohttpd.
 *
 * MHD calls once with the headers, once for each piece of body, and once at the end. A call in which the connection is
 * suspended is made again after it was resumed. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "io/http_state.h"

static struct http_req *begin(struct http_server *s, struct MHD_Connection *c, const char *url, const char *method)
{
    struct http_req *r = mem_new(sizeof *r);
    r->server = s;
    r->mhd = c;
    r->conn = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    r->method = mem_text(method);
    r->path = mem_text(url);
    r->state = HTTP_HEADERS;
    r->next = s->reqs;
    r->at = &s->reqs;
    if (r->next)
        r->next->at = &r->next;
    s->reqs = r;
    http_name_peer(r);
    return r;
}

static bool fits(const struct http_route *route, const char *path)
{
    return route->prefix ? strncmp(path, route->path, strlen(route->path)) == 0 : strcmp(path, route->path) == 0;
}

/* Its route, or a status to refuse with; of 405 with the methods that the path has. */
static int find_route(struct http_req *r)
{
    const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
    const struct http_server *s = r->server;
    char allow[128] = "";
    for (size_t i = 0; i < s->routes_n; i++) {
        const struct http_route *route = s->routes[i];
        if (!fits(route, r->path))
            continue;
        if (strcmp(route->method, method) == 0) {
            r->route = route;
            return 0;
        }
        if (strlen(allow) + strlen(route->method) + 3 < sizeof allow) {
            size_t n = strlen(allow);
            snprintf(allow + n, sizeof allow - n, "%s%s", n ? ", " : "", route->method);
        }
    }
    if (!*allow)
        return 404;
    http_set_header(r, "Allow", allow);
    return 405;
}

static enum MHD_Result on_argument(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    bool *text = arg;
    (void)kind;
    *text = text_is_utf8(name, strlen(name)) && (!value || text_is_utf8(value, strlen(value)));
    return *text ? MHD_YES : MHD_NO;
}

/* An address is said again in answers, statements and logs: what is no text gets no further. */
static bool has_text(const struct http_req *r)
{
    bool text = text_is_utf8(r->path, strlen(r->path));
    if (text)
        MHD_get_connection_values(r->mhd, MHD_GET_ARGUMENT_KIND, on_argument, &text);
    return text;
}

static int check_headers(struct http_req *r)
{
    int status = http_framing(r, &r->told_len);
    if (status == 400 || !has_text(r))
        return 400;
    int refused = find_route(r);
    if (refused)
        return refused;
    if (r->told_len > 0 && (uint64_t)r->told_len > r->route->body_max)
        return 413;
    if (r->told_len < 0 && r->route->body_max == 0)
        return 413;
    return r->route->body_max ? status : 0; /* 411 only where a body is wanted */
}

/* After on_headers, or after the pause that it asked for. */
static enum MHD_Result leave_headers(struct http_req *r)
{
    switch (r->state) {
    case HTTP_REFUSED:
        http_refuse(r);
        return MHD_NO;
    case HTTP_GONE:
        return MHD_NO;
    case HTTP_SWALLOW:
        return MHD_YES;
    default:
        must(r->state == HTTP_HEADERS);
    }
    if (r->paused) {
        r->headers_again = true;
        http_suspend(r);
    } else {
        r->state = HTTP_BODY;
    }
    return MHD_YES;
}

static enum MHD_Result on_headers(struct http_req *r)
{
    int status = check_headers(r);
    if (status) {
        http_own_answer(r, status);
    } else {
        r->owned = true;
        if (r->route->on_headers)
            r->route->on_headers(r, r->route->arg);
    }
    return leave_headers(r);
}

static void take_piece(struct http_req *r, const char *data, size_t len)
{
    r->body_len += len;
    if (r->body_len > r->route->body_max) {
        http_lose(r);
        r->state = HTTP_BODY;
        http_own_answer(r, 413);
    } else if (r->route->on_body) {
        r->route->on_body(r, data, len, r->route->arg);
    } else {
        buf_add(&r->body, data, len);
    }
}

static enum MHD_Result on_piece(struct http_req *r, const char *data, size_t *len)
{
    if (r->state == HTTP_BODY && r->paused) {
        http_suspend(r); /* the piece is given again afterwards */
        return MHD_YES;
    }
    if (r->state == HTTP_BODY)
        take_piece(r, data, *len);
    *len = 0;
    if (r->state == HTTP_REFUSED)
        http_refuse(r);
    else if (r->state == HTTP_BODY && r->paused)
        http_suspend(r);
    return r->state == HTTP_REFUSED || r->state == HTTP_GONE ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_end(struct http_req *r)
{
    r->conn->busy = true;
    if (r->state == HTTP_BODY && !r->paused) {
        r->state = HTTP_WAITING;
        r->route->on_complete(r, r->route->arg);
    }
    switch (r->state) {
    case HTTP_SWALLOW:
    case HTTP_ANSWERED:
        return http_queue(r);
    case HTTP_REFUSED: /* answered while the last piece waited behind a pause */
        http_refuse(r);
        return MHD_NO;
    case HTTP_GONE:
        return MHD_NO;
    default:
        http_suspend(r);
        return MHD_YES;
    }
}

enum MHD_Result http_on_access(void *server, struct MHD_Connection *c, const char *url, const char *method,
                               const char *version, const char *data, size_t *len, void **context)
{
    struct http_req *r = *context;
    (void)version;
    if (!r) {
        *context = r = begin(server, c, url, method);
        return on_headers(r);
    }
    if (r->headers_again) {
        r->headers_again = false;
        return leave_headers(r);
    }
    return *len ? on_piece(r, data, len) : on_end(r);
}

void http_on_completed(void *server, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code)
{
    struct http_req *r = *context;
    (void)server;
    (void)c;
    (void)code;
    if (!r)
        return;
    *context = NULL;
    if (r->state != HTTP_GONE)
        http_lose(r);
    http_unwatch(r);
    r->conn->reading = r->conn->busy = false;
    r->conn->since_ms = uv_now(r->server->loop);
    *r->at = r->next;
    if (r->next)
        r->next->at = r->at;
    http_answer_deinit(r);
    buf_deinit(&r->body);
    free(r->method);
    free(r->path);
    free(r);
}

void *http_on_uri(void *server, const char *uri, struct MHD_Connection *c)
{
    const struct http_server *s = server;
    struct http_conn *conn = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    (void)uri;
    conn->reading = true;
    conn->since_ms = uv_now(s->loop);
    return NULL;
}

void http_on_connection(void *server, struct MHD_Connection *c, void **context,
                        enum MHD_ConnectionNotificationCode code)
{
    struct http_server *s = server;
    struct http_conn *conn = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = conn = mem_new(sizeof *conn);
        conn->server = s;
        conn->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        conn->since_ms = uv_now(s->loop);
        conn->next = s->conns;
        conn->at = &s->conns;
        if (conn->next)
            conn->next->at = &conn->next;
        s->conns = conn;
        s->conns_n++;
    } else if (conn) {
        *conn->at = conn->next;
        if (conn->next)
            conn->next->at = conn->at;
        s->conns_n--;
        s->freed = true;
        free(conn);
        *context = NULL;
    }
}
