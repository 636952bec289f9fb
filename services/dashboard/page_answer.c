/* How a page is answered when it is no document: refused, as it is, or gone to another with a sentence that is shown
 * there once. */
#include <stdio.h>

#include "base/text.h"
#include "dashboard/page_state.h"
#include "dashboard/refuse.h"
#include "dashboard/said.h"

static const char TEXT_AWAY[] = "La base de données ne répond pas. Réessayez dans un instant.";
static const char TEXT_BROKEN[] = "Cette page n’a pas pu être faite. L’incident est noté dans le journal du service.";

static const char *word_of(int status)
{
    switch (status) {
    case 401:
        return "identification_requise";
    case 403:
        return "perimetre_refuse";
    case 404:
        return "introuvable";
    case 429:
        return "trop_occupe";
    case 503:
        return "base_absente";
    default:
        return status < 500 ? "parametre_invalide" : "incident";
    }
}

static void answered(struct page *p)
{
    p->answered = true;
    p->req = NULL;
}

void page_refuse(struct page *p, int status, const char *message)
{
    if (p->answered || !p->req)
        return;
    char text[sizeof((struct err *)0)->text]; /* it may say again what stood in the address, cut somewhere */
    snprintf(text, sizeof text, "%s", !message ? TEXT_AWAY : *message ? message : TEXT_BROKEN);
    text_mend(text);
    if (status == 503 || status == 429)
        http_set_header(p->req, "Retry-After", "5");
    if (p->spec->api)
        api_refuse(p->req, status, word_of(status), text);
    else
        page_render_error(p->d, p->req, status, text, p->viewer.role ? &p->viewer : NULL);
    answered(p);
}

void page_answer(struct page *p, const char *type, const struct buf *text)
{
    if (p->answered || !p->req)
        return;
    page_set_headers(p->req);
    http_answer(p->req, 200, type, text->data, text->len);
    answered(p);
}

void page_refresh(struct page *p, int seconds)
{
    char text[12];
    snprintf(text, sizeof text, "%d", seconds);
    if (p->req)
        http_set_header(p->req, "Refresh", text);
}

void page_go(struct page *p, const char *path)
{
    if (p->answered || !p->req)
        return;
    must(path[0] == '/' && path[1] != '/');
    http_set_header(p->req, "Location", path);
    http_set_header(p->req, "Cache-Control", "no-store");
    http_answer_text(p->req, 303, "text/plain; charset=utf-8", "");
    answered(p);
}

void page_go_said(struct page *p, const char *path, const char *said)
{
    if (p->answered || !p->req)
        return;
    said_leave(p->d->sessions, p->req, said);
    page_go(p, path);
}

void page_ask_sign_in(struct http_req *r)
{
    struct buf to = {0}, here = {0};
    page_here(r, false, &here);
    buf_adds(&to, "/connexion?suite=");
    http_url_encode(buf_text(&here), false, &to);
    buf_deinit(&here);
    http_set_header(r, "Location", buf_text(&to));
    http_set_header(r, "Cache-Control", "no-store");
    http_answer_text(r, 303, "text/plain; charset=utf-8", "");
    buf_deinit(&to);
}
