/* A request that waits: suspended in libmicrohttpd, watched for a client that leaves, and woken. */
#include <stdlib.h>

#include "base/mem.h"
#include "io/http_state.h"

static void free_handle(uv_handle_t *h)
{
    free(h);
}

void http_unwatch(struct http_req *r)
{
    if (r->watch)
        uv_close((uv_handle_t *)r->watch, free_handle);
    r->watch = NULL;
}

void http_lose(struct http_req *r)
{
    r->state = HTTP_GONE;
    if (!r->owned)
        return;
    r->owned = false;
    if (r->route->on_gone)
        r->route->on_gone(r, r->route->arg);
}

/* A suspended connection is in nobody's epoll: without this a client that left would be noticed when the answer is
 * sent. */
static void on_left(uv_poll_t *h, int status, int events)
{
    struct http_req *r = h->data;
    (void)status;
    (void)events;
    http_lose(r);
    http_wake(r);
}

void http_suspend(struct http_req *r)
{
    MHD_suspend_connection(r->mhd);
    r->suspended = true;
    r->watch = mem_new(sizeof *r->watch);
    must(uv_poll_init(r->server->loop, r->watch, r->conn->fd) == 0);
    r->watch->data = r;
    must(uv_poll_start(r->watch, UV_DISCONNECT, on_left) == 0);
}

void http_wake(struct http_req *r)
{
    if (!r->suspended)
        return;
    http_unwatch(r);
    r->suspended = false;
    r->server->kick = true;
    MHD_resume_connection(r->mhd);
}

void http_pause(struct http_req *r)
{
    r->paused = true;
}

void http_resume(struct http_req *r)
{
    r->paused = false;
    if (r->state == HTTP_HEADERS || r->state == HTTP_BODY)
        http_wake(r);
}
