/* What all ZeroMQ sockets of the house have in common, for bus.c and bus_client.c alone. */
#ifndef CVG_IO_BUS_SOCKET_H
#define CVG_IO_BUS_SOCKET_H

#include "io/bus.h"

int bus_socket_int(void *sock, int option, int value);
/* What every socket has set; 0 for the usual number of messages and of bytes, and for not waiting at the end. */
void bus_socket_set(void *sock, int hwm, int64_t msg_max, int linger_ms);
/* Nothing without a secret; a server has a ZAP domain, a client all three keys. ERR_SETTING. */
int bus_socket_curve(void *sock, const char *secret, const char *public_key, const char *server_key,
                     const char *zap_domain, struct err *e) CHECKED;
/* ERR_IO or ERR_SETTING by what ZeroMQ said last; returns −1. */
int bus_socket_fail(struct err *e, const char *what, const char *address);

#endif
