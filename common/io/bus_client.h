/* A blocking conversation with a ROUTER, for the command line: it ends by itself when the peer does not answer. */
#ifndef CVG_IO_BUS_CLIENT_H
#define CVG_IO_BUS_CLIENT_H

#include "io/bus.h"

struct bus_client;

/* How a conversation ended. */
enum bus_client_end {
    BUS_CLIENT_OPEN,
    BUS_CLIENT_NOBODY,  /* nobody listens at the address */
    BUS_CLIENT_LOST,    /* the connection broke */
    BUS_CLIENT_REFUSED, /* our key is not let in */
    BUS_CLIENT_SNUBBED, /* hung up during the handshake: another server key than ours, or a server that just stops */
    BUS_CLIENT_END_COUNT
};

/* Connects in the background. `curve` may be NULL. ERR_SETTING: a bad key or address. */
struct bus_client *bus_client_open(const char *address, const struct bus_curve *curve, struct err *e) CHECKED;
void bus_client_close(struct bus_client **c);

/* A message of one part is queued; ERR_AWAY where there is no room within timeout_ms. */
int bus_client_send(struct bus_client *c, const void *data, size_t len, int timeout_ms, struct err *e) CHECKED;
/* 1: a message, its first part in `out`; 0: none in time; −1: the conversation has ended (ERR_AWAY, or ERR_SETTING
 * where our key is refused), open another. */
int bus_client_receive(struct bus_client *c, int timeout_ms, struct buf *out, struct err *e) CHECKED;
enum bus_client_end bus_client_ended(const struct bus_client *c);

#endif
