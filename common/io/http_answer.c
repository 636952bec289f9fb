/* Answers: now or later, whole or as a stream, and the few that the server gives by itself. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "io/http_state.h"

#define STREAM_BLOCK 16384
#define STREAM_SENT_AHEAD 131072

void http_set_header(struct http_req *r, const char *name, const char *value)
{
    must(!strpbrk(name, "\r\n: ") && !strpbrk(value, "\r\n"));
    r->headers = mem_room(r->headers, r->headers_n, &r->headers_cap, sizeof *r->headers);
    r->headers[r->headers_n++] = (struct http_header_line){.name = mem_text(name), .value = mem_text(value)};
}

/* After a refusal the connection is kept when what is left of the body is short and is coming anyway. */
static bool may_swallow(const struct http_req *r)
{
    if (r->told_len < 0)
        return false;
    uint64_t left = (uint64_t)r->told_len - r->body_len;
    const char *expect = http_header(r, "Expect");
    if (left && r->state == HTTP_HEADERS && expect && strcasecmp(expect, "100-continue") == 0)
        return false;
    return left <= HTTP_SWALLOW_BYTES;
}

static void settle(struct http_req *r, int status, const char *type)
{
    must(r->state == HTTP_HEADERS || r->state == HTTP_BODY || r->state == HTTP_WAITING);
    r->status = status;
    r->type = mem_text(type);
    if (r->state == HTTP_WAITING)
        r->state = HTTP_ANSWERED;
    else
        r->state = may_swallow(r) ? HTTP_SWALLOW : HTTP_REFUSED;
    r->paused = false;
}

void http_answer(struct http_req *r, int status, const char *content_type, const void *body, size_t len)
{
    buf_add(&r->answer, body, len);
    r->owned = false;
    settle(r, status, content_type);
    http_wake(r);
}

void http_answer_text(struct http_req *r, int status, const char *content_type, const char *body)
{
    http_answer(r, status, content_type, body, strlen(body));
}

void http_stream_open(struct http_req *r, int status, const char *content_type)
{
    /* what waits is to be counted here, not out of sight in the kernel, which would keep megabytes a reader */
    const int sent_ahead = STREAM_SENT_AHEAD;
    (void)setsockopt(r->conn->fd, SOL_SOCKET, SO_SNDBUF, &sent_ahead, sizeof sent_ahead);
    r->stream = true;
    settle(r, status, content_type);
    must(r->state != HTTP_REFUSED); /* a stream is an answer to a request that was read */
    http_wake(r);
}

bool http_stream_send(struct http_req *r, const void *data, size_t len)
{
    must(r->stream && r->owned);
    size_t waiting = r->answer.len - r->sent;
    if (len > HTTP_STREAM_BYTES - waiting)
        return false;
    if (r->sent > waiting) {
        memmove(r->answer.data, r->answer.data + r->sent, waiting);
        r->answer.len = waiting;
        r->sent = 0;
    }
    buf_add(&r->answer, data, len);
    if (r->state == HTTP_QUEUED)
        http_wake(r);
    return true;
}

void http_stream_close(struct http_req *r)
{
    must(r->stream && r->owned);
    r->owned = false;
    r->stream_end = true;
    if (r->state == HTTP_QUEUED)
        http_wake(r);
}

/* MHD asks for more of a stream; where there is nothing it sleeps until http_wake(). */
static ssize_t read_stream(void *arg, uint64_t pos, char *out, size_t max)
{
    struct http_req *r = arg;
    size_t n = r->answer.len - r->sent;
    (void)pos;
    if (r->state == HTTP_GONE)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (n > max)
        n = max;
    if (n) {
        memcpy(out, r->answer.data + r->sent, n);
        r->sent += n;
        return (ssize_t)n;
    }
    r->sent = 0;
    buf_reset(&r->answer);
    if (r->stream_end)
        return MHD_CONTENT_READER_END_OF_STREAM;
    http_suspend(r);
    return 0;
}

enum MHD_Result http_queue(struct http_req *r)
{
    struct MHD_Response *m;
    if (r->stream) {
        m = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, r, NULL);
    } else {
        size_t len = r->answer.len;
        m = MHD_create_response_from_buffer(len, buf_take(&r->answer), MHD_RESPMEM_MUST_FREE);
    }
    must(m);
    if (r->type)
        MHD_add_response_header(m, "Content-Type", r->type);
    for (size_t i = 0; i < r->headers_n; i++)
        MHD_add_response_header(m, r->headers[i].name, r->headers[i].value);
    r->state = HTTP_QUEUED;
    enum MHD_Result ok = MHD_queue_response(r->mhd, (unsigned)r->status, m);
    MHD_destroy_response(m);
    return ok;
}

void http_answer_deinit(struct http_req *r)
{
    for (size_t i = 0; i < r->headers_n; i++) {
        free(r->headers[i].name);
        free(r->headers[i].value);
    }
    mem_free(&r->headers);
    mem_free(&r->type);
    buf_deinit(&r->answer);
}

static const struct {
    int status;
    const char *error, *message;
} own[] = {
    {400, "requete_invalide", "La requête est mal formée."},
    {404, "introuvable", "Cette adresse n’existe pas."},
    {405, "methode_refusee", "Cette adresse n’accepte pas cette méthode."},
    {411, "longueur_absente", "La requête doit annoncer la longueur de son contenu."},
    {413, "trop_volumineux", "Le contenu envoyé dépasse la taille acceptée."},
};

void http_own_answer(struct http_req *r, int status)
{
    struct buf body = {0};
    if (r->server->config.own_refusal)
        r->server->config.own_refusal(status, &body);
    for (size_t i = 0; !body.len && i < sizeof own / sizeof *own; i++)
        if (own[i].status == status)
            buf_addf(&body, "{\"error\":\"%s\",\"message\":\"%s\"}\n", own[i].error, own[i].message);
    http_answer(r, status, "application/json; charset=utf-8", buf_text(&body), body.len);
    buf_deinit(&body);
}
