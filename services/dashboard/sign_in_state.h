/* The inside of signing in: a visit is one request of its routes, and may try a password.
 *
 *   attempt_start() ──▶ cvg.sign_in_begin(): how long to wait ──▶ on a worker: verify, hash what is new ──▶ ended()
 *                          └──▶ ended(): to wait, or nobody answers
 */
#ifndef CVG_DASHBOARD_SIGN_IN_STATE_H
#define CVG_DASHBOARD_SIGN_IN_STATE_H

#include "base/password.h"
#include "dashboard/form.h"
#include "dashboard/sign_in.h"

#define ATTEMPT_LOGIN_MAX 256 /* bytes that are looked at; nobody's login has so many */
#define ATTEMPTS_MAX 64       /* at once; more are asked to come again */

struct sign_in {
    struct sign_in_config config;
    char decoy[PASSWORD_HASH_LEN]; /* what an unknown login's password is held against */
    size_t visits_n, attempts_n;
    bool closed; /* freed with the last visit */
};

enum attempt_end {
    ATTEMPT_NONE,
    ATTEMPT_GOOD,  /* ->verified, ->renewed, ->fresh are there */
    ATTEMPT_WRONG, /* no such person, or not their password */
    ATTEMPT_WAIT,  /* ->wait_s */
    ATTEMPT_FULL,  /* nothing was tried: too many at once */
    ATTEMPT_AWAY,  /* the database does not answer */
};

struct visit {
    struct sign_in *sign_in;
    struct http_req *req; /* NULL: the client left */
    struct session_ask *ask;
    struct viewer viewer;      /* of who is signed in */
    char key[SESSION_KEY_LEN]; /* of their session, or of the one that begins */
    struct form form;
    size_t form_len;
    void (*ended)(struct visit *v, enum attempt_end end);
    bool counted; /* among attempts_n */
    char login[ATTEMPT_LOGIN_MAX + 1];
    const char *password, *fresh_plain; /* the form's own; the second NULL: none is to be set */
    int64_t try;                        /* of sign_in_begin() */
    int wait_s;
    bool known, good;
    char verified[PASSWORD_HASH_LEN]; /* what the password was held against */
    char renewed[PASSWORD_HASH_LEN];  /* the same password with today's work; "": not needed */
    char fresh[PASSWORD_HASH_LEN];    /* the new password */
};

/* sign_in_visit.c. The visit of a request, whose data it becomes; with the form that it sent. */
struct visit *visit_new(struct sign_in *s, struct http_req *r);
void visit_free(struct visit **v);
void visit_on_gone(struct http_req *r, void *arg); /* on_gone of the routes */
/* Sends; `done` is given the visit, whose client may have left. */
void visit_send(struct visit *v, struct db_request *q, db_done *done);

/* Each answers and frees. `path` is of this host. */
void visit_go(struct visit *v, const char *path);
void visit_refuse(struct visit *v, int status, const char *message);
void visit_refuse_away(struct visit *v);
void visit_render(struct visit *v, int status, const char *name, json_t *doc);
/* What came of an attempt that was not good, by a page that says so: `show` answers and frees, too. */
typedef void visit_show(struct visit *v, int status, const char *message);
void visit_tell_end(struct visit *v, enum attempt_end end, const char *wrong, visit_show *show);

/* sign_in_attempt.c. Tries ->password against ->login, both set. Calls `ended` exactly once, at once or later; where
 * the client left meanwhile it frees instead. */
void attempt_start(struct visit *v, void (*ended)(struct visit *v, enum attempt_end end));

/* account.c */
void account_add_routes(struct sign_in *s, struct http_server *http);

#endif
