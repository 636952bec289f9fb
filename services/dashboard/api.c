/* What is no page: GET /v1/figures as `cvg figures --format json` tells them, the files under /assets/, the way home,
 * and addresses that lead nowhere. */
#include <stdlib.h>
#include <string.h>

#include "base/jsonout.h"
#include "base/mem.h"
#include "dashboard/assets.h"
#include "dashboard/page.h"
#include "dashboard/privacy.h"
#include "dashboard/refuse.h"
#include "dashboard/session.h"
#include "programme/figures.h"

/* ---- /v1/figures ---- */

static int prepare_figures(struct page *p, struct err *e)
{
    const struct choice *c = page_choice(p);
    (void)e;
    page_need_figures(p, &c->scope, 1, &c->period);
    return 0;
}

/* What is withheld from this viewer is left out of "figures", and named. */
static void add_withheld(const struct definitions *d, const struct figures_view *f, struct buf *out)
{
    struct jsonout j = {.out = out, .comma = true};
    out->len--; /* the last brace */
    jsonout_open(&j, "withheld", '[');
    for (size_t i = 0; i < d->catalogue->indicators_n; i++)
        if (f->hidden[i])
            jsonout_text(&j, NULL, d->catalogue->indicators[i].code);
    jsonout_close(&j, ']');
    jsonout_close(&j, '}');
}

static json_t *build_figures(struct page *p)
{
    const struct choice *c = page_choice(p);
    const struct definitions *d = page_dashboard(p)->definitions;
    const struct figures_view *f = page_figures(p, 0, 0);
    struct buf out = {0};
    if (!f->slots) {
        page_refuse(p, 503, page_missing(p, 0));
        return NULL;
    }
    struct figures_head h = {.scope = &f->scope,
                             .programme = programme_name(d, c->programme),
                             .period = c->period.name,
                             .source = f->live ? "live" : "facts",
                             .debut = c->period.debut,
                             .fin = c->period.fin,
                             .as_known_on_us = f->as_known_on_us,
                             .coverage = f->coverage,
                             .hidden = f->hidden};
    figures_document(d, &h, f->slots, &out);
    if (f->hidden)
        add_withheld(d, f, &out);
    buf_addc(&out, '\n');
    page_answer(p, "application/json; charset=utf-8", &out);
    buf_deinit(&out);
    return NULL;
}

/* ---- /assets/DIGEST/… ---- */

static bool takes_gzip(const struct http_req *r)
{
    const char *accepted = http_header(r, "Accept-Encoding");
    return accepted && strstr(accepted, "gzip");
}

static void on_asset(struct http_req *r, void *arg)
{
    const char *rest = http_rest(r), *digest = assets_digest(), *known = http_header(r, "If-None-Match");
    size_t n = strlen(digest);
    const struct asset *a = strncmp(rest, digest, n) == 0 && rest[n] == '/' ? asset_find(rest + n + 1) : NULL;
    (void)arg;
    if (!a) {
        api_refuse(r, 404, "introuvable", "Ce fichier n’existe pas, ou plus : rechargez la page.");
        return;
    }
    http_set_header(r, "Cache-Control", "public, max-age=31536000, immutable");
    http_set_header(r, "ETag", a->etag);
    http_set_header(r, "Vary", "Accept-Encoding");
    http_set_header(r, "X-Content-Type-Options", "nosniff");
    if (known && strcmp(known, a->etag) == 0) {
        http_answer(r, 304, a->type, "", 0);
    } else if (a->data_gz && takes_gzip(r)) {
        http_set_header(r, "Content-Encoding", "gzip");
        http_answer(r, 200, a->type, a->data_gz, a->len_gz);
    } else {
        http_answer(r, 200, a->type, a->data, a->len);
    }
}

/* ---- home ---- */

static int prepare_home(struct page *p, struct err *e)
{
    char home[RIGHTS_HOME_LEN];
    (void)e;
    rights_home(page_viewer(p), home);
    page_go(p, home);
    return 0;
}

static json_t *build_nothing(struct page *p)
{
    (void)p;
    return NULL;
}

void api_open(struct dashboard *d)
{
    static const struct page_spec figures = {.path = "/v1/figures",
                                             .name = "figures",
                                             .right = RIGHT_FIGURES,
                                             .perimetre = true,
                                             .api = true,
                                             .prepare = prepare_figures,
                                             .build = build_figures};
    static const struct page_spec home = {
        .path = "/", .name = "accueil", .right = RIGHT_ACCOUNT, .prepare = prepare_home, .build = build_nothing};
    const struct http_route assets = {
        .method = "GET", .path = "/assets/", .prefix = true, .on_complete = on_asset, .arg = d};
    http_add_route(d->daemon->http, &assets);
    page_add(d, &figures);
    page_add(d, &home);
}
