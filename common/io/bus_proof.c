/* The proof that a CURVE door refuses an unknown key.
 *
 * The client's own socket monitor tells how its handshake ended. A message waits to be sent all the while: a door that
 * admits it would get it. */
#include "io/bus_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/mem.h"
#include "io/bus.h"
#include "io/loop.h"

struct bus_proof {
    struct bus *client, *monitor;
    struct timer timeout;
    void (*done)(enum bus_proof_result r, void *arg);
    void *arg;
};

static void tell(struct bus_proof *p, enum bus_proof_result r)
{
    void (*done)(enum bus_proof_result r, void *arg) = p->done;
    p->done = NULL;
    timer_close(&p->timeout);
    if (done)
        done(r, p->arg);
}

static void on_event(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    uint16_t event;
    (void)b;
    (void)n;
    (void)user;
    if (parts[0].len < sizeof event)
        return;
    memcpy(&event, parts[0].data, sizeof event);
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
        tell(arg, BUS_PROOF_REFUSED);
    else if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        tell(arg, BUS_PROOF_ADMITTED);
}

static void on_timeout(void *arg)
{
    tell(arg, BUS_PROOF_SILENT);
}

static int knock(struct bus_proof *p, struct uv_loop_s *loop, void *ctx, const char *address, const char *server_key,
                 struct err *e)
{
    char monitor[64], public_key[BUS_KEY_LEN], secret[BUS_KEY_LEN];
    const char *const to[] = {address, NULL}, *const events[] = {monitor, NULL};
    snprintf(monitor, sizeof monitor, "inproc://bus-proof-%p", (void *)p);
    bus_keypair(public_key, secret);
    p->client = bus_open(loop, ctx,
                         &(struct bus_config){.type = BUS_DEALER,
                                              .secret = secret,
                                              .public_key = public_key,
                                              .server_key = server_key,
                                              .monitor = monitor},
                         e);
    if (!p->client)
        return -1;
    p->monitor = bus_open(
        loop, ctx, &(struct bus_config){.type = BUS_PAIR, .connect = events, .on_message = on_event, .arg = p}, e);
    if (!p->monitor || bus_connect(p->client, to[0], e) < 0)
        return -1;
    (void)bus_send(p->client, &(struct bus_part){"proof", 5}, 1);
    return 0;
}

struct bus_proof *bus_proof_open(struct uv_loop_s *loop, void *ctx, const char *address, const char *server_key,
                                 uint64_t timeout_ms, void (*done)(enum bus_proof_result r, void *arg), void *arg,
                                 struct err *e)
{
    struct bus_proof *p = mem_new(sizeof *p);
    p->done = done;
    p->arg = arg;
    if (knock(p, loop, ctx, address, server_key, e) < 0) {
        bus_proof_close(&p);
        return NULL;
    }
    timer_start(&p->timeout, loop, timeout_ms, 0, on_timeout, p);
    return p;
}

void bus_proof_close(struct bus_proof **pp)
{
    struct bus_proof *p = *pp;
    if (!p)
        return;
    timer_close(&p->timeout);
    bus_close(&p->client); /* the one that tells, before the one that listens: it would wait for it */
    bus_close(&p->monitor);
    mem_free(pp);
}
