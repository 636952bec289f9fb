/* A blocking SMTP client on libcurl, run on a worker thread: one mail at a time, over a connection that it keeps. */
#ifndef CVG_IO_SMTP_H
#define CVG_IO_SMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum smtp_tls {
    SMTP_TLS_REQUIRED, /* smtps://, or STARTTLS before anything is said */
    SMTP_TLS_NONE,
};

struct smtp_config {                    /* texts are the caller's, and outlive the client */
    const char *url;                    /* smtp://HOST[:PORT] or smtps://HOST[:PORT] */
    const char *from, *user, *password; /* user "": none */
    enum smtp_tls tls;
    const char *ca_file; /* "": the system's */
    long timeout_ms;     /* of a whole mail */
};

enum smtp_verdict {
    SMTP_NONE,
    SMTP_SENT,    /* the server took the mail */
    SMTP_REFUSED, /* it will never take it: 5xx to the recipient or to the mail */
    SMTP_LATER,   /* 4xx, or 5xx to something that is not the mail's fault (login, sender) */
    SMTP_AWAY,    /* no connection, no TLS, no whole answer: it may have been taken or not */
    SMTP_VERDICT_COUNT
};

struct smtp_answer {
    enum smtp_verdict verdict;
    char text[400]; /* the server's last word, or what went wrong */
};

struct smtp;
struct smtp *smtp_new(const struct smtp_config *config);
void smtp_free(struct smtp **s);
/* `mail`: headers and body, lines ended by CRLF. */
void smtp_send(struct smtp *s, const char *recipient, const char *mail, size_t len, struct smtp_answer *out);
/* From any thread: what is being sent ends within about a second (SMTP_AWAY), and nothing is sent any more. */
void smtp_abort(struct smtp *s);

/* Whether the URL is one, and whether its host is this machine. */
int smtp_check_url(const char *url, bool *loopback_out, struct err *e) CHECKED;

#endif
