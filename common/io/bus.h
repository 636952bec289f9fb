/* A ZeroMQ socket in a libuv loop, and a blocking request for the command line.
 *
 * ZMQ_FD is edge-triggered and any call on the socket may swallow the edge, so the descriptor only wakes the loop;
 * ZMQ_EVENTS is asked again each time before the loop would sleep. Sends never block. A message is a hint or a full
 * state: any of them may be lost or dropped. */
#ifndef CVG_IO_BUS_H
#define CVG_IO_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct uv_loop_s;
struct bus;

enum bus_type { BUS_NONE, BUS_PUB, BUS_SUB, BUS_XPUB, BUS_XSUB, BUS_PUSH, BUS_PULL, BUS_ROUTER, BUS_DEALER, BUS_PAIR };
#define BUS_PARTS_MAX 16 /* a message with more is dropped */
#define BUS_KEY_LEN 41   /* a CURVE key in Z85, with NUL */
#define BUS_ADDRESS_MAX 256

struct bus_part {
    const void *data;
    size_t len;
};

/* A message came in; `user` is the User-Id that the ZAP handler gave the peer, "" without CURVE. The parts live until
 * the return. Of a ROUTER the first part is the peer's address; of an XPUB a part is 1 or 0 and a topic. */
typedef void bus_on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg);

struct bus_config {
    enum bus_type type;
    const char *const *bind, *const
                                 *connect; /* NULL-terminated lists, or NULL. "tcp://127.0.0.1:*" takes a free port */
    int hwm;                               /* messages, both ways; 0: 1000 */
    int64_t msg_max;                       /* bytes of one part; 0: 16 MiB */
    int budget;                            /* messages in a turn of the loop; 0: 64 */
    /* CURVE, all Z85. A server has `secret` and a zap_domain (see io/bus_zap.h); a client all three and no zap_domain.
     */
    const char *secret, *public_key, *server_key, *zap_domain;
    bool immediate;             /* queue only for a peer that is there: else bus_send() returns false until one is */
    const char *monitor;        /* inproc:// address where a PAIR is told how handshakes end; NULL: none */
    int linger_ms;              /* what a close still waits to be sent */
    bus_on_message *on_message; /* NULL: never read */
    void (*on_writable)(struct bus *b, void *arg); /* once after bus_send() returned false, when there is room again */
    void *arg;
};

/* `ctx` is a ZeroMQ context. Copies what it needs. ERR_SETTING: a bad address or key; ERR_IO: an address that is taken.
 */
struct bus *bus_open(struct uv_loop_s *loop, void *ctx, const struct bus_config *config, struct err *e) CHECKED;
const char *bus_address(const struct bus *b); /* of the last bind, with the port it got; "" without bind */
/* Listens there too; bus_address() is then this one. Unbound, it takes no more connections there. */
int bus_bind(struct bus *b, const char *address, struct err *e) CHECKED;
void bus_unbind(struct bus *b);
int bus_connect(struct bus *b, const char *address, struct err *e) CHECKED;
void bus_disconnect(struct bus *b, const char *address);
void bus_subscribe(struct bus *b, const void *prefix, size_t len); /* SUB */
void bus_unsubscribe(struct bus *b, const void *prefix, size_t len);
/* True when all parts are queued; false, and nothing sent, when there is no room or no such peer. */
bool bus_send(struct bus *b, const struct bus_part *parts, size_t n);
void bus_pause(struct bus *b, bool paused); /* stop reading, so that senders feel it */
void bus_close(struct bus **b); /* allowed in its own callback; the context may be ended after the loop's next turns */

/* Blocking request to a ROUTER: sends the parts, waits for one answer. Each part of the answer is a struct buf that
 * bus_reply_deinit() frees. `curve` may be NULL. ERR_AWAY: no answer in time. */
struct bus_curve {
    const char *secret, *public_key, *server_key;
};
struct bus_reply {
    struct buf parts[BUS_PARTS_MAX];
    size_t n;
};
int bus_request(const char *address, const struct bus_curve *curve, const struct bus_part *parts, size_t n,
                int timeout_ms, struct bus_reply *out, struct err *e) CHECKED;
void bus_reply_deinit(struct bus_reply *r);

/* Has it the shape of a CURVE key? */
bool bus_key_good(const char *z85);
/* A new CURVE key pair, and the public key of a secret one. */
void bus_keypair(char public_key[BUS_KEY_LEN], char secret[BUS_KEY_LEN]);
int bus_public_of(const char *secret, char public_key[BUS_KEY_LEN], struct err *e) CHECKED;

#endif
