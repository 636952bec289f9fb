/* A request of the routes of signing in, from its start to its answer. */
#include "dashboard/sign_in_state.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NBSP "\u00a0"
#define WAIT_MS 5000

static const char TEXT_AWAY[] = "La base de données ne répond pas. Réessayez dans un instant.";
static const char TEXT_FULL[] = "Beaucoup de personnes se connectent en ce moment. Réessayez dans quelques secondes.";
static const char TEXT_WAIT[] = "Trop d’essais ont échoué pour ce nom ou depuis cet endroit. Attendez encore %s, puis "
                                "recommencez" NBSP ": même le bon mot de passe ne sera pas pris avant.";

struct visit *visit_new(struct sign_in *s, struct http_req *r)
{
    struct visit *v = mem_new(sizeof *v);
    const char *body = http_body(r, &v->form_len);
    v->sign_in = s;
    s->visits_n++;
    v->req = r;
    form_parse(&v->form, body ? body : "", v->form_len);
    http_set_data(r, v);
    return v;
}

void visit_free(struct visit **vp)
{
    struct visit *v = *vp;
    struct sign_in *s = v->sign_in;
    session_cancel(&v->ask);
    if (v->counted)
        s->attempts_n--;
    if (!--s->visits_n && s->closed)
        free(s);
    sodium_memzero(v->form.text, v->form_len);
    form_deinit(&v->form);
    sodium_memzero(v, sizeof *v);
    mem_free(vp);
}

void visit_on_gone(struct http_req *r, void *arg)
{
    struct visit *v = http_data(r);
    (void)arg;
    v->req = NULL;
    if (v->ask) /* else the database or a worker has it, and frees it */
        visit_free(&v);
}

void visit_send(struct visit *v, struct db_request *q, db_done *done)
{
    db_send(v->sign_in->config.db, q, WAIT_MS, done, v);
}

/* ---- answering ---- */

void visit_go(struct visit *v, const char *path)
{
    must(path[0] == '/' && path[1] != '/');
    http_set_header(v->req, "Location", path);
    http_set_header(v->req, "Cache-Control", "no-store");
    http_answer_text(v->req, 303, "text/plain; charset=utf-8", "");
    visit_free(&v);
}

void visit_render(struct visit *v, int status, const char *name, json_t *doc)
{
    const struct sign_in_config *c = &v->sign_in->config;
    c->render(v->req, status, name, doc, v->viewer.role ? &v->viewer : NULL, c->arg);
    visit_free(&v);
}

void visit_refuse(struct visit *v, int status, const char *message)
{
    json_t *doc = json_pack("{ss ss si}", "titre", status == 503 ? "Service momentanément absent" : "Accès fermé",
                            "message", message, "status", status);
    must(doc);
    visit_render(v, status, "erreur", doc);
}

static void set_retry(struct visit *v, int seconds)
{
    char text[16];
    snprintf(text, sizeof text, "%d", seconds);
    http_set_header(v->req, "Retry-After", text);
}

void visit_refuse_away(struct visit *v)
{
    set_retry(v, 5);
    visit_refuse(v, 503, TEXT_AWAY);
}

static void tell_wait(struct visit *v, visit_show *show)
{
    char wait[40], text[sizeof TEXT_WAIT + sizeof wait];
    int minutes = (v->wait_s + 59) / 60;
    if (v->wait_s < 60)
        snprintf(wait, sizeof wait, "%d" NBSP "seconde%s", v->wait_s, v->wait_s > 1 ? "s" : "");
    else
        snprintf(wait, sizeof wait, "%d" NBSP "minute%s", minutes, minutes > 1 ? "s" : "");
    snprintf(text, sizeof text, TEXT_WAIT, wait);
    set_retry(v, v->wait_s);
    show(v, 429, text);
}

void visit_tell_end(struct visit *v, enum attempt_end end, const char *wrong, visit_show *show)
{
    switch (end) {
    case ATTEMPT_WRONG:
        show(v, 403, wrong);
        break;
    case ATTEMPT_WAIT:
        tell_wait(v, show);
        break;
    case ATTEMPT_FULL:
        set_retry(v, 5);
        show(v, 503, TEXT_FULL);
        break;
    case ATTEMPT_AWAY:
    case ATTEMPT_NONE:
    case ATTEMPT_GOOD:
        visit_refuse_away(v);
        break;
    }
}
