/* The HTTP server: its socket, libmicrohttpd inside the libuv loop, its routes and its limits.
 *
 * MHD's epoll descriptor nests in uv_poll; `prepare` asks MHD when it wants to run next. MHD_resume_connection()
 * neither makes the descriptor readable nor shortens MHD_get_timeout(), so after a resume the loop is kept awake for
 * one MHD_run. */
#include "io/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/http_state.h"

#define CONNECTIONS 1024
#define IDLE_S 30
#define REQUEST_S 600
#define HEADER_BYTES 32768
#define BACKLOG 1024
#define SWEEP_MS 500

/* "host:port" in its two halves; "[v6]:port" too. */
static int split_address(const char *address, char host[256], char port[16], struct err *e)
{
    const char *colon = strrchr(address, ':');
    size_t len = colon ? (size_t)(colon - address) : 0;
    if (!colon || len >= 256 || strlen(colon + 1) >= 16 || !colon[1] ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1) || atoi(colon + 1) > 65535)
        return err_set(e, ERR_SETTING, "http: %s is not HOST:PORT", address);
    if (len >= 2 && address[0] == '[' && address[len - 1] == ']') {
        address++;
        len -= 2;
    } else if (memchr(address, ':', len)) {
        return err_set(e, ERR_SETTING, "http: %s: an IPv6 address stands in brackets", address);
    }
    memcpy(host, address, len);
    host[len] = 0;
    memcpy(port, colon + 1, strlen(colon + 1) + 1);
    return 0;
}

static int listen_on(const char *address, struct err *e)
{
    char host[256], port[16];
    struct addrinfo want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found;
    int one = 1;
    if (split_address(address, host, port, e) < 0)
        return -1;
    int rc = getaddrinfo(*host ? host : NULL, port, &want, &found);
    if (rc)
        return err_set(e, ERR_SETTING, "http: %s: %s", address, gai_strerror(rc));
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0;
    if (ok && found->ai_family == AF_INET6)
        ok = setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one) == 0;
    ok = ok && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0;
    int no = errno;
    freeaddrinfo(found);
    if (ok)
        return fd;
    if (fd >= 0)
        close(fd);
    return err_set(e, no == EADDRNOTAVAIL ? ERR_SETTING : ERR_IO, "http: cannot listen on %s: %s", address,
                   strerror(no));
}

static void tell_address(int fd, char *out, size_t size)
{
    struct sockaddr_storage a = {0};
    socklen_t len = sizeof a;
    char host[INET6_ADDRSTRLEN] = "";
    must(getsockname(fd, (struct sockaddr *)&a, &len) == 0);
    if (a.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a;
        inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
        snprintf(out, size, "[%s]:%u", host, ntohs(in6->sin6_port));
    } else {
        struct sockaddr_in in = {0};
        memcpy(&in, &a, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, host, sizeof host);
        snprintf(out, size, "%s:%u", host, ntohs(in.sin_port));
    }
}

static void run(struct http_server *s)
{
    s->kick = s->freed = false;
    s->running = true;
    MHD_run(s->mhd);
    s->running = false;
    s->kick |= s->freed;
}

static void on_poll(uv_poll_t *h, int status, int events)
{
    (void)status;
    (void)events;
    run(h->data);
}

static void on_timeout(void *arg)
{
    run(arg);
}

static void on_idle(uv_idle_t *h)
{
    (void)h; /* it only keeps the loop from sleeping */
}

static void on_prepare(uv_prepare_t *h)
{
    struct http_server *s = h->data;
    MHD_UNSIGNED_LONG_LONG ms;
    bool due = MHD_get_timeout(s->mhd, &ms) == MHD_YES;
    if (s->kick || (due && ms == 0))
        uv_idle_start(&s->idle, on_idle);
    else if (due)
        timer_start(&s->timeout, s->loop, ms, 0, on_timeout, s);
    else
        timer_stop(&s->timeout);
}

static void on_check(uv_check_t *h)
{
    struct http_server *s = h->data;
    if (!uv_is_active((uv_handle_t *)&s->idle) && !s->kick)
        return;
    uv_idle_stop(&s->idle);
    run(s);
}

/* Requests that take for ever to arrive, byte by byte, end here: MHD itself counts only the silence between bytes. */
static void on_sweep(void *arg)
{
    struct http_server *s = arg;
    uint64_t now = uv_now(s->loop);
    uint64_t most = 1000ull * s->config.max_request_s, idle = 1000ull * s->config.idle_s;
    for (struct http_conn *c = s->conns; c; c = c->next)
        if (!c->busy && now - c->since_ms > most + (c->reading ? 0 : idle))
            shutdown(c->fd, SHUT_RDWR); /* MHD reads the end of it and closes */
    http_linger_sweep(s, now);
}

static void enter_loop(struct http_server *s)
{
    int fd = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    must(uv_poll_init(s->loop, &s->poll, fd) == 0);
    uv_prepare_init(s->loop, &s->prepare);
    uv_check_init(s->loop, &s->check);
    uv_idle_init(s->loop, &s->idle);
    s->poll.data = s->prepare.data = s->check.data = s->idle.data = s;
    s->handles = 4;
    must(uv_poll_start(&s->poll, UV_READABLE, on_poll) == 0);
    uv_prepare_start(&s->prepare, on_prepare);
    uv_check_start(&s->check, on_check);
    timer_start(&s->sweep, s->loop, SWEEP_MS, SWEEP_MS, on_sweep, s);
    s->kick = true; /* the first run puts the listening socket into MHD's epoll */
}

struct http_server *http_open(uv_loop_t *loop, const struct http_config *config, struct err *e)
{
    struct http_server *s = mem_new(sizeof *s);
    struct http_config *c = &s->config;
    *c = *config;
    c->connections = c->connections ? c->connections : CONNECTIONS;
    c->idle_s = c->idle_s ? c->idle_s : IDLE_S;
    c->max_request_s = c->max_request_s ? c->max_request_s : REQUEST_S;
    c->header_bytes = c->header_bytes ? c->header_bytes : HEADER_BYTES;
    s->loop = loop;
    int fd = listen_on(c->address, e);
    if (fd < 0) {
        free(s);
        return NULL;
    }
    tell_address(fd, s->address, sizeof s->address);
    c->address = s->address;
    s->mhd = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, http_on_access, s,
                              MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, http_on_completed, s,
                              MHD_OPTION_NOTIFY_CONNECTION, http_on_connection, s, MHD_OPTION_URI_LOG_CALLBACK,
                              http_on_uri, s, MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s, MHD_OPTION_CONNECTION_LIMIT,
                              c->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, c->header_bytes, MHD_OPTION_END);
    if (!s->mhd) {
        err_fill(e, ERR_IO, "http: the server on %s does not start", s->address);
        close(fd);
        free(s);
        return NULL;
    }
    enter_loop(s);
    return s;
}

void http_add_route(struct http_server *s, const struct http_route *route)
{
    must(route->on_complete && route->method && route->path);
    s->routes = mem_room(s->routes, s->routes_n, &s->routes_cap, sizeof *s->routes);
    s->routes[s->routes_n++] = mem_copy(route, sizeof *route);
}

const char *http_address(const struct http_server *s)
{
    return s->address;
}

unsigned http_connections(const struct http_server *s)
{
    return s->conns_n;
}

static void on_closed(uv_handle_t *h)
{
    struct http_server *s = h->data;
    if (--s->handles)
        return;
    for (size_t i = 0; i < s->routes_n; i++)
        free(s->routes[i]);
    free(s->routes);
    free(s);
}

void http_close(struct http_server **sp)
{
    struct http_server *s = *sp;
    *sp = NULL;
    if (!s)
        return;
    must(!s->running); /* not from inside a handler: MHD is on the stack */
    for (struct http_req *r = s->reqs; r; r = r->next)
        http_lose(r);
    for (struct http_req *r = s->reqs; r; r = r->next)
        http_wake(r); /* MHD wants nothing suspended when it stops */
    uv_handle_t *handles[] = {(uv_handle_t *)&s->poll, (uv_handle_t *)&s->prepare, (uv_handle_t *)&s->check,
                              (uv_handle_t *)&s->idle};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
        uv_close(handles[i], on_closed);
    timer_close(&s->timeout);
    timer_close(&s->sweep);
    MHD_stop_daemon(s->mhd); /* ends what is left; closes the listening socket */
    http_linger_close_all(s);
}
