/* A page's life: who asks, whether they may, what it is about, what it needs, its answer. */
#include "dashboard/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "dashboard/page_state.h"
#include "dashboard/said.h"

static const char TEXT_FORBIDDEN[] = "Cette page ne vous est pas ouverte.";
static const char TEXT_SCOPE[] = "Ce périmètre ne vous est pas ouvert.";
static const char TEXT_UNKNOWN_SCOPE[] = "Ce périmètre n’existe pas.";
static const char TEXT_JETON[] = "Ce formulaire n’est plus valable : rechargez la page et recommencez.";
static const char TEXT_SIGN_IN[] = "Identifiez-vous d’abord, ou donnez un jeton valable.";
static const char TEXT_NO_FORM[] = "Cette page ne prend pas de formulaire.";
static const char TEXT_NOWHERE[] = "Cette adresse ne mène à aucune page.";
static const char TEXT_BROKEN_FORM[] =
    "Ce formulaire contient des caractères illisibles : rien n’a été enregistré. Rechargez la page et recommencez.";
static const char TEXT_CROWDED[] =
    "Les pages que vous venez d’ouvrir sont encore en cours de calcul. Attendez quelques secondes, puis rechargez.";
static const char TEXT_BUSY[] = "Trop de travail à la fois. Réessayez dans quelques secondes.";
static const char TEXT_STARTING[] = "Le tableau de bord démarre. Réessayez dans un instant.";

#define BELOW_MAX 8

struct route_of { /* what a route's callbacks are given: the pages of one path, told apart by what is below */
    struct dashboard *d;
    const struct page_spec *specs[BELOW_MAX];
    size_t n;
};

static void page_build(struct page *p);

static void on_ground(void *arg)
{
    struct page *p = arg;
    p->work(p->own);
}

static void on_again(void *arg)
{
    struct page *p = arg;
    p->waiting--;
    p->again = false;
    p->work = NULL;
    page_build(p);
}

static void start_again(struct page *p)
{
    if (work_line_add(&p->d->heavy, on_ground, on_again, p)) {
        p->waiting++;
        return;
    }
    p->again = false;
    page_refuse(p, 503, TEXT_BUSY);
}

void page_build_again(struct page *p, void (*work)(void *own))
{
    must(p->own && !p->again);
    p->again = true;
    p->work = work;
}

static void page_build(struct page *p)
{
    if (p->req && !p->answered) {
        if (!p->guarded)
            page_guard(p);
        p->guarded = true;
        json_t *doc = p->spec->build(p);
        must(!doc || !(p->later || p->again));
        if (p->again)
            start_again(p);
        else if (doc && !p->answered && p->req)
            page_tell(p, doc);
        else
            json_decref(doc);
        must(p->answered || p->later || p->again);
    }
    if (!p->later && !p->again)
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

bool page_sees_in_period(const struct page *p, const struct scope *s)
{
    const struct period *x = &p->choice.period;
    return rights_see_so_far(&p->viewer, s, &p->d->directory.reference, x->debut, x->fin, p->today);
}

bool page_sees(const struct page *p, const struct scope *s)
{
    return rights_see_scope(&p->viewer, s, &p->d->directory.reference, page_evening(p), page_evening(p));
}

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
    if (!page_sees_in_period(p, &s)) {
        page_refuse(p, 403, TEXT_SCOPE);
        return -1;
    }
    p->choice.scope = s;
    return 0;
}

void page_subject(struct page *p, const struct scope *scope)
{
    p->choice.scope = *scope;
}

void page_days(struct page *p, int32_t debut, int32_t fin)
{
    char days[2][CAL_DAY_LEN], name[2 * CAL_DAY_LEN + 2];
    struct err e;
    cal_format_day(debut, days[0]);
    cal_format_day(fin, days[1]);
    snprintf(name, sizeof name, "%s..%s", days[0], days[1]);
    must(period_parse(name, &p->choice.period, &e) == 0);
}

static int read_choice(struct page *p, struct err *e)
{
    bool api = p->spec->api;
    char name[CHOICE_PERIOD_LEN];
    const struct choice_asked asked = {
        .perimetre = p->spec->perimetre ? http_query(p->req, api ? "scope" : "perimetre") : NULL,
        .periode = choice_period(http_query(p->req, api ? "period" : "periode"), http_query(p->req, "debut"),
                                 http_query(p->req, "fin"), name),
        .programme = http_query(p->req, "programme"),
        .connu_le = api ? NULL : http_query(p->req, "connu_le")};
    if (choice_read(&p->choice, p->d->definitions, &asked, &p->viewer.scope, p->today, e) < 0)
        return -1;
    return p->spec->perimetre ? page_scope(p, p->choice.scope.kind, p->choice.scope.code) : 0;
}

/* What prepare() or what follows its work has declared is asked for. */
static void declared(struct page *p, int rc, const struct err *e)
{
    if (rc < 0)
        page_refuse(p, 400, e->text);
    if (p->answered) {
        page_needs_cancel(p);
        page_free(&p);
        return;
    }
    page_needs_start(p, page_build);
}

static void on_work(void *arg)
{
    struct page *p = arg;
    p->work(p->own);
}

static void on_worked(void *arg)
{
    struct page *p = arg;
    struct err e = {0};
    p->waiting--;
    if (p->req)
        declared(p, p->then(p, &e), &e);
    else
        page_free(&p);
}

void page_work(struct page *p, void (*work)(void *own), int (*then)(struct page *p, struct err *e))
{
    must(p->own && !p->needs_n && !p->work);
    p->work = work;
    p->then = then;
}

static void prepare(struct page *p)
{
    struct err e = {0};
    int rc = 0;
    if (p->post && !p->spec->form)
        page_refuse(p, 405, TEXT_NO_FORM);
    else if (p->form.broken)
        page_refuse(p, 400, TEXT_BROKEN_FORM);
    else if (p->post && (!session_same_origin(p->req) || !session_jeton_good(&p->viewer, form_get(&p->form, "jeton"))))
        page_refuse(p, 403, TEXT_JETON);
    else if (p->spec->right == RIGHT_FIGURES && past_in_hand(p->d->past, p->viewer.id) >= PAST_PERSON_MAX)
        page_refuse(p, 429, TEXT_CROWDED);
    else if (read_choice(p, &e) < 0 || p->spec->prepare(p, &e) < 0)
        rc = -1;
    if (rc == 0 && !p->answered && p->work) {
        if (work_line_add(&p->d->passwords, on_work, on_worked, p)) {
            p->waiting++;
            return;
        }
        page_refuse(p, 503, TEXT_BUSY);
    }
    declared(p, rc, &e);
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
        p->answered = true;
        p->req = NULL;
    } else if (!rights_see_page(v, p->spec->right)) {
        page_refuse(p, 403, TEXT_FORBIDDEN);
    } else if (!p->d->directory.version) {
        page_refuse(p, 503, TEXT_STARTING);
    } else {
        p->said = said_take(p->d->sessions, p->req);
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
    if (!spec->rest && strcmp(spec->path, "/") != 0 && (open ? !*after || strchr(after, '/') : *after != 0))
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
    p->also = mem_new(sizeof *p->also);
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
