/* GET /v1/stream?scope=S,S…&period=P&programme=G&codes=C,C…&day=D&last=ID: who listens, to what, from where on.
 *
 * A scope may name a period of its own: S@P. Left out: the viewer's own perimeter, the current quarter, CVG, every
 * code. `last` stands for Last-Event-ID where the client cannot send a header; `day` says of which day its page is,
 * where that is not today. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/refuse.h"
#include "dashboard/session.h"
#include "dashboard/stream.h"
#include "dashboard/sweep_alertes.h"

#define RESUMED_MAX                                                                                                    \
    2000 /* submissions, and alerts, told again to one who comes back; after more it is to load its page anew */
#define WAIT_MS 5000

static const char resume_sql[] =
    "SELECT s.chantier_id, s.id, s.state, s.date_situation,"
    " coalesce(greatest(s.judged_at, s.decided_at, s.quarantined_at), s.received_at)"
    " FROM cvg.submission s WHERE s.changed >= $1::xid8 ORDER BY s.changed, s.chantier_id, s.n LIMIT $2";
static const char resume_alertes_sql[] = "SELECT " SWEEP_ALERTES_COLUMNS " FROM cvg.alerte a"
                                         " WHERE a.changed >= $1::xid8 ORDER BY a.changed, a.chantier_id, a.n LIMIT $2";

static const char TEXT_AWAY[] = "La base de données ne répond pas ; réessayez dans un instant.";
static const char TEXT_STARTING[] = "Le tableau de bord démarre ; réessayez dans un instant.";
static const char TEXT_SIGN_IN[] = "Identifiez-vous d’abord, ou donnez un jeton valable.";
static const char TEXT_SCOPE[] = "Ce périmètre ne vous est pas ouvert.";
static const char TEXT_FULL[] = "Trop de pages suivent déjà les chiffres ; réessayez plus tard.";
static const char TEXT_PERSON[] =
    "Trop de pages ouvertes sous votre nom suivent déjà les chiffres ; fermez-en, ou rechargez celle-ci plus tard.";
static const char TEXT_PERIOD[] = "Cette période n’existe pas.";
static const char TEXT_SCOPES[] = "Au plus 100 périmètres à la fois.";
static const char TEXT_CODES[] = "La liste des indicateurs est trop longue.";

/* ---- coming back ---- */

struct resume {
    struct dashboard *dashboard;
    uint64_t client;
    char since[24];
};

static struct stream_client *find_client(struct dashboard *d, uint64_t id)
{
    struct stream_client *c = d->clients;
    while (c && c->id != id)
        c = c->next;
    return c;
}

static void add_submissions(const struct resume *r, const struct stream_client *c, const struct db_result *rows,
                            struct buf *out)
{
    for (int i = 0; i < db_rows(rows); i++) {
        struct submission_event x = {.since = r->since,
                                     .chantier = db_text(rows, i, 0),
                                     .id = db_text(rows, i, 1),
                                     .state = db_text(rows, i, 2),
                                     .situation = db_day(rows, i, 3),
                                     .at_us = db_instant(rows, i, 4)};
        if (stream_client_sees(c, &x))
            stream_text_submission(r->dashboard, &x, out);
    }
}

static void add_alertes(const struct resume *r, const struct stream_client *c, const struct db_result *rows,
                        struct buf *out)
{
    for (int i = 0; i < db_rows(rows); i++) {
        struct alerte_event x;
        sweep_alertes_event(rows, i, r->since, &x);
        if (stream_client_sees_alerte(c, &x))
            stream_text_alerte(r->dashboard, &x, out);
    }
}

static void on_resumed(struct db_results *res, const struct err *e, void *arg)
{
    struct resume *r = arg;
    struct stream_client *c = find_client(r->dashboard, r->client);
    struct buf text = {0};
    if (c && !e) {
        add_submissions(r, c, &res->items[0], &text);
        add_alertes(r, c, &res->items[1], &text);
    }
    if (c && (e || db_rows(&res->items[0]) == RESUMED_MAX || db_rows(&res->items[1]) == RESUMED_MAX))
        stream_text_reload(&text);
    if (c)
        (void)stream_client_send(c, &text);
    buf_deinit(&text);
    free(r);
}

/* "c123": what became of submissions and alerts in that transaction and later ones is told again. */
static void resume(struct stream_client *c)
{
    const char *header = http_header(c->req, "Last-Event-ID"), *last = header ? header : http_query(c->req, "last");
    size_t len = last ? strlen(last) : 0;
    struct db_params p[2] = {0};
    if (len < 2 || len > 20 || last[0] != 'c' || strspn(last + 1, "0123456789") != len - 1)
        return;
    struct resume *r = mem_new(sizeof *r);
    r->dashboard = c->dashboard;
    r->client = c->id;
    memcpy(r->since, last + 1, len);
    struct db_request *q = db_request_new();
    for (int i = 0; i < 2; i++) {
        db_add_text(&p[i], r->since);
        db_add_int(&p[i], RESUMED_MAX);
        db_request_add(q, i ? resume_alertes_sql : resume_sql, &p[i], DB_BINARY);
    }
    db_send(c->dashboard->db, q, WAIT_MS, on_resumed, r);
}

/* ---- opening ---- */

static void begin(struct stream_client *c)
{
    static char text[] = "retry: 1000\n\n";
    const struct buf retry = {.data = text, .len = sizeof text - 1};
    struct dashboard *d = c->dashboard;
    http_set_header(c->req, "Cache-Control", "no-store");
    http_set_header(c->req, "X-Accel-Buffering", "no");
    http_stream_open(c->req, 200, "text/event-stream; charset=utf-8");
    c->open = true;
    c->id = ++d->clients_ever;
    c->alertes_told = -1;
    c->checked_ms = c->told_ms = loop_now_ms(d->daemon->loop);
    c->reload_ms = c->day == cal_today() ? 0 : c->told_ms; /* it was asleep: nobody else wakes at this instant */
    c->next = d->clients;
    c->at = &d->clients;
    if (c->next)
        c->next->at = &c->next;
    d->clients = c;
    d->streams->value = (double)++d->clients_n;
    if (!stream_client_send(c, &retry))
        return;
    resume(c);
    stream_wake(d);
}

static void refuse(struct stream_client *c, int status, const char *error, const char *message)
{
    api_refuse(c->req, status, error, message);
    stream_client_free(&c);
}

/* The perimeters that were asked for; NULL, or why not. */
static const char *read_scopes(struct stream_client *c, const char *text)
{
    const struct directory *dir = &c->dashboard->directory;
    char *copy = mem_text(text), *rest = copy, *one;
    const char *why = NULL;
    size_t cap = 0;
    struct err e;
    while (!why && (one = strsep(&rest, ","))) {
        const char *name = strsep(&one, "@");
        struct period period = c->choice.period;
        struct scope s;
        if (!*name && !one)
            continue;
        if (one && period_parse(one, &period, &e) < 0) {
            why = TEXT_PERIOD;
        } else if (scope_parse(name, &s, &e) < 0 || !directory_knows(dir, &s) ||
                   !rights_see_so_far(&c->viewer, &s, &dir->reference, period.debut, period.fin, cal_today())) {
            why = TEXT_SCOPE;
        } else if (c->scopes_n == STREAM_SCOPES_MAX) {
            why = TEXT_SCOPES;
        } else {
            c->scopes = mem_room(c->scopes, c->scopes_n, &cap, sizeof *c->scopes);
            c->scopes[c->scopes_n++] =
                (struct stream_scope){.scope = s, .period = period, .moves = c->dashboard->live.moves_n};
        }
    }
    free(copy);
    return why;
}

static size_t open_of(const struct dashboard *d, int64_t person)
{
    size_t n = 0;
    for (const struct stream_client *c = d->clients; c; c = c->next)
        n += c->viewer.id == person;
    return n;
}

static void on_viewer(const struct viewer *v, const struct err *e, void *arg)
{
    struct stream_client *c = arg;
    struct dashboard *d = c->dashboard;
    struct buf own = {0};
    struct err bad;
    c->ask = NULL;
    if (e || !v) {
        refuse(c, e ? 503 : 401, e ? "base_absente" : "identification_requise", e ? TEXT_AWAY : TEXT_SIGN_IN);
        return;
    }
    if (!d->directory.version) { /* no perimeter is known yet: that is no refusal, and who asks is to come back */
        refuse(c, 503, "base_absente", TEXT_STARTING);
        return;
    }
    c->viewer = *v;
    const char *codes = http_query(c->req, "codes"), *scopes = http_query(c->req, "scope"),
               *day = http_query(c->req, "day");
    const struct choice_asked asked = {.periode = http_query(c->req, "period"),
                                       .programme = http_query(c->req, "programme")};
    c->codes = codes && *codes ? mem_text(codes) : NULL;
    if (!day || !cal_parse_iso(day, strlen(day), &c->day))
        c->day = cal_today();
    scope_format(&v->scope, &own);
    if (!rights_see_page(v, RIGHT_FIGURES)) {
        refuse(c, 403, "perimetre_refuse", TEXT_SCOPE);
    } else if (open_of(d, v->id) >= STREAM_PERSON_MAX) {
        http_set_header(c->req, "Retry-After", "30");
        refuse(c, 429, "trop_occupe", TEXT_PERSON);
    } else if (choice_read(&c->choice, d->definitions, &asked, &v->scope, cal_today(), &bad) < 0) {
        refuse(c, 400, "parametre_invalide", bad.text);
    } else if (codes && strlen(codes) > STREAM_CODES_MAX) {
        refuse(c, 400, "parametre_invalide", TEXT_CODES);
    } else {
        const char *why = read_scopes(c, scopes && *scopes ? scopes : buf_text(&own));
        if (why)
            refuse(c, why == TEXT_SCOPE ? 403 : 400, why == TEXT_SCOPE ? "perimetre_refuse" : "parametre_invalide",
                   why);
        else
            begin(c);
    }
    buf_deinit(&own);
}

static void on_complete(struct http_req *r, void *arg)
{
    struct dashboard *d = arg;
    if (d->clients_n >= STREAM_CLIENTS_MAX) {
        http_set_header(r, "Retry-After", "30");
        api_refuse(r, 503, "trop_occupe", TEXT_FULL);
        return;
    }
    struct stream_client *c = mem_new(sizeof *c);
    c->dashboard = d;
    c->req = r;
    http_set_data(r, c);
    c->ask = session_find(d->sessions, r, on_viewer, c);
}

static void on_gone(struct http_req *r, void *arg)
{
    struct stream_client *c = http_data(r);
    (void)arg;
    stream_client_free(&c);
}

void stream_add_route(struct dashboard *d)
{
    const struct http_route route = {
        .method = "GET", .path = "/v1/stream", .on_complete = on_complete, .on_gone = on_gone, .arg = d};
    http_add_route(d->daemon->http, &route);
}
