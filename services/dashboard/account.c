/* /compte: who one is here, and one's own password. */
#include <stdlib.h>
#include <string.h>

#include "base/token.h"
#include "daemon/log.h"
#include "dashboard/said.h"
#include "dashboard/sign_in_state.h"

static const char TEXT_TITLE[] = "Votre compte";
static const char TEXT_JETON[] = "Ce formulaire n’est plus valable : rechargez la page et recommencez.";
static const char TEXT_WRONG[] = "Le mot de passe actuel n’est pas le bon. Rien n’a été changé.";
static const char TEXT_SHORT[] =
    "Un mot de passe a 12 caractères au moins, 512 octets au plus. Quelques mots à la suite font un bon mot de passe.";
static const char TEXT_OTHER[] = "Les deux saisies du nouveau mot de passe ne sont pas les mêmes. Rien n’a été changé.";
static const char TEXT_SAME[] = "Le nouveau mot de passe est l’ancien. Rien n’a été changé.";
static const char TEXT_CHANGED[] = "Votre mot de passe est changé, et vos autres sessions sont closes.";

static const char change_sql[] = "SELECT cvg.password_change($1, $2, $3, $4, $5)";

_Static_assert(PASSWORD_CHARACTERS_MIN == 12 && PASSWORD_BYTES_MAX == 512, "as TEXT_SHORT says");

static void show(struct visit *v, int status, const char *message)
{
    const struct viewer *who = &v->viewer;
    char *said = said_take(v->sign_in->config.sessions, v->req);
    json_t *doc = json_pack("{ss ss? ss ss ss ss sb si so}", "titre", TEXT_TITLE, "message", message, "login",
                            who->login, "nom", who->nom, "role", role_title(who->role), "perimetre",
                            directory_label(v->sign_in->config.directory, &who->scope), "formulaire", !who->by_token,
                            "signes", PASSWORD_CHARACTERS_MIN, "dit", said ? json_string(said) : json_null());
    must(doc);
    free(said);
    visit_render(v, status, "compte", doc);
}

static void on_changed(struct db_results *res, const struct err *e, void *arg)
{
    struct visit *v = arg;
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "password_failed", log_err(e));
    if (!v->req) {
        visit_free(&v);
    } else if (e) {
        visit_refuse_away(v);
    } else if (!db_bool(&res->items[0], 0, 0)) { /* somebody else gave them another one meanwhile */
        show(v, 403, TEXT_WRONG);
    } else {
        said_leave(v->sign_in->config.sessions, v->req, TEXT_CHANGED);
        visit_go(v, "/compte");
    }
}

static void on_tried(struct visit *v, enum attempt_end end)
{
    unsigned char digest[TOKEN_DIGEST_LEN];
    struct db_params p = {0};
    if (end != ATTEMPT_GOOD) {
        visit_tell_end(v, end, TEXT_WRONG, show);
        return;
    }
    struct db_request *q = db_request_new();
    session_digest(v->key, digest);
    db_add_text(&p, v->login);
    db_add_int(&p, v->try);
    db_add_text(&p, v->verified);
    db_add_text(&p, v->fresh);
    db_add_bytea(&p, digest, sizeof digest);
    db_request_add(q, change_sql, &p, DB_BINARY);
    visit_send(v, q, on_changed);
}

static void change(struct visit *v)
{
    const char *again = form_get(&v->form, "encore");
    v->password = form_get(&v->form, "actuel");
    v->fresh_plain = form_get(&v->form, "nouveau");
    memcpy(v->login, v->viewer.login, sizeof v->viewer.login);
    if (!password_good(v->fresh_plain, strlen(v->fresh_plain)))
        show(v, 400, TEXT_SHORT);
    else if (strcmp(v->fresh_plain, again) != 0)
        show(v, 400, TEXT_OTHER);
    else if (strcmp(v->fresh_plain, v->password) == 0)
        show(v, 400, TEXT_SAME);
    else
        attempt_start(v, on_tried);
}

static void on_viewer(const struct viewer *who, const struct err *e, void *arg)
{
    struct visit *v = arg;
    bool post = strcmp(http_method(v->req), "POST") == 0;
    v->ask = NULL;
    if (who)
        v->viewer = *who;
    if (e)
        visit_refuse_away(v);
    else if (!rights_see_page(who, RIGHT_ACCOUNT))
        visit_go(v, "/connexion?suite=%2Fcompte");
    else if (!post)
        show(v, 200, NULL);
    else if (!session_same_origin(v->req) || !session_jeton_good(who, form_get(&v->form, "jeton")) ||
             !session_key(v->sign_in->config.sessions, v->req, v->key))
        visit_refuse(v, 403, TEXT_JETON);
    else
        change(v);
}

static void on_request(struct http_req *r, void *arg)
{
    struct sign_in *s = arg;
    struct visit *v = visit_new(s, r);
    v->ask = session_find(s->config.sessions, r, on_viewer, v);
}

void account_add_routes(struct sign_in *s, struct http_server *http)
{
    struct http_route route = {
        .method = "GET", .path = "/compte", .on_complete = on_request, .on_gone = visit_on_gone, .arg = s};
    http_add_route(http, &route);
    route.method = "POST";
    route.body_max = FORM_BYTES_MAX;
    http_add_route(http, &route);
}
