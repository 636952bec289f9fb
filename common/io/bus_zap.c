/* The ZAP handler (ZeroMQ RFC 27) in the loop, no thread of its own. */
#include "io/bus_zap.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/mem.h"
#include "io/bus.h"

/* Behind the peer's address and the empty delimiter: version, request id, domain, address, identity, mechanism, key. */
enum {
    ZAP_PEER,
    ZAP_EMPTY,
    ZAP_VERSION,
    ZAP_REQUEST,
    ZAP_DOMAIN,
    ZAP_ADDRESS,
    ZAP_IDENTITY,
    ZAP_MECHANISM,
    ZAP_KEY,
    ZAP_COUNT
};

struct bus_zap {
    struct bus *bus;
    bus_zap_known *is_known;
    void *arg;
};

static bool is(const struct bus_part *p, const char *text)
{
    return p->len == strlen(text) && memcmp(p->data, text, p->len) == 0;
}

static struct bus_part text(const char *s)
{
    return (struct bus_part){.data = s, .len = strlen(s)};
}

static void on_request(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct bus_zap *z = arg;
    char key[BUS_KEY_LEN], name[64] = "";
    bool good = false;
    (void)user;
    if (n <= ZAP_REQUEST || !is(&parts[ZAP_VERSION], "1.0"))
        return;
    if (n == ZAP_COUNT && is(&parts[ZAP_MECHANISM], "CURVE") && parts[ZAP_KEY].len == 32 &&
        zmq_z85_encode(key, parts[ZAP_KEY].data, 32))
        good = z->is_known(key, name, z->arg);
    name[sizeof name - 1] = 0;
    struct bus_part answer[] = {parts[ZAP_PEER],
                                parts[ZAP_EMPTY],
                                text("1.0"),
                                parts[ZAP_REQUEST],
                                text(good ? "200" : "400"),
                                text(good ? "OK" : "unknown key"),
                                text(good ? name : ""),
                                text("")};
    (void)bus_send(b, answer, sizeof answer / sizeof *answer); /* the peer may have left: then nobody waits */
}

struct bus_zap *bus_zap_open(struct uv_loop_s *loop, void *ctx, bus_zap_known *is_known, void *arg, struct err *e)
{
    struct bus_zap *z = mem_new(sizeof *z);
    z->is_known = is_known;
    z->arg = arg;
    z->bus = bus_open(loop, ctx,
                      &(struct bus_config){.type = BUS_ROUTER,
                                           .bind = (const char *const[]){"inproc://zeromq.zap.01", NULL},
                                           .on_message = on_request,
                                           .arg = z},
                      e);
    if (!z->bus)
        mem_free(&z);
    return z;
}

void bus_zap_close(struct bus_zap **z)
{
    if (*z)
        bus_close(&(*z)->bus);
    mem_free(z);
}
