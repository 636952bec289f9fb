/* Readiness as systemd's daemons tell it: a datagram "READY=1" to the socket named in NOTIFY_SOCKET. */
#ifndef CVG_CVG_READINESS_H
#define CVG_CVG_READINESS_H

#include <sys/types.h>
#include <uv.h>

#include "cvg/home.h"

struct readiness {
    char *path; /* what children get as NOTIFY_SOCKET */
    int fd;
    uv_poll_t poll;
    void (*on_ready)(void *owner, pid_t pid);
    void *owner;
};

/* The socket of this home, which the caller frees; no other home's daemons have it in their environment. */
char *readiness_path(const struct home *h);

/* on_ready gets the pid that the kernel vouches for. The directory of the sockets must be there. */
int readiness_open(struct readiness *n, uv_loop_t *loop, const struct home *h, void (*on_ready)(void *owner, pid_t pid),
                   void *owner, struct err *e) CHECKED;
void readiness_close(struct readiness *n);

#endif
