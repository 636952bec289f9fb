/* The inside of the HTTP server, and the floors of its files; each calls only those below it:
 *
 * - http.c: opens the server and drives it
 * - http_serve.c: walks a request through its states
 * - http_answer.c: answers it
 * - http_request.c reads it, http_wait.c lets it wait, http_linger.c refuses it early: these know nothing of each other
 */
#ifndef CVG_IO_HTTP_STATE_H
#define CVG_IO_HTTP_STATE_H

#include <microhttpd.h>
#include <sys/socket.h>
#include <uv.h>

#include "io/http.h"
#include "io/loop.h"

/* Where a request is. Of each only the next ones may follow, or HTTP_GONE. */
enum http_state {
    HTTP_HEADERS,  /* on_headers runs or was paused */
    HTTP_BODY,     /* pieces come */
    HTTP_SWALLOW,  /* answered already; a short body is read to its end first */
    HTTP_WAITING,  /* complete, not answered; suspended */
    HTTP_ANSWERED, /* complete and answered */
    HTTP_QUEUED,   /* the answer is MHD's */
    HTTP_REFUSED,  /* answered early: to be written on the socket itself */
    HTTP_GONE,     /* the client left, or the server closes: the owner was told */
};

/* A connection; the socket context of MHD. */
struct http_conn {
    struct http_server *server;
    struct http_conn *next, **at; /* in server->conns */
    int fd;
    uint64_t since_ms; /* when it was opened, or its request began, or the last one ended */
    bool reading;      /* a request is being read */
    bool busy;         /* it was read and is being answered */
};

struct http_header_line {
    char *name, *value;
};

struct http_req {
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct http_conn *conn;
    const struct http_route *route; /* NULL: the layer answers by itself */
    struct http_req *next, **at;    /* in server->reqs */
    char *method, *path;
    void *data; /* the owner's */
    enum http_state state;
    bool suspended, paused;
    bool headers_again; /* suspended in MHD's first call: it makes the same call once more */
    bool owned;         /* on_headers was called, and neither an answer nor on_gone came since */
    bool stream, stream_end;
    int64_t told_len;  /* Content-Length; -1: chunked */
    uint64_t body_len; /* that came */
    struct buf body;
    char peer[INET6_ADDRSTRLEN];
    uv_poll_t *watch; /* while suspended: has the client left? */
    struct http_header_line *headers;
    size_t headers_n, headers_cap;
    int status; /* of the answer */
    char *type;
    struct buf answer; /* its body; of a stream what waits to be read, from `sent` on */
    size_t sent;
};

/* The socket of a connection that was refused early, kept until its client has had its say. */
struct http_linger {
    uv_poll_t poll;
    struct http_server *server;
    struct http_linger *next, **at;
    int fd;
    uint64_t until_ms, bytes;
};

struct http_server {
    uv_loop_t *loop;
    struct http_config config;
    struct MHD_Daemon *mhd;
    struct http_route **routes; /* [routes_n]; their addresses never change */
    size_t routes_n, routes_cap;
    struct http_conn *conns;
    struct http_req *reqs;
    struct http_linger *lingers;
    unsigned conns_n, lingers_n;
    bool kick;    /* run MHD before the loop sleeps */
    bool running; /* inside MHD_run */
    bool freed;   /* a connection ended in this run */
    char address[80];
    struct timer timeout, sweep;
    int handles;
    uv_poll_t poll;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle;
};

/* http_request.c */
int http_framing(const struct http_req *r,
                 int64_t *body_len_out); /* a status to refuse with, or 0; -1: unknown length */
void http_name_peer(struct http_req *r);
/* http_wait.c */
void http_suspend(struct http_req *r);
void http_wake(struct http_req *r); /* resumes, so that MHD calls us again */
void http_unwatch(struct http_req *r);
void http_lose(struct http_req *r); /* tells the owner that the client left */
/* http_linger.c */
void http_refuse(struct http_req *r); /* writes the answer on the socket and keeps it readable */
void http_linger_sweep(struct http_server *s, uint64_t now_ms);
void http_linger_close_all(struct http_server *s);
/* http_answer.c */
enum MHD_Result http_queue(struct http_req *r);       /* hands the answer to MHD */
void http_own_answer(struct http_req *r, int status); /* of the layer itself */
void http_answer_deinit(struct http_req *r);
/* http_serve.c: MHD's callbacks */
enum MHD_Result http_on_access(void *server, struct MHD_Connection *c, const char *url, const char *method,
                               const char *version, const char *data, size_t *len, void **context);
void http_on_completed(void *server, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code);
void *http_on_uri(void *server, const char *uri, struct MHD_Connection *c);
void http_on_connection(void *server, struct MHD_Connection *c, void **context,
                        enum MHD_ConnectionNotificationCode code);

#endif
