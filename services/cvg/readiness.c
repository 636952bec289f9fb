/* The datagram socket on which children tell that they are ready. */
#include "cvg/readiness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cvg/french.h"

static const char TEXT_SOCKET[] = "socket %s : %s";

char *readiness_path(const struct home *h)
{
    return home_join(h->sockets, "notify");
}

static bool says_ready(const char *text)
{
    for (const char *line = text; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL)
        if (!strncmp(line, "READY=1", 7) && (line[7] == '\n' || !line[7]))
            return true;
    return false;
}

static pid_t sender(struct msghdr *m)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS) {
            struct ucred who;
            memcpy(&who, CMSG_DATA(c), sizeof who);
            return who.pid;
        }
    return 0;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct readiness *n = poll->data;
    char text[4096];
    union {
        char bytes[CMSG_SPACE(sizeof(struct ucred)) + 256];
        struct cmsghdr align;
    } control;
    (void)status;
    (void)events;
    for (;;) {
        struct iovec v = {.iov_base = text, .iov_len = sizeof text - 1};
        struct msghdr m = {
            .msg_iov = &v, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        ssize_t len = recvmsg(n->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (len < 0)
            return;
        text[len] = 0;
        pid_t pid = sender(&m);
        if (pid > 0 && says_ready(text))
            n->on_ready(n->owner, pid);
    }
}

int readiness_open(struct readiness *n, uv_loop_t *loop, const struct home *h, void (*on_ready)(void *owner, pid_t pid),
                   void *owner, struct err *e)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const int on = 1;
    *n = (struct readiness){.path = readiness_path(h), .on_ready = on_ready, .owner = owner};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", n->path);
    unlink(n->path);
    n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (n->fd < 0 || setsockopt(n->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0 ||
        bind(n->fd, (struct sockaddr *)&at, sizeof at) < 0 || chmod(n->path, 0600) < 0 ||
        uv_poll_init(loop, &n->poll, n->fd) < 0) {
        err_fill(e, ERR_IO, TEXT_SOCKET, n->path, french_errno(errno));
        if (n->fd >= 0)
            close(n->fd);
        free(n->path);
        return -1;
    }
    n->poll.data = n;
    uv_poll_start(&n->poll, UV_READABLE, on_readable);
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct readiness *n = handle->data;
    close(n->fd);
    unlink(n->path);
    free(n->path);
}

void readiness_close(struct readiness *n)
{
    uv_close((uv_handle_t *)&n->poll, on_closed);
}
