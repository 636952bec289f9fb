/* Early refusals that the client gets to see.
 *
 * A client that is still sending when its request is refused would meet a closed socket: the kernel answers its bytes
 * with a reset, which may destroy our answer before it was read. MHD can neither answer in the middle of a body nor
 * wait after an answer. So the answer is written on the socket here, and a second descriptor keeps the socket alive
 * after MHD closed its own: what still comes is thrown away until the client closes, or a bound of bytes or of time is
 * reached. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/http_state.h"

#define LINGERS_MAX 256
#define READS_A_TURN 16
#define READ_BYTES (1u << 20)

static void on_closed(uv_handle_t *h)
{
    struct http_linger *l = h->data;
    close(l->fd);
    free(l);
}

static void end(struct http_linger *l)
{
    *l->at = l->next;
    if (l->next)
        l->next->at = l->at;
    l->server->lingers_n--;
    uv_close((uv_handle_t *)&l->poll, on_closed);
}

static void on_readable(uv_poll_t *h, int status, int events)
{
    struct http_linger *l = h->data;
    (void)events;
    for (int i = 0; i < READS_A_TURN && status >= 0; i++) {
        ssize_t n = recv(l->fd, NULL, READ_BYTES, MSG_TRUNC | MSG_DONTWAIT); /* TCP: thrown away without being copied */
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0 || (l->bytes += (uint64_t)n) > HTTP_LINGER_BYTES)
            status = -1;
    }
    if (status < 0)
        end(l);
}

static void linger(struct http_server *s, int socket_fd)
{
    int fd = s->lingers_n < LINGERS_MAX ? fcntl(socket_fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (fd < 0)
        return; /* then the client may see a reset; the answer is on its way all the same */
    struct http_linger *l = mem_new(sizeof *l);
    l->server = s;
    l->fd = fd;
    l->until_ms = uv_now(s->loop) + HTTP_LINGER_MS;
    must(uv_poll_init(s->loop, &l->poll, fd) == 0);
    l->poll.data = l;
    must(uv_poll_start(&l->poll, UV_READABLE, on_readable) == 0);
    l->next = s->lingers;
    l->at = &s->lingers;
    if (l->next)
        l->next->at = &l->next;
    s->lingers = l;
    s->lingers_n++;
}

static const char *reason(int status)
{
    const char *text = MHD_get_reason_phrase_for((unsigned)status);
    return text ? text : "Refused";
}

void http_refuse(struct http_req *r)
{
    struct buf out = {0};
    char date[64];
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    buf_addf(&out, "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\nContent-Length: %zu\r\n", r->status,
             reason(r->status), date, r->answer.len);
    if (r->type)
        buf_addf(&out, "Content-Type: %s\r\n", r->type);
    for (size_t i = 0; i < r->headers_n; i++)
        buf_addf(&out, "%s: %s\r\n", r->headers[i].name, r->headers[i].value);
    buf_adds(&out, "\r\n");
    if (strcmp(r->method, "HEAD") != 0)
        buf_add(&out, r->answer.data, r->answer.len);
    /* Nothing of ours waits in this socket but at most a "100 Continue": a short answer always has room. */
    ssize_t sent = send(r->conn->fd, out.data, out.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent;
    buf_deinit(&out);
    linger(r->server, r->conn->fd);
}

void http_linger_sweep(struct http_server *s, uint64_t now_ms)
{
    for (struct http_linger *l = s->lingers, *next; l; l = next) {
        next = l->next;
        if (l->until_ms <= now_ms)
            end(l);
    }
}

void http_linger_close_all(struct http_server *s)
{
    while (s->lingers)
        end(s->lingers);
}
