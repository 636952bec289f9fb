/* A ZeroMQ socket in a libuv loop.
 *
 * Four handles a socket: `poll` on ZMQ_FD does nothing but wake the loop; `prepare` asks ZMQ_EVENTS just before the
 * loop would sleep, and where something is ready keeps it awake with `idle`; `check` takes messages, a budget a turn.
 */
#include "io/bus_socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>
#include <zmq.h>

#include "base/mem.h"

#define BUDGET 64
#define HANDSHAKE_EVENTS                                                                                               \
    (ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |      \
     ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)

struct bus {
    void *sock; /* NULL once closed */
    bus_on_message *on_message;
    void (*on_writable)(struct bus *b, void *arg);
    void *arg;
    int budget, handles;                                   /* handles that libuv still has */
    bool paused, blocked;                                  /* blocked: a send found no room; on_writable is due */
    char address[BUS_ADDRESS_MAX], bound[BUS_ADDRESS_MAX]; /* for people, and as ZeroMQ names it */
    uv_poll_t poll;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle;
};

static const int types[] = {
    [BUS_NONE] = -1,           [BUS_PUB] = ZMQ_PUB,   [BUS_SUB] = ZMQ_SUB,   [BUS_XPUB] = ZMQ_XPUB,
    [BUS_XSUB] = ZMQ_XSUB,     [BUS_PUSH] = ZMQ_PUSH, [BUS_PULL] = ZMQ_PULL, [BUS_ROUTER] = ZMQ_ROUTER,
    [BUS_DEALER] = ZMQ_DEALER, [BUS_PAIR] = ZMQ_PAIR,
};

/* ZeroMQ tells an IPv4 address that an IPv6 socket has as "tcp://[::ffff:127.0.0.1]:7300". */
static void plain_address(char *address)
{
    static const char mapped[] = "tcp://[::ffff:";
    char *end = strchr(address, ']');
    if (strncmp(address, mapped, sizeof mapped - 1) != 0 || !end || !strchr(address, '.'))
        return;
    char *host = address + strlen("tcp://");
    size_t len = (size_t)(end - address) - (sizeof mapped - 1);
    memmove(host, address + sizeof mapped - 1, len);
    memmove(host + len, end + 1, strlen(end + 1) + 1);
}

int bus_bind(struct bus *b, const char *address, struct err *e)
{
    size_t len = sizeof b->address;
    if (zmq_bind(b->sock, address) != 0)
        return bus_socket_fail(e, "cannot listen on", address);
    if (zmq_getsockopt(b->sock, ZMQ_LAST_ENDPOINT, b->address, &len) != 0)
        return bus_socket_fail(e, "no address of", address);
    snprintf(b->bound, sizeof b->bound, "%s", b->address);
    plain_address(b->address);
    return 0;
}

void bus_unbind(struct bus *b)
{
    (void)zmq_unbind(b->sock, b->bound);
    *b->address = *b->bound = 0;
}

static int attach(struct bus *b, const struct bus_config *c, struct err *e)
{
    for (size_t i = 0; c->bind && c->bind[i]; i++)
        if (bus_bind(b, c->bind[i], e) < 0)
            return -1;
    for (size_t i = 0; c->connect && c->connect[i]; i++)
        if (bus_connect(b, c->connect[i], e) < 0)
            return -1;
    return 0;
}

/* What is ready of what we want; nothing once the socket is closed. Asked also where we want nothing: asking is what
 * takes a peer's coming and going off the descriptor, which would wake the loop again and again until then. */
static int ready(struct bus *b)
{
    int events = 0, want = (b->on_message && !b->paused ? ZMQ_POLLIN : 0) | (b->blocked ? ZMQ_POLLOUT : 0);
    size_t len = sizeof events;
    if (!b->sock || zmq_getsockopt(b->sock, ZMQ_EVENTS, &events, &len) != 0)
        return 0;
    return events & want;
}

static void receive(struct bus *b)
{
    zmq_msg_t msgs[BUS_PARTS_MAX], extra;
    struct bus_part parts[BUS_PARTS_MAX];
    size_t n = 0, total = 0;
    bool more = true;
    while (more) {
        zmq_msg_t *m = n < BUS_PARTS_MAX ? &msgs[n] : &extra;
        zmq_msg_init(m);
        if (zmq_msg_recv(m, b->sock, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(m);
            break;
        }
        more = zmq_msg_more(m);
        total++;
        if (m == &extra)
            zmq_msg_close(m);
        else
            parts[n++] = (struct bus_part){.data = zmq_msg_data(m), .len = zmq_msg_size(m)};
    }
    if (n && n == total && !more) {
        const char *user = zmq_msg_gets(&msgs[n - 1], "User-Id");
        b->on_message(b, parts, n, user ? user : "", b->arg);
    }
    for (size_t i = 0; i < n; i++)
        zmq_msg_close(&msgs[i]);
}

static void on_poll(uv_poll_t *h, int status, int events)
{
    (void)h; /* it only wakes the loop */
    (void)status;
    (void)events;
}

static void on_idle(uv_idle_t *h)
{
    (void)h; /* it only keeps the loop from sleeping */
}

static void on_prepare(uv_prepare_t *h)
{
    struct bus *b = h->data;
    if (ready(b))
        uv_idle_start(&b->idle, on_idle);
}

static void on_check(uv_check_t *h)
{
    struct bus *b = h->data;
    int events;
    uv_idle_stop(&b->idle);
    for (int i = 0; i < b->budget && (events = ready(b)); i++) {
        if (events & ZMQ_POLLOUT) {
            b->blocked = false;
            b->on_writable(b, b->arg);
        }
        if (b->sock && !b->paused && (events & ZMQ_POLLIN))
            receive(b);
    }
}

static void on_closed(uv_handle_t *h)
{
    struct bus *b = h->data;
    if (--b->handles == 0)
        free(b);
}

static void enter_loop(struct bus *b, uv_loop_t *loop)
{
    uv_os_sock_t fd;
    size_t len = sizeof fd;
    must(zmq_getsockopt(b->sock, ZMQ_FD, &fd, &len) == 0);
    must(uv_poll_init_socket(loop, &b->poll, fd) == 0);
    uv_prepare_init(loop, &b->prepare);
    uv_check_init(loop, &b->check);
    uv_idle_init(loop, &b->idle);
    b->poll.data = b->prepare.data = b->check.data = b->idle.data = b;
    b->handles = 4;
    must(uv_poll_start(&b->poll, UV_READABLE, on_poll) == 0); /* readable also for room to send */
    uv_prepare_start(&b->prepare, on_prepare);
    uv_check_start(&b->check, on_check);
}

struct bus *bus_open(uv_loop_t *loop, void *ctx, const struct bus_config *c, struct err *e)
{
    struct bus *b = mem_new(sizeof *b);
    b->on_message = c->on_message;
    b->on_writable = c->on_writable;
    b->arg = c->arg;
    b->budget = c->budget ? c->budget : BUDGET;
    b->sock = zmq_socket(ctx, types[c->type]);
    if (!b->sock) {
        bus_socket_fail(e, "no socket", "");
        e->code = ERR_IO;
        free(b);
        return NULL;
    }
    bus_socket_set(b->sock, c->hwm, c->msg_max, c->linger_ms);
    must(!c->immediate || bus_socket_int(b->sock, ZMQ_IMMEDIATE, 1) == 0);
    if (c->type == BUS_ROUTER) /* a peer that left is told to the sender instead of swallowed */
        must(bus_socket_int(b->sock, ZMQ_ROUTER_MANDATORY, 1) == 0);
    must(!c->monitor || zmq_socket_monitor(b->sock, c->monitor, HANDSHAKE_EVENTS) == 0);
    if (c->type == BUS_XPUB) /* each subscription is told, so that each subscriber can be given a snapshot */
        must(bus_socket_int(b->sock, ZMQ_XPUB_VERBOSE, 1) == 0);
    if (bus_socket_curve(b->sock, c->secret, c->public_key, c->server_key, c->zap_domain, e) < 0 ||
        attach(b, c, e) < 0) {
        zmq_close(b->sock);
        free(b);
        return NULL;
    }
    enter_loop(b, loop);
    return b;
}

const char *bus_address(const struct bus *b)
{
    return b->address;
}

int bus_connect(struct bus *b, const char *address, struct err *e)
{
    return zmq_connect(b->sock, address) == 0 ? 0 : bus_socket_fail(e, "cannot connect to", address);
}

void bus_disconnect(struct bus *b, const char *address)
{
    (void)zmq_disconnect(b->sock, address); /* ENOENT: it was not connected, which is what we want */
}

void bus_subscribe(struct bus *b, const void *prefix, size_t len)
{
    must(zmq_setsockopt(b->sock, ZMQ_SUBSCRIBE, prefix, len) == 0);
}

void bus_unsubscribe(struct bus *b, const void *prefix, size_t len)
{
    must(zmq_setsockopt(b->sock, ZMQ_UNSUBSCRIBE, prefix, len) == 0);
}

bool bus_send(struct bus *b, const struct bus_part *parts, size_t n)
{
    must(n > 0 && n <= BUS_PARTS_MAX);
    for (size_t i = 0; i < n; i++) {
        if (zmq_send(b->sock, parts[i].data, parts[i].len, ZMQ_DONTWAIT | (i + 1 < n ? ZMQ_SNDMORE : 0)) >= 0)
            continue;
        must(i == 0 || zmq_errno() == ETERM); /* after its first part a message has its room */
        if (zmq_errno() == EAGAIN)
            b->blocked = b->on_writable != NULL;
        return false;
    }
    return true;
}

void bus_pause(struct bus *b, bool paused)
{
    b->paused = paused;
}

void bus_close(struct bus **bp)
{
    struct bus *b = *bp;
    *bp = NULL;
    if (!b || !b->sock)
        return;
    uv_handle_t *handles[] = {(uv_handle_t *)&b->poll, (uv_handle_t *)&b->prepare, (uv_handle_t *)&b->check,
                              (uv_handle_t *)&b->idle};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
        uv_close(handles[i], on_closed);
    (void)zmq_socket_monitor(b->sock, NULL, 0); /* who listens to it may go before the socket is reaped */
    zmq_close(b->sock); /* after libuv let go of its descriptor, which uv_close() does at once */
    b->sock = NULL;
}
