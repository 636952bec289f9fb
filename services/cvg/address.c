/* Addresses to listen at: read, tried, chosen. */
#include "cvg/address.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cvg/command.h"
#include "cvg/french.h"

/* Below what Linux gives to outgoing connections: no connection takes a daemon's port while it restarts. */
#define PICK_FIRST 20000
#define PICK_N 12000
#define PICK_TRIES 200

static const char TEXT_SHAPE[] = "« %s » n'est pas une adresse : attendu HÔTE:PORT, par exemple 127.0.0.1:8080";
static const char TEXT_HOST[] = "adresse « %s » : %s";
static const char TEXT_TAKEN[] = "impossible d'écouter à l'adresse %s : %s";
static const char TEXT_NONE[] = "aucun port libre trouvé sur 127.0.0.1";

static int split(const char *address, char *host, size_t size, const char **port_out, struct err *e)
{
    const char *colon = strrchr(address, ':');
    long port;
    if (!colon || !command_number(colon + 1, 1, 65535, &port))
        return err_set(e, ERR_USAGE, TEXT_SHAPE, address);
    for (const char *p = address; *p; p++)
        if (*p <= ' ' || *p > '~')
            return err_set(e, ERR_USAGE, TEXT_SHAPE, address);
    size_t len = (size_t)(colon - address);
    const char *from = address;
    if (len >= 2 && from[0] == '[' && from[len - 1] == ']') {
        from++;
        len -= 2;
    } else if (memchr(from, ':', len)) {
        return err_set(e, ERR_USAGE, TEXT_SHAPE, address);
    }
    if (len >= size)
        return err_set(e, ERR_USAGE, TEXT_SHAPE, address);
    memcpy(host, from, len);
    host[len] = 0;
    *port_out = colon + 1;
    return 0;
}

int address_check(const char *address, struct err *e)
{
    char host[256];
    const char *port = "";
    return split(address, host, sizeof host, &port, e);
}

static int try_listen(const struct addrinfo *a)
{
    const int on = 1;
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int no = bind(fd, a->ai_addr, a->ai_addrlen) < 0 || listen(fd, 1) < 0 ? errno : 0;
    close(fd);
    return no;
}

int address_free(const char *address, struct err *e)
{
    char host[256];
    const char *port = "";
    if (split(address, host, sizeof host, &port, e) < 0)
        return -1;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *list;
    int rc = getaddrinfo(host[0] ? host : NULL, port, &hints, &list);
    if (rc)
        return err_set(e, ERR_SETTING, TEXT_HOST, address, gai_strerror(rc));
    int no = EADDRNOTAVAIL;
    for (const struct addrinfo *a = list; a && no; a = a->ai_next)
        no = try_listen(a);
    freeaddrinfo(list);
    return no ? err_set(e, ERR_SETTING, TEXT_TAKEN, address, french_errno(no)) : 0;
}

int address_pick(char out[ADDRESS_LEN], const char *const *taken, size_t n, struct err *e)
{
    for (int i = 0; i < PICK_TRIES; i++) {
        size_t same = 0;
        snprintf(out, ADDRESS_LEN, "127.0.0.1:%u", (unsigned)(PICK_FIRST + randombytes_uniform(PICK_N)));
        for (size_t k = 0; k < n; k++)
            same += !strcmp(out, taken[k]);
        if (!same && address_free(out, NULL) == 0)
            return 0;
    }
    return err_set(e, ERR_IO, "%s", TEXT_NONE);
}
