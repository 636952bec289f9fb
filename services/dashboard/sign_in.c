/* /connexion and /deconnexion. */
#include "dashboard/sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/token.h"
#include "daemon/log.h"
#include "dashboard/origin.h"
#include "dashboard/said.h"
#include "dashboard/sign_in_state.h"

static const char TEXT_TITLE[] = "Connexion";
static const char TEXT_WRONG[] = "Ce nom de connexion et ce mot de passe ne vont pas ensemble. Vérifiez-les et "
                                 "recommencez.";
static const char TEXT_EMPTY[] = "Indiquez votre nom de connexion et votre mot de passe.";
static const char TEXT_STALE[] = "Ce formulaire n’est plus valable, ou votre navigateur refuse les cookies, sans "
                                 "lesquels on ne peut pas rester connecté. Recommencez.";
static const char TEXT_JETON[] = "Ce formulaire n’est plus valable : rechargez la page et recommencez.";
static const char TEXT_OUT[] = "Votre session est fermée.";

static const char open_sql[] = "SELECT id, login, nom, role, perimetre FROM cvg.session_open($1, $2, $3, $4, $5)";
static const char close_sql[] = "SELECT cvg.session_close($1)";

/* ---- the form ---- */

/* Where one wanted to go: a path of ours, or "". */
static const char *next_path(const char *suite)
{
    bool good =
        suite && origin_local(suite) && !text_starts(suite, "/connexion") && !text_starts(suite, "/deconnexion");
    return good ? suite : "";
}

static void show_form(struct visit *v, int status, const char *message, const char *suite)
{
    char jeton[COOKIE_JETON_LEN], *said = said_take(v->sign_in->config.sessions, v->req);
    session_visitor(v->sign_in->config.sessions, v->req, jeton);
    json_t *doc = json_pack("{ss ss? ss ss ss so}", "titre", TEXT_TITLE, "message", message, "login", v->login, "suite",
                            next_path(suite), "jeton_visite", jeton, "dit", said ? json_string(said) : json_null());
    must(doc);
    free(said);
    visit_render(v, status, "connexion", doc);
}

static void show_again(struct visit *v, int status, const char *message)
{
    show_form(v, status, message, form_get(&v->form, "suite"));
}

static void go_on(struct visit *v, const struct viewer *who, const char *suite)
{
    char home[RIGHTS_HOME_LEN], path[ORIGIN_PATH_MAX];
    rights_home(who, home);
    snprintf(path, sizeof path, "%s", *next_path(suite) ? suite : home);
    visit_go(v, path);
}

static void on_form_viewer(const struct viewer *who, const struct err *e, void *arg)
{
    struct visit *v = arg;
    v->ask = NULL;
    if (e)
        visit_refuse_away(v);
    else if (rights_see_page(who, RIGHT_ACCOUNT))
        go_on(v, who, http_query(v->req, "suite"));
    else
        show_form(v, 200, NULL, http_query(v->req, "suite"));
}

static void on_form(struct http_req *r, void *arg)
{
    struct sign_in *s = arg;
    struct visit *v = visit_new(s, r);
    v->ask = session_find(s->config.sessions, r, on_form_viewer, v);
}

/* ---- signing in ---- */

static void on_opened(struct db_results *res, const struct err *e, void *arg)
{
    struct visit *v = arg;
    struct viewer who;
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "sign_in_failed", log_err(e));
    if (!v->req) {
        visit_free(&v);
    } else if (e) {
        visit_refuse_away(v);
    } else if (!db_rows(&res->items[res->n - 1])) { /* another password by now, or none */
        show_again(v, 403, TEXT_WRONG);
    } else {
        session_read_viewer(&res->items[res->n - 1], &who);
        session_set_cookie(v->sign_in->config.sessions, v->req, v->key);
        go_on(v, &who, form_get(&v->form, "suite"));
    }
}

static void add_close(struct db_request *q, const char *key)
{
    unsigned char digest[TOKEN_DIGEST_LEN];
    struct db_params p = {0};
    session_digest(key, digest);
    db_add_bytea(&p, digest, sizeof digest);
    db_request_add(q, close_sql, &p, DB_BINARY);
}

/* Who was signed in in this browser is no more. */
static void open_session(struct visit *v)
{
    struct db_request *q = db_request_new();
    struct db_params p = {0};
    unsigned char digest[TOKEN_DIGEST_LEN];
    if (session_key(v->sign_in->config.sessions, v->req, v->key))
        add_close(q, v->key);
    session_draw(v->key);
    session_digest(v->key, digest);
    db_add_text(&p, v->login);
    db_add_int(&p, v->try);
    db_add_text(&p, v->verified);
    db_add_text(&p, *v->renewed ? v->renewed : NULL);
    db_add_bytea(&p, digest, sizeof digest);
    db_request_add(q, open_sql, &p, DB_BINARY);
    visit_send(v, q, on_opened);
}

static void on_tried(struct visit *v, enum attempt_end end)
{
    if (end == ATTEMPT_GOOD)
        open_session(v);
    else
        visit_tell_end(v, end, TEXT_WRONG, show_again);
}

/* As accounts have it: without the blanks and capitals that a telephone puts in. */
static void read_login(struct visit *v)
{
    const char *text = form_get(&v->form, "login");
    size_t len = strlen(text);
    text_trim(&text, &len);
    if (len > ATTEMPT_LOGIN_MAX)
        len = text_cut(text, ATTEMPT_LOGIN_MAX);
    for (size_t i = 0; i < len; i++)
        v->login[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
    v->login[len] = 0;
}

static void on_sign_in(struct http_req *r, void *arg)
{
    struct sign_in *s = arg;
    struct visit *v = visit_new(s, r);
    read_login(v);
    v->password = form_get(&v->form, "mot_de_passe");
    if (!session_same_origin(r) || !session_visitor_good(s->config.sessions, r, form_get(&v->form, "jeton")))
        show_again(v, 403, TEXT_STALE);
    else if (!*v->login || !*v->password)
        show_again(v, 400, TEXT_EMPTY);
    else
        attempt_start(v, on_tried);
}

/* ---- signing out ---- */

static void on_closed(struct db_results *res, const struct err *e, void *arg)
{
    struct visit *v = arg;
    (void)res;
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "sign_out_failed", log_err(e));
    if (!v->req) {
        visit_free(&v);
    } else if (e) {
        visit_refuse_away(v);
    } else {
        session_set_cookie(v->sign_in->config.sessions, v->req, NULL);
        said_leave(v->sign_in->config.sessions, v->req, TEXT_OUT);
        visit_go(v, "/connexion");
    }
}

static void on_out_viewer(const struct viewer *who, const struct err *e, void *arg)
{
    struct visit *v = arg;
    v->ask = NULL;
    if (who)
        v->viewer = *who;
    if (e) {
        visit_refuse_away(v);
    } else if (!who) {
        visit_go(v, "/connexion");
    } else if (!session_same_origin(v->req) || !session_jeton_good(who, form_get(&v->form, "jeton"))) {
        visit_refuse(v, 403, TEXT_JETON);
    } else {
        struct db_request *q = db_request_new();
        must(session_key(v->sign_in->config.sessions, v->req, v->key));
        add_close(q, v->key);
        visit_send(v, q, on_closed);
    }
}

static void on_sign_out(struct http_req *r, void *arg)
{
    struct sign_in *s = arg;
    struct visit *v = visit_new(s, r);
    v->ask = session_find(s->config.sessions, r, on_out_viewer, v);
}

/* ---- life ---- */

struct sign_in *sign_in_new(const struct sign_in_config *config)
{
    struct sign_in *s = mem_new(sizeof *s);
    char nobody[TOKEN_LEN];
    s->config = *config;
    token_draw("", nobody);
    password_hash(nobody, strlen(nobody), s->decoy);
    return s;
}

void sign_in_add_routes(struct sign_in *s, struct http_server *http)
{
    const struct http_route routes[] = {
        {.method = "GET", .path = "/connexion", .on_complete = on_form, .on_gone = visit_on_gone, .arg = s},
        {.method = "POST",
         .path = "/connexion",
         .body_max = FORM_BYTES_MAX,
         .on_complete = on_sign_in,
         .on_gone = visit_on_gone,
         .arg = s},
        {.method = "POST",
         .path = "/deconnexion",
         .body_max = FORM_BYTES_MAX,
         .on_complete = on_sign_out,
         .on_gone = visit_on_gone,
         .arg = s},
    };
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        http_add_route(http, &routes[i]);
    account_add_routes(s, http);
}

void sign_in_free(struct sign_in **sp)
{
    struct sign_in *s = *sp;
    *sp = NULL;
    if (s->visits_n)
        s->closed = true;
    else
        free(s);
}
