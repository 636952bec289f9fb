/* Sessions: from a cookie or a token to a viewer, by one question to the database. */
#include "dashboard/session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/token.h"
#include "daemon/log.h"
#include "dashboard/origin.h"
#include "io/http_bearer.h"
#include "io/loop.h"

#define WAIT_MS 5000

static const char find_sql[] = "SELECT id, login, nom, role, perimetre FROM cvg.session_find($1, $2)";
static const char token_sql[] = "SELECT id, login, nom, role, perimetre FROM cvg.personne_by_token($1)";

struct sessions {
    struct uv_loop_s *loop;
    struct db *db;
    const char *cookie, *visitor_cookie; /* their names */
    bool secure;
    struct origin_proxies proxies;
    struct session_ask *first;
};

struct session_ask {
    struct sessions *sessions; /* NULL: nobody waits any more; freed when the database answers */
    struct session_ask *next, **at;
    session_done *done;
    void *arg;
    struct timer soon; /* of one whose answer needs no database */
    char jeton[COOKIE_JETON_LEN];
    bool by_token;
};

static_assert(sizeof((struct viewer *)0)->jeton == COOKIE_JETON_LEN, "a viewer has room for a jeton");

struct sessions *sessions_new(struct uv_loop_s *loop, struct db *db, bool secure, const struct origin_proxies *proxies)
{
    struct sessions *s = mem_new(sizeof *s);
    *s = (struct sessions){.loop = loop,
                           .db = db,
                           .cookie = secure ? "__Host-" SESSION_COOKIE : SESSION_COOKIE,
                           .visitor_cookie = secure ? "__Host-" SESSION_VISITOR_COOKIE : SESSION_VISITOR_COOKIE,
                           .secure = secure,
                           .proxies = *proxies};
    return s;
}

bool session_secure(const struct sessions *s)
{
    return s->secure;
}

/* ---- asking ---- */

/* Nobody waits for it any more. */
static void detach(struct session_ask *a)
{
    *a->at = a->next;
    if (a->next)
        a->next->at = a->at;
    a->sessions = NULL;
}

static void answer(struct session_ask *a, const struct viewer *v, const struct err *e)
{
    detach(a);
    a->done(v, e, a->arg);
}

void session_read_viewer(const struct db_result *r, struct viewer *v)
{
    struct err bad;
    *v = (struct viewer){.id = db_int64(r, 0, 0), .role = role_parse(db_text(r, 0, 3))};
    snprintf(v->login, sizeof v->login, "%s", db_text(r, 0, 1));
    snprintf(v->nom, sizeof v->nom, "%s", db_text(r, 0, 2));
    if (scope_parse(db_text(r, 0, 4), &v->scope, &bad) < 0)
        v->scope = (struct scope){.kind = SCOPE_NONE}; /* may do nothing: see rights.h */
}

static void on_found(struct db_results *res, const struct err *e, void *arg)
{
    struct session_ask *a = arg;
    struct viewer v;
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "session_failed", log_err(e));
    if (a->sessions && (e || !db_rows(&res->items[0]))) {
        answer(a, NULL, e);
    } else if (a->sessions) {
        session_read_viewer(&res->items[0], &v);
        snprintf(v.jeton, sizeof v.jeton, "%s", a->jeton);
        v.by_token = a->by_token;
        answer(a, &v, NULL);
    }
    free(a);
}

static void on_nobody(void *arg)
{
    struct session_ask *a = arg;
    timer_close(&a->soon);
    answer(a, NULL, NULL);
    free(a);
}

static void send(struct session_ask *a, const char *sql, const char *secret, size_t len, const bool *touch)
{
    unsigned char digest[TOKEN_DIGEST_LEN];
    struct db_params p = {0};
    struct db_request *q = db_request_new();
    token_digest(secret, len, digest);
    db_add_bytea(&p, digest, sizeof digest);
    if (touch)
        db_add_bool(&p, *touch);
    db_request_add(q, sql, &p, DB_BINARY);
    db_send(a->sessions->db, q, WAIT_MS, on_found, a);
}

/* Who gives a token is asked for by it alone, whatever cookie came along. */
static struct session_ask *ask(struct sessions *s, const struct http_req *r, bool touch, session_done *done, void *arg)
{
    struct session_ask *a = mem_new(sizeof *a);
    char key[SESSION_KEY_LEN];
    const char *token;
    size_t len;
    *a = (struct session_ask){.sessions = s, .next = s->first, .at = &s->first, .done = done, .arg = arg};
    if (a->next)
        a->next->at = &a->next;
    s->first = a;
    a->by_token = http_header(r, "Authorization") != NULL;
    if (a->by_token && http_bearer(r, &token, &len) && token_is(TOKEN_OF_PERSON, token, len)) {
        send(a, token_sql, token, len, NULL);
    } else if (!a->by_token && session_key(s, r, key)) {
        cookie_jeton(key, SESSION_COOKIE, a->jeton);
        send(a, find_sql, key, strlen(key), &touch);
    } else {
        timer_start(&a->soon, s->loop, 0, 0, on_nobody, a);
    }
    return a;
}

struct session_ask *session_find(struct sessions *s, const struct http_req *r, session_done *done, void *arg)
{
    return ask(s, r, true, done, arg);
}

struct session_ask *session_recheck(struct sessions *s, const struct http_req *r, session_done *done, void *arg)
{
    return ask(s, r, false, done, arg);
}

/* One that the database still has to answer is freed then. */
static void let_go(struct session_ask *a)
{
    bool alone = timer_active(&a->soon);
    timer_close(&a->soon);
    if (alone)
        free(a);
}

void session_cancel(struct session_ask **ap)
{
    struct session_ask *a = *ap;
    *ap = NULL;
    if (!a)
        return;
    detach(a);
    let_go(a);
}

void sessions_free(struct sessions **sp)
{
    struct sessions *s = *sp;
    struct err away;
    err_fill(&away, ERR_AWAY, "stopping");
    while (s->first) {
        struct session_ask *a = s->first;
        answer(a, NULL, &away);
        must(s->first != a);
        let_go(a);
    }
    mem_free(sp);
}

/* ---- what a request tells ---- */

bool session_jeton_good(const struct viewer *v, const char *jeton)
{
    return cookie_jeton_good(v->jeton, jeton);
}

bool session_same_origin(const struct http_req *r)
{
    return origin_same(http_header(r, "Sec-Fetch-Site"), http_header(r, "Origin"), http_header(r, "Host"));
}

const char *session_peer(const struct sessions *s, const struct http_req *r)
{
    return origin_peer(&s->proxies, http_peer(r), http_header_last(r, "X-Forwarded-For"));
}

/* ---- keys and cookies ---- */

void session_draw(char key_out[SESSION_KEY_LEN])
{
    char key[TOKEN_LEN];
    token_draw("", key);
    must(strlen(key) == SESSION_KEY_LEN - 1);
    memcpy(key_out, key, SESSION_KEY_LEN);
}

void session_digest(const char *key, unsigned char out[32])
{
    token_digest(key, strlen(key), out);
}

bool session_key(const struct sessions *s, const struct http_req *r, char out[SESSION_KEY_LEN])
{
    return cookie_key(http_header(r, "Cookie"), s->cookie, out);
}

static void set_cookie(const struct sessions *s, struct http_req *r, const char *name, const char *key)
{
    struct buf text = {0};
    cookie_set(name, key, s->secure, &text);
    http_set_header(r, "Set-Cookie", buf_text(&text));
    buf_deinit(&text);
}

void session_set_cookie(const struct sessions *s, struct http_req *r, const char *key)
{
    set_cookie(s, r, s->cookie, key);
}

void session_visitor(const struct sessions *s, struct http_req *r, char jeton_out[COOKIE_JETON_LEN])
{
    char key[SESSION_KEY_LEN];
    if (!cookie_key(http_header(r, "Cookie"), s->visitor_cookie, key)) {
        session_draw(key);
        set_cookie(s, r, s->visitor_cookie, key);
    }
    cookie_jeton(key, SESSION_VISITOR_COOKIE, jeton_out);
}

bool session_visitor_good(const struct sessions *s, const struct http_req *r, const char *jeton)
{
    char key[SESSION_KEY_LEN], own[COOKIE_JETON_LEN];
    if (!cookie_key(http_header(r, "Cookie"), s->visitor_cookie, key))
        return false;
    cookie_jeton(key, SESSION_VISITOR_COOKIE, own);
    return cookie_jeton_good(own, jeton);
}
