/* The frame that every page has: its head, the ways to the other pages, who is signed in, whether what is shown is
 * live; and how a template becomes an answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mustache.h"
#include "base/cal.h"
#include "base/text.h"
#include "dashboard/assets.h"
#include "dashboard/page_state.h"
#include "dashboard/refuse.h"

static const struct {
    const char *href, *label;
    enum right right;
} ways[] = {
    {"/france", "France", RIGHT_NATION},        {NULL, NULL, RIGHT_FIGURES}, /* the viewer's own perimeter */
    {"/remontees", "Remontées", RIGHT_FIGURES}, {"/indicateurs", "Indicateurs", RIGHT_FIGURES},
    {"/depot", "Dépôt", RIGHT_DEPOSIT},         {"/retenues", "Retenues", RIGHT_DECIDE},
    {"/alertes", "Alertes", RIGHT_FIGURES},     {"/rapports", "Rapports", RIGHT_REPORTS},
    {"/reference", "Référence", RIGHT_EDIT},    {"/personnes", "Personnes", RIGHT_PEOPLE},
    {"/journal", "Journal", RIGHT_JOURNAL},
};

/* How many alerts wait; null of another page. */
static json_t *badge_of(const struct dashboard *d, const struct viewer *v, const char *href)
{
    if (strcmp(href, "/alertes") != 0)
        return json_null();
    struct ouvertes_nombre x = ouvertes_seen(&d->ouvertes, v, &d->directory.reference, cal_today());
    return json_pack("{sI sb sb}", "n", (json_int_t)x.n, "aucune", x.n == 0, "critiques", x.critiques > 0);
}

static void add_ways(const struct dashboard *d, json_t *root, const struct viewer *v, const char *path)
{
    json_t *nav = json_array();
    for (size_t i = 0; v && i < sizeof ways / sizeof *ways; i++) {
        char home[RIGHTS_HOME_LEN];
        const char *href = ways[i].href, *label = ways[i].label;
        if (!rights_see_page(v, ways[i].right))
            continue;
        if (!href) {
            if (v->scope.kind == SCOPE_NATION)
                continue;
            rights_home(v, home);
            href = home;
            label = directory_label(&d->directory, &v->scope);
        }
        bool here = text_starts(path, href) && (path[strlen(href)] == 0 || path[strlen(href)] == '/');
        json_array_append_new(nav, json_pack("{ss ss sb so}", "href", href, "libelle", label, "ici", here, "pastille",
                                             badge_of(d, v, href)));
    }
    json_object_set_new(root, "nav", nav);
}

static void add_viewer(json_t *root, const struct viewer *v)
{
    if (!v) {
        json_object_set_new(root, "personne", json_null());
        json_object_set_new(root, "jeton", json_string(""));
        return;
    }
    json_object_set_new(
        root, "personne",
        json_pack("{ss ss ss}", "login", v->login, "nom", *v->nom ? v->nom : v->login, "role", role_title(v->role)));
    json_object_set_new(root, "jeton", json_string(v->jeton));
}

void page_frame(struct dashboard *d, json_t *root, const char *name, const struct viewer *v, const char *path)
{
    json_object_set_new(root, "page", json_string(name));
    json_object_set_new(root, "digest", json_string(assets_digest()));
    json_object_set_new(
        root, "etat", json_pack("{sb ss}", "direct", d->pulse.live, "message", d->pulse.live ? "" : d->pulse.message));
    add_viewer(root, v);
    add_ways(d, root, v, path);
}

static const char *find_template(const char *name, void *arg)
{
    (void)arg;
    return template_text(name);
}

void page_set_headers(struct http_req *r)
{
    char csp[600];
    int n = snprintf(csp, sizeof csp,
                     "default-src 'none'; script-src 'self'; style-src 'self' '%s'; img-src 'self'; font-src 'self'; "
                     "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                     assets_plot_style_hash());
    must(n > 0 && n < (int)sizeof csp);
    http_set_header(r, "Content-Security-Policy", csp);
    http_set_header(r, "X-Content-Type-Options", "nosniff");
    http_set_header(r, "Referrer-Policy", "same-origin");
    http_set_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    http_set_header(r, "Cache-Control", "private, no-store");
}

void page_send(struct http_req *r, int status, const char *name, const json_t *root)
{
    struct buf html = {0};
    struct err e;
    const char *text = template_text(name);
    must(text);
    if (mustache_render(text, root, find_template, NULL, &html, &e) < 0) {
        log_event(LOG_ERROR, "template_broken", log_text("template", name), log_err(&e));
        must(!"a template is not well formed");
    }
    page_set_headers(r);
    http_answer(r, status, "text/html; charset=utf-8", html.data, html.len);
    buf_deinit(&html);
}

void page_render(struct dashboard *d, struct http_req *r, int status, const char *name, json_t *document,
                 const struct viewer *v)
{
    page_frame(d, document, name, v, http_path(r));
    page_send(r, status, name, document);
    json_decref(document);
}

void page_render_error(struct dashboard *d, struct http_req *r, int status, const char *message, const struct viewer *v)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {{400, "Demande mal formée"},      {403, "Accès fermé"},
                  {404, "Page introuvable"},        {413, "Fichiers trop lourds"},
                  {429, "Trop de pages à la fois"}, {503, "Service momentanément absent"}};
    const char *title = "Un problème est survenu", *format = http_query(r, "format");
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status)
            title = titles[i].title;
    if (format && *format) {
        api_refuse(r, status, "refuse", message);
        return;
    }
    page_render(d, r, status, "erreur", json_pack("{ss ss si}", "titre", title, "message", message, "status", status),
                v);
}

/* ---- where we are ---- */

struct here {
    struct buf *out;
    bool any, now;
};

static void add_query(const char *name, const char *value, void *arg)
{
    struct here *h = arg;
    if (strcmp(name, "format") == 0 || strcmp(name, "table") == 0 || (h->now && strcmp(name, "connu_le") == 0))
        return;
    buf_addc(h->out, h->any ? '&' : '?');
    h->any = true;
    http_url_encode(name, false, h->out);
    buf_addc(h->out, '=');
    http_url_encode(value, false, h->out);
}

void page_here(struct http_req *r, bool now, struct buf *out)
{
    struct here h = {.out = out, .now = now};
    http_url_encode(http_path(r), true, out);
    http_queries(r, add_query, &h);
}
