/* A page's life: who asks, whether they may, what it is about, what it needs, its answer. */
#include "dashboard/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "dashboard/page_state.h"

static const char TEXT_AWAY[] = "La base de données ne répond pas. Réessayez dans un instant.";
static const char TEXT_BROKEN[] = "Cette page n’a pas pu être faite. L’incident est noté dans le journal du service.";
static const char TEXT_FORBIDDEN[] = "Cette page ne vous est pas ouverte.";
static const char TEXT_SCOPE[] = "Ce périmètre ne vous est pas ouvert.";
static const char TEXT_UNKNOWN_SCOPE[] = "Ce périmètre n’existe pas.";
static const char TEXT_JETON[] = "Ce formulaire n’est plus valable : rechargez la page et recommencez.";
static const char TEXT_SIGN_IN[] = "Identifiez-vous d’abord, ou donnez un jeton valable.";
static const char TEXT_NO_FORM[] = "Cette page ne prend pas de formulaire.";
static const char TEXT_NOWHERE[] = "Cette adresse ne mène à aucune page.";
static const char TEXT_STARTING[] = "Le tableau de bord démarre. Réessayez dans un instant.";

#define SAID_COOKIE "cvg_dit"
#define SAID_MAX 600

#define BELOW_MAX 8

struct route_of { /* what a route's callbacks are given: the pages of one path, told apart by what is below */
    struct dashboard *d;
    const struct page_spec *specs[BELOW_MAX];
    size_t n;
};

void page_free(struct page **pp)
{
    struct page *p = *pp;
    session_cancel(&p->ask);
    page_needs_deinit(p);
    form_deinit(&p->form);
    buf_deinit(&p->stream);
    free(p->said);
    arena_deinit(&p->memory);
    mem_free(pp);
}

/* ---- answering ---- */

static const char *word_of(int status)
{
    switch (status) {
    case 401:
        return "identification_requise";
    case 403:
        return "perimetre_refuse";
    case 404:
        return "introuvable";
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
    const char *text = !message ? TEXT_AWAY : *message ? message : TEXT_BROKEN;
    if (status == 503)
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
    static const char hex[] = "0123456789ABCDEF";
    struct buf cookie = {0};
    if (p->answered || !p->req)
        return;
    buf_adds(&cookie, SAID_COOKIE "=");
    for (const char *s = said; *s && s - said < SAID_MAX; s++) {
        unsigned char c = (unsigned char)*s;
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            buf_addc(&cookie, *s);
        else
            buf_addf(&cookie, "%%%c%c", hex[c >> 4], hex[c & 15]);
    }
    buf_adds(&cookie, "; Path=/; Max-Age=30; HttpOnly; SameSite=Strict");
    http_set_header(p->req, "Set-Cookie", buf_text(&cookie));
    buf_deinit(&cookie);
    page_go(p, path);
}

/* The sentence that the page before left: shown once. */
static void read_said(struct page *p)
{
    const char *cookies = http_header(p->req, "Cookie"), *at = cookies ? strstr(cookies, SAID_COOKIE "=") : NULL;
    if (!at || (at != cookies && at[-1] != ' ' && at[-1] != ';'))
        return;
    at += strlen(SAID_COOKIE "=");
    p->said = mem_text_n(at, strcspn(at, ";"));
    size_t len = http_url_decode(p->said, strlen(p->said), false);
    if (memchr(p->said, 0, len) || !text_is_utf8(p->said, len) || len > 3 * SAID_MAX)
        len = 0;
    p->said[len] = 0;
    http_set_header(p->req, "Set-Cookie", SAID_COOKIE "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
}

void page_build(struct page *p)
{
    if (p->req && !p->answered) {
        page_guard(p);
        json_t *doc = p->spec->build(p);
        if (doc && !p->answered && p->req)
            page_tell(p, doc);
        else
            json_decref(doc);
        must(p->answered);
    }
    page_free(&p);
}

/* ---- where nothing is ---- */

static int prepare_nowhere(struct page *p, struct err *e)
{
    (void)e;
    page_refuse(p, 404, TEXT_NOWHERE);
    return 0;
}

static const struct page_spec nowhere = {
    .path = "/", .prefix = true, .name = "nulle_part", .right = RIGHT_ACCOUNT, .prepare = prepare_nowhere};

void page_add_nowhere(struct dashboard *d)
{
    page_add(d, &nowhere);
}

/* ---- from the request to what is needed ---- */

int page_scope(struct page *p, enum scope_kind kind, const char *code)
{
    struct scope s = {.kind = kind};
    snprintf(s.code, sizeof s.code, "%s", code);
    if (strlen(code) >= sizeof s.code || !directory_knows(&p->d->directory, &s)) {
        /* who may see one perimeter only does not learn which others there are */
        bool all = p->viewer.scope.kind == SCOPE_NATION;
        page_refuse(p, all ? 404 : 403, all ? TEXT_UNKNOWN_SCOPE : TEXT_SCOPE);
        return -1;
    }
    if (!rights_see_scope(&p->viewer, &s, &p->d->directory.reference, p->choice.period.debut, p->choice.period.fin)) {
        page_refuse(p, 403, TEXT_SCOPE);
        return -1;
    }
    p->choice.scope = s;
    return 0;
}

static int read_choice(struct page *p, struct err *e)
{
    bool api = p->spec->api;
    char name[CHOICE_PERIOD_LEN];
    const char *perimetre = api ? "scope" : "perimetre", *periode = api ? "period" : "periode";
    if (choice_read(
            &p->choice, p->d->definitions, p->spec->perimetre ? http_query(p->req, perimetre) : NULL,
            choice_period(http_query(p->req, periode), http_query(p->req, "debut"), http_query(p->req, "fin"), name),
            http_query(p->req, "programme"), api ? NULL : http_query(p->req, "connu_le"), &p->viewer.scope, p->today,
            e) < 0)
        return -1;
    return p->spec->perimetre ? page_scope(p, p->choice.scope.kind, p->choice.scope.code) : 0;
}

static void prepare(struct page *p)
{
    struct err e = {0};
    if (p->post && !p->spec->form)
        page_refuse(p, 405, TEXT_NO_FORM);
    else if (p->post && !session_jeton_good(&p->viewer, form_get(&p->form, "jeton")))
        page_refuse(p, 403, TEXT_JETON);
    else if (read_choice(p, &e) < 0 || p->spec->prepare(p, &e) < 0)
        page_refuse(p, 400, e.text);
    if (p->answered) {
        page_needs_cancel(p);
        page_free(&p);
        return;
    }
    page_needs_start(p);
}

static void on_viewer(const struct viewer *v, const struct err *e, void *arg)
{
    struct page *p = arg;
    p->ask = NULL;
    if (v)
        p->viewer = *v;
    if (e) {
        page_refuse(p, 503, NULL);
    } else if (!v && p->spec->api) {
        page_refuse(p, 401, TEXT_SIGN_IN);
    } else if (!v) {
        page_ask_sign_in(p->req);
        answered(p);
    } else if (!rights_see_page(v, p->spec->right)) {
        page_refuse(p, 403, TEXT_FORBIDDEN);
    } else if (!p->d->directory.version) {
        page_refuse(p, 503, TEXT_STARTING);
    } else {
        read_said(p);
        prepare(p);
        return;
    }
    page_free(&p);
}

/* Does SEGMENT[below[SEGMENT]] say this page? The segments are copied into the page. */
static bool fits(struct page *p, const struct page_spec *spec, const char *rest)
{
    size_t len = strcspn(rest, "/"), below = spec->below ? strlen(spec->below) : 0;
    const char *after = rest + len;
    bool open = below && spec->below[below - 1] == '/';
    if (!spec->prefix)
        return true;
    if (strncmp(after, spec->below ? spec->below : "", below) != 0)
        return false;
    after += below;
    if (strcmp(spec->path, "/") != 0 && (open ? !*after || strchr(after, '/') : *after != 0))
        return false;
    p->segment = arena_text(&p->memory, rest, len);
    p->below = arena_text(&p->memory, after, strlen(after));
    return true;
}

static const struct page_spec *find_spec(struct page *p, const struct route_of *route, const char *rest)
{
    for (size_t i = 0; i < route->n; i++)
        if (fits(p, route->specs[i], rest))
            return route->specs[i];
    return NULL;
}

static void on_complete(struct http_req *r, void *arg)
{
    const struct route_of *route = arg;
    struct page *p = mem_new(sizeof *p);
    p->d = route->d;
    p->req = r;
    p->segment = p->below = "";
    p->spec = find_spec(p, route, http_rest(r));
    if (!p->spec)
        p->spec = &nowhere;
    p->today = cal_today();
    p->post = strcmp(http_method(r), "POST") == 0;
    if (p->post) {
        size_t len;
        const char *body = http_body(r, &len);
        form_parse(&p->form, body ? body : "", len);
    }
    http_set_data(r, p);
    p->d->pages->value++;
    p->ask = session_find(p->d->sessions, r, on_viewer, p);
}

static void on_gone(struct http_req *r, void *arg)
{
    struct page *p = http_data(r);
    (void)arg;
    p->req = NULL;
    if (p->ask) {
        page_free(&p);
        return;
    }
    page_needs_cancel(p);
    if (!p->waiting)
        page_free(&p);
}

static struct route_of *find_route(struct dashboard *d, const struct page_spec *spec)
{
    for (size_t i = 0; i < d->routes_n; i++) {
        struct route_of *route = d->routes[i];
        if (strcmp(route->specs[0]->path, spec->path) == 0 && route->specs[0]->prefix == spec->prefix)
            return route;
    }
    return NULL;
}

/* Pages of one path share its routes; those that take forms are added first. */
void page_add(struct dashboard *d, const struct page_spec *spec)
{
    struct route_of *route = find_route(d, spec);
    if (route) {
        must(route->n < BELOW_MAX);
        route->specs[route->n++] = spec;
        return;
    }
    must(d->routes_n < DASHBOARD_PAGES_MAX);
    route = mem_new(sizeof *route);
    *route = (struct route_of){.d = d, .specs = {spec}, .n = 1};
    d->routes[d->routes_n++] = route;
    struct http_route get = {.method = "GET",
                             .path = spec->path,
                             .prefix = spec->prefix,
                             .on_complete = on_complete,
                             .on_gone = on_gone,
                             .arg = route};
    http_add_route(d->daemon->http, &get);
    get.method = "POST";
    get.body_max = FORM_BYTES_MAX;
    http_add_route(d->daemon->http, &get);
}

void page_ask_sign_in(struct http_req *r)
{
    struct buf to = {0}, here = {0};
    page_here(r, true, &here);
    buf_adds(&to, "/connexion?suite=");
    http_url_encode(buf_text(&here), false, &to);
    buf_deinit(&here);
    http_set_header(r, "Location", buf_text(&to));
    http_set_header(r, "Cache-Control", "no-store");
    http_answer_text(r, 303, "text/plain; charset=utf-8", "");
    buf_deinit(&to);
}

/* ---- reading ---- */

struct dashboard *page_dashboard(const struct page *p)
{
    return p->d;
}

const struct viewer *page_viewer(const struct page *p)
{
    return &p->viewer;
}

const char *page_segment(const struct page *p)
{
    return p->segment;
}

const char *page_below(const struct page *p)
{
    return p->below;
}

const char *page_query(const struct page *p, const char *name)
{
    return http_query(p->req, name);
}

bool page_posted(const struct page *p)
{
    return p->post;
}

const char *page_field(const struct page *p, const char *name)
{
    return form_get(&p->form, name);
}

const struct choice *page_choice(const struct page *p)
{
    return &p->choice;
}

int32_t page_today(const struct page *p)
{
    return p->today;
}

void *page_own(struct page *p, size_t size)
{
    if (!p->own)
        p->own = arena_new(&p->memory, size);
    return p->own;
}

void *page_alloc(struct page *p, size_t n, size_t size)
{
    must(size && n <= SIZE_MAX / size / 2);
    return arena_new(&p->memory, n * size);
}
