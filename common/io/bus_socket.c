/* The options of a ZeroMQ socket, and CURVE keys. */
#include "io/bus_socket.h"

#include <errno.h>
#include <string.h>
#include <zmq.h>

#define HWM 1000
#define MSG_MAX (16 << 20)
#define RECONNECT_MS 100
#define RECONNECT_MAX_MS 2000
#define HEARTBEAT_MS 2000
#define HEARTBEAT_LOST_MS 6000

int bus_socket_int(void *sock, int option, int value)
{
    return zmq_setsockopt(sock, option, &value, sizeof value);
}

void bus_socket_set(void *sock, int hwm, int64_t msg_max, int linger_ms)
{
    hwm = hwm ? hwm : HWM;
    msg_max = msg_max ? msg_max : MSG_MAX;
    int bad = bus_socket_int(sock, ZMQ_SNDHWM, hwm) | bus_socket_int(sock, ZMQ_RCVHWM, hwm) |
              bus_socket_int(sock, ZMQ_LINGER, linger_ms) |
              zmq_setsockopt(sock, ZMQ_MAXMSGSIZE, &msg_max, sizeof msg_max) |
              bus_socket_int(sock, ZMQ_RECONNECT_IVL, RECONNECT_MS) |
              bus_socket_int(sock, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS) |
              bus_socket_int(sock, ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS) |
              bus_socket_int(sock, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_LOST_MS) |
              bus_socket_int(sock, ZMQ_HEARTBEAT_TTL, HEARTBEAT_LOST_MS) | bus_socket_int(sock, ZMQ_IPV6, 1) |
              bus_socket_int(sock, ZMQ_TCP_KEEPALIVE, 1);
    must(!bad);
}

static int set_key(void *sock, int option, const char *key, struct err *e)
{
    if (strlen(key) == BUS_KEY_LEN - 1 && zmq_setsockopt(sock, option, key, BUS_KEY_LEN) == 0)
        return 0;
    return err_set(e, ERR_SETTING, "bus: a CURVE key that is not one (40 characters of Z85)");
}

int bus_socket_curve(void *sock, const char *secret, const char *public_key, const char *server_key,
                     const char *zap_domain, struct err *e)
{
    if (!secret)
        return 0;
    if (set_key(sock, ZMQ_CURVE_SECRETKEY, secret, e) < 0)
        return -1;
    if (zap_domain) {
        must(bus_socket_int(sock, ZMQ_CURVE_SERVER, 1) == 0);
        must(zmq_setsockopt(sock, ZMQ_ZAP_DOMAIN, zap_domain, strlen(zap_domain)) == 0);
        return 0;
    }
    if (!public_key || !server_key)
        return err_set(e, ERR_SETTING, "bus: a CURVE client needs its public key and the server's");
    if (set_key(sock, ZMQ_CURVE_PUBLICKEY, public_key, e) < 0)
        return -1;
    return set_key(sock, ZMQ_CURVE_SERVERKEY, server_key, e);
}

int bus_socket_fail(struct err *e, const char *what, const char *address)
{
    int no = zmq_errno();
    bool taken = no == EADDRINUSE || no == EACCES || no == EMFILE || no == ENOENT;
    return err_set(e, taken ? ERR_IO : ERR_SETTING, "bus: %s %s: %s", what, address, zmq_strerror(no));
}

bool bus_key_good(const char *z85)
{
    uint8_t bytes[32];
    return strlen(z85) == BUS_KEY_LEN - 1 && zmq_z85_decode(bytes, z85) != NULL;
}

void bus_keypair(char public_key[BUS_KEY_LEN], char secret[BUS_KEY_LEN])
{
    must(zmq_curve_keypair(public_key, secret) == 0);
}

int bus_public_of(const char *secret, char public_key[BUS_KEY_LEN], struct err *e)
{
    if (strlen(secret) != BUS_KEY_LEN - 1 || zmq_curve_public(public_key, secret) != 0)
        return err_set(e, ERR_SETTING, "bus: a CURVE key that is not one (40 characters of Z85)");
    return 0;
}
