/* The blocking side of the bus: a conversation, watched by ZeroMQ's monitor so that a peer that is gone is no long
 * wait; and a single request. */
#include "io/bus_client.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "base/mem.h"
#include "io/bus_socket.h"

#define MONITOR "inproc://monitor" /* each conversation has a context of its own */
#define EVENTS                                                                                                         \
    (ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |                              \
     ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |    \
     ZMQ_EVENT_CONNECTED)
#define REPLY_MAX (33 << 20) /* bytes of an answer: an outcome with all its findings */
#define TEMPORARY 300        /* ZAP's "come again" */

struct bus_client {
    void *ctx, *sock, *monitor;
    bool connected, greeted; /* greeted: the handshake was done */
    enum bus_client_end end;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct bus_client *open_socket(const char *address, const struct bus_curve *curve, bool watched, struct err *e)
{
    struct bus_client *c = mem_new(sizeof *c);
    c->ctx = zmq_ctx_new();
    must(c->ctx);
    c->sock = zmq_socket(c->ctx, ZMQ_DEALER);
    must(c->sock);
    bus_socket_set(c->sock, 0, REPLY_MAX, 0);
    int rc = curve ? bus_socket_curve(c->sock, curve->secret, curve->public_key, curve->server_key, NULL, e) : 0;
    if (watched) {
        must(zmq_socket_monitor(c->sock, MONITOR, EVENTS) == 0);
        c->monitor = zmq_socket(c->ctx, ZMQ_PAIR);
        must(c->monitor && bus_socket_int(c->monitor, ZMQ_LINGER, 0) == 0 && zmq_connect(c->monitor, MONITOR) == 0);
    }
    if (rc == 0 && zmq_connect(c->sock, address) != 0)
        rc = bus_socket_fail(e, "cannot connect to", address);
    if (rc < 0)
        bus_client_close(&c);
    return c;
}

struct bus_client *bus_client_open(const char *address, const struct bus_curve *curve, struct err *e)
{
    return open_socket(address, curve, true, e);
}

void bus_client_close(struct bus_client **cp)
{
    struct bus_client *c = *cp;
    if (!c)
        return;
    if (c->monitor) {
        (void)zmq_socket_monitor(c->sock, NULL, 0); /* takes it off: it cannot fail in a way that matters now */
        zmq_close(c->monitor);
    }
    zmq_close(c->sock);
    zmq_ctx_term(c->ctx);
    mem_free(cp);
}

enum bus_client_end bus_client_ended(const struct bus_client *c)
{
    return c->end;
}

/* ---- what becomes of the connection ---- */

static void note_event(struct bus_client *c, unsigned event, unsigned value)
{
    switch (event) {
    case ZMQ_EVENT_CONNECTED:
        c->connected = true;
        break;
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        c->greeted = true;
        break;
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        c->end = value == TEMPORARY ? BUS_CLIENT_LOST : BUS_CLIENT_REFUSED;
        break;
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        c->end = BUS_CLIENT_SNUBBED;
        break;
    default: /* disconnected, or about to try again */
        c->end = c->greeted ? BUS_CLIENT_LOST : c->connected ? BUS_CLIENT_SNUBBED : BUS_CLIENT_NOBODY;
    }
}

static void read_event(struct bus_client *c)
{
    zmq_msg_t m;
    bool more = true;
    for (bool first = true; more; first = false) {
        zmq_msg_init(&m);
        if (zmq_msg_recv(&m, c->monitor, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&m);
            return;
        }
        more = zmq_msg_more(&m);
        if (first && zmq_msg_size(&m) >= 6 && c->end == BUS_CLIENT_OPEN) {
            uint16_t event;
            uint32_t value;
            memcpy(&event, zmq_msg_data(&m), sizeof event);
            memcpy(&value, (const char *)zmq_msg_data(&m) + sizeof event, sizeof value);
            note_event(c, event, value);
        }
        zmq_msg_close(&m);
    }
}

static int ended(const struct bus_client *c, struct err *e)
{
    static const char *const texts[BUS_CLIENT_END_COUNT] = {
        [BUS_CLIENT_OPEN] = "",
        [BUS_CLIENT_NOBODY] = "nobody listens",
        [BUS_CLIENT_LOST] = "the connection broke",
        [BUS_CLIENT_REFUSED] = "our key is refused",
        [BUS_CLIENT_SNUBBED] = "hung up during the handshake",
    };
    return err_set(e, c->end == BUS_CLIENT_REFUSED ? ERR_SETTING : ERR_AWAY, "bus: %s", texts[c->end]);
}

/* ---- messages ---- */

int bus_client_send(struct bus_client *c, const void *data, size_t len, int timeout_ms, struct err *e)
{
    int64_t end = now_ms() + timeout_ms;
    while (zmq_send(c->sock, data, len, ZMQ_DONTWAIT) < 0) {
        int64_t left = end - now_ms();
        zmq_pollitem_t item = {.socket = c->sock, .events = ZMQ_POLLOUT};
        if (zmq_errno() != EAGAIN && zmq_errno() != EINTR)
            return err_set(e, ERR_AWAY, "bus: cannot send: %s", zmq_strerror(zmq_errno()));
        if (left <= 0)
            return err_set(e, ERR_AWAY, "bus: cannot send: no room within %d ms", timeout_ms);
        (void)zmq_poll(&item, 1, (long)left); /* whatever it says, the next try tells */
    }
    return 0;
}

/* Reads a message whose first part is there; false where there is none after all. */
static bool read_message(void *sock, struct bus_reply *out)
{
    bool any = false;
    for (bool more = true; more;) {
        zmq_msg_t m;
        zmq_msg_init(&m);
        more = zmq_msg_recv(&m, sock, ZMQ_DONTWAIT) >= 0; /* the parts of a message come together */
        if (more) {
            any = true;
            if (out->n < BUS_PARTS_MAX)
                buf_add(&out->parts[out->n++], zmq_msg_data(&m), zmq_msg_size(&m));
            more = zmq_msg_more(&m);
        }
        zmq_msg_close(&m);
    }
    return any;
}

static int receive(struct bus_client *c, int timeout_ms, struct bus_reply *out, struct err *e)
{
    for (int64_t end = now_ms() + timeout_ms;;) {
        zmq_pollitem_t items[] = {{.socket = c->sock, .events = ZMQ_POLLIN},
                                  {.socket = c->monitor, .events = ZMQ_POLLIN}};
        int64_t left = end - now_ms();
        int got = zmq_poll(items, c->monitor ? 2 : 1, left > 0 ? (long)left : 0);
        if (got > 0 && (items[0].revents & ZMQ_POLLIN) && read_message(c->sock, out))
            return 1;
        if (got > 0 && c->monitor && (items[1].revents & ZMQ_POLLIN))
            read_event(c);
        if (c->end != BUS_CLIENT_OPEN) /* what had come before was read first */
            return ended(c, e);
        if (got == 0 && left <= 0)
            return 0;
    }
}

int bus_client_receive(struct bus_client *c, int timeout_ms, struct buf *out, struct err *e)
{
    struct bus_reply reply = {0};
    int got = receive(c, timeout_ms, &reply, e);
    buf_reset(out);
    if (got == 1)
        buf_add(out, buf_text(&reply.parts[0]), reply.parts[0].len);
    bus_reply_deinit(&reply);
    return got;
}

/* ---- the single request ---- */

static int send_parts(void *sock, const struct bus_part *parts, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (zmq_send(sock, parts[i].data, parts[i].len, ZMQ_DONTWAIT | (i + 1 < n ? ZMQ_SNDMORE : 0)) < 0)
            return err_set(e, ERR_AWAY, "bus: cannot send: %s", zmq_strerror(zmq_errno()));
    return 0;
}

int bus_request(const char *address, const struct bus_curve *curve, const struct bus_part *parts, size_t n,
                int timeout_ms, struct bus_reply *out, struct err *e)
{
    must(n > 0 && timeout_ms >= 0);
    *out = (struct bus_reply){0};
    struct bus_client *c = open_socket(address, curve, false, e); /* unwatched: who is not there yet may come in time */
    if (!c)
        return -1;
    int rc = send_parts(c->sock, parts, n, e);
    if (rc == 0 && receive(c, timeout_ms, out, e) != 1)
        rc = err_set(e, ERR_AWAY, "bus: no answer within %d ms", timeout_ms);
    bus_client_close(&c);
    if (rc < 0)
        bus_reply_deinit(out);
    return rc;
}

void bus_reply_deinit(struct bus_reply *r)
{
    for (size_t i = 0; i < r->n; i++)
        buf_deinit(&r->parts[i]);
    r->n = 0;
}
