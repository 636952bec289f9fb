/* POST /depot: a form of files, from its headers to a deposit that is kept with what the check says of it.
 *
 *     on_headers ─▶ viewer ─▶ room ─▶ body ─▶ form read ─▶ reporter ─▶ checked ─▶ 303 /depot/KEY
 *       loop        loop      loop    loop     thread       database    thread
 *
 * Who it is, what they may, how long it is and whether there is room are decided before a byte of the body is read. The
 * client may leave at any point; what another thread or the database has in hand then ends there. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "dashboard/depot.h"
#include "dashboard/depot_check.h"
#include "dashboard/page.h"
#include "dashboard/session.h"
#include "programme/contribution.h"
#include "programme/correspondances.h"

#define FORM_TYPE "multipart/form-data"
#define WAIT_MS 5000 /* for the database */

/* The tool that its exports come from (NULL: no member that day), and what of it is held. */
static const char reporter_sql[] =
    "SELECT (SELECT l.logiciel FROM cvg.chantier_ligne l WHERE l.chantier_id = $1 AND l.known_to = 'infinity'"
    "           AND $2 BETWEEN l.depuis AND l.jusqua LIMIT 1),"
    "       (SELECT s.id FROM cvg.submission s WHERE s.chantier_id = $1 AND s.state = 'held' ORDER BY s.n DESC LIMIT "
    "1)";

static const char TEXT_AWAY[] = "La base de données ne répond pas : vos fichiers n’ont pas été lus. Réessayez dans un "
                                "instant.";
static const char TEXT_STOPPING[] = "Le tableau de bord redémarre : vos fichiers n’ont pas été lus. Réessayez dans une "
                                    "minute.";
static const char TEXT_CLOSED[] = "Ce tableau de bord n’est pas relié au service de réception : le dépôt par "
                                  "formulaire n’y est pas ouvert. Envoyez vos fichiers par « cvg push » ou par le "
                                  "dossier de dépôt.";
static const char TEXT_ELSEWHERE[] = "Ce formulaire vient d’une autre page que celles du tableau de bord : ouvrez la "
                                     "page « Dépôt » et recommencez.";
static const char TEXT_JETON[] = "Ce formulaire n’est plus valable : ouvrez la page « Dépôt » et choisissez à nouveau "
                                 "vos fichiers.";
static const char TEXT_FORBIDDEN[] = "Vous ne pouvez pas déposer de fichiers au nom de ce chantier ou de cette "
                                     "coordination.";
static const char TEXT_UNKNOWN[] = "Ce chantier ou cette coordination n’est pas dans la référence.";
static const char TEXT_TYPE[] = "Ce n’est pas le formulaire de dépôt : ouvrez la page « Dépôt » et choisissez vos "
                                "fichiers.";
static const char TEXT_LENGTH[] = "La longueur de l’envoi n’est pas annoncée : ouvrez la page « Dépôt » dans un "
                                  "navigateur et choisissez vos fichiers.";
static const char TEXT_SIZE[] = "Ces fichiers dépassent %zu Mo ensemble : rien n’a été lu. Un export normal est bien "
                                "plus petit : vérifiez que ce sont les bons fichiers, ou réunissez-les en une archive "
                                ".zip.";
static const char TEXT_PERSON[] = "Trois de vos dépôts sont déjà en cours de vérification ou d’envoi : attendez que "
                                  "l’un soit fini, puis recommencez.";
static const char TEXT_FULL[] = "Trop de dépôts sont en cours en ce moment : vos fichiers n’ont pas été lus. Réessayez "
                                "dans quelques minutes.";

struct drop {
    struct depot *depot;
    struct http_req *req; /* NULL: the client left */
    struct session_ask *ask;
    struct viewer viewer;
    char reporter[64];
    struct kept *kept; /* its room; NULL: none taken yet */
    char *type, *body; /* body: until the form is read */
    size_t len, expected;
    bool at_work; /* a thread or the database has it */
    int rc;
    struct err e;
    struct depot_check check;
    int64_t *slots;
    struct buf told;  /* the check's document */
    char verdict[16]; /* its "state" */
};

static void drop_free(struct drop **xx)
{
    struct drop *x = *xx;
    session_cancel(&x->ask);
    if (x->kept)
        depot_keep_remove(&x->depot->keep, &x->kept);
    free(x->type);
    if (x->body)
        sodium_memzero(x->body, x->len);
    free(x->body);
    free(x->slots);
    buf_deinit(&x->told);
    mem_free(xx);
}

/* ---- answers: each ends the drop ---- */

static void refuse(struct drop *x, int status, const char *text)
{
    if (x->req) {
        if (status == 503)
            http_set_header(x->req, "Retry-After", "60");
        page_render_error(x->depot->d, x->req, status, text, x->viewer.role ? &x->viewer : NULL);
    }
    drop_free(&x);
}

static void refuse_size(struct drop *x)
{
    char text[sizeof TEXT_SIZE + 32];
    snprintf(text, sizeof text, TEXT_SIZE, x->depot->body_max >> 20);
    refuse(x, 413, text);
}

static void go(struct http_req *r, const char *path)
{
    http_set_header(r, "Location", path);
    http_set_header(r, "Cache-Control", "no-store");
    http_answer_text(r, 303, "text/plain; charset=utf-8", "");
}

/* Back to the form, which says what is amiss: see page_depot.c. */
static void go_back(struct drop *x, const char *problem)
{
    char path[DEPOT_PATH_LEN];
    struct buf to = {0};
    depot_form_path(x->reporter, path);
    buf_addf(&to, "%s&probleme=%s", path, problem);
    if (x->req)
        go(x->req, buf_text(&to));
    buf_deinit(&to);
    drop_free(&x);
}

/* ---- the check ---- */

static void on_checked(void *arg)
{
    struct drop *x = arg;
    struct depot *depot = x->depot;
    struct kept *kept = x->kept;
    x->at_work = false;
    if (x->req && !depot->closed) {
        char path[DEPOT_PATH_LEN];
        depot_keep_checked(&depot->keep, kept, &x->told, x->verdict);
        depot_keep_extend(kept, loop_now_ms(depot->d->daemon->loop), cal_now_us());
        if (strcmp(x->verdict, "refused") ==
            0) /* it will not be sent: nothing of it stays, names of people least of all */
            depot_keep_wipe(&depot->keep, kept);
        log_event(LOG_INFO, "depot_checked", log_text("reporter", kept->reporter), log_text("state", x->verdict),
                  log_int("bytes", (long long)x->len));
        depot_kept_path(kept, path);
        go(x->req, path);
        x->kept = NULL;
    }
    drop_free(&x);
    depot_after_work(depot);
}

static void check(void *arg)
{
    struct drop *x = arg;
    json_t *doc = depot_check_make(&x->check);
    char *text = json_dumps(doc, JSON_COMPACT);
    must(text);
    buf_adds(&x->told, text);
    snprintf(x->verdict, sizeof x->verdict, "%s", json_string_value(json_object_get(doc, "state")));
    free(text);
    json_decref(doc);
}

/* The figures now, as they are told live: a period that is not kept live has none. */
static int64_t *slots_now(const struct drop *x, const struct period *period)
{
    const struct dashboard *d = x->depot->d;
    struct scope s = {.kind = x->kept->kind == REPORTER_TERRITOIRE ? SCOPE_TERRITOIRE : SCOPE_CHANTIER};
    snprintf(s.code, sizeof s.code, "%s", x->reporter);
    const struct live_entry *e = live_find(&d->live, &s, PROGRAMME_TOUS, period->debut, period->fin);
    return e ? mem_copy(e->slots, d->definitions->catalogue->slots_n * sizeof *e->slots) : NULL;
}

static void start_check(struct drop *x, const struct db_result *r)
{
    struct depot *depot = x->depot;
    const struct definitions *d = depot->d->definitions;
    struct kept *kept = x->kept;
    bool member = !db_is_null(r, 0, 0);
    snprintf(kept->held, sizeof kept->held, "%s", db_text(r, 0, 1));
    x->check = (struct depot_check){
        .definitions = d,
        .form = &kept->form,
        .reporter = kept->reporter,
        .kind = kept->kind,
        .not_member = kept->kind == REPORTER_CHANTIER && !member,
        .profile = member ? correspondances_of_tool(d->correspondances, db_text(r, 0, 0)) : NULL,
        .situation = kept->situation,
        .today = cal_today(),
        .last_night = period_last_night(cal_now_us(), d->numbers.deadline_hour, d->numbers.grace_hours),
        .period = period_quarter(kept->situation),
        .programme = PROGRAMME_TOUS,
        .plain_max = depot->body_max,
        .rows_max = depot->rows_max};
    x->slots = slots_now(x, &x->check.period);
    x->check.slots = x->slots;
    if (!work_line_add(&depot->checks, check, on_checked, x)) {
        x->at_work = false;
        refuse(x, 503, TEXT_FULL);
    }
}

static void on_reporter(struct db_results *res, const struct err *e, void *arg)
{
    struct drop *x = arg;
    if (!e && x->req && !x->depot->closed) {
        start_check(x, &res->items[0]);
        return;
    }
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "depot_reporter_failed", log_err(e));
    x->at_work = false;
    refuse(x, 503, e ? TEXT_AWAY : TEXT_STOPPING);
}

/* ---- the form ---- */

static void ask_reporter(struct drop *x)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    db_add_text(&p, x->reporter);
    db_add_day(&p, x->kept->situation);
    db_request_add(r, reporter_sql, &p, DB_BINARY);
    db_send(x->depot->d->db, r, WAIT_MS, on_reporter, x);
}

static bool read_day(const char *text, int32_t *out)
{
    *out = period_situation(cal_now_us());
    return !*text || cal_parse_day(text, strlen(text), out);
}

static void on_form(void *arg)
{
    struct drop *x = arg;
    struct depot *depot = x->depot;
    const struct depot_form *form = &x->kept->form;
    x->at_work = false;
    if (depot->closed)
        refuse(x, 503, TEXT_STOPPING);
    else if (x->rc < 0)
        go_back(x, x->e.code == ERR_LIMIT ? "nombre" : "forme");
    else if (!session_jeton_good(&x->viewer, form->jeton))
        refuse(x, 403, TEXT_JETON);
    else if (form->bytes > depot->body_max)
        refuse_size(x);
    else if (!form->files_n)
        go_back(x, "vide");
    else if (!read_day(form->date, &x->kept->situation))
        go_back(x, "date");
    else {
        x->at_work = true;
        ask_reporter(x);
    }
    depot_after_work(depot);
}

static void read_form(void *arg)
{
    struct drop *x = arg;
    char *body = x->body;
    x->body = NULL;
    x->rc = depot_form_read(&x->kept->form, x->type, body, x->len, &x->e);
}

/* ---- the request ---- */

static void on_body(struct http_req *r, const void *data, size_t len, void *arg)
{
    struct drop *x = http_data(r);
    (void)arg;
    must(len <= x->expected - x->len);
    memcpy(x->body + x->len, data, len);
    x->len += len;
}

static void on_complete(struct http_req *r, void *arg)
{
    struct drop *x = http_data(r);
    (void)arg;
    x->at_work = work_line_add(&x->depot->checks, read_form, on_form, x);
    if (!x->at_work)
        refuse(x, 503, TEXT_FULL);
}

static void on_gone(struct http_req *r, void *arg)
{
    struct drop *x = http_data(r);
    (void)arg;
    x->req = NULL;
    if (!x->at_work)
        drop_free(&x);
}

/* Room is taken for the whole body, then it is read. */
static void begin(struct drop *x)
{
    struct depot *depot = x->depot;
    enum depot_room room =
        depot_keep_take(&depot->keep, x->viewer.id, x->expected, loop_now_ms(depot->d->daemon->loop), &x->kept);
    if (room != DEPOT_ROOM) {
        refuse(x, 503, room == DEPOT_ROOM_PERSON ? TEXT_PERSON : TEXT_FULL);
        return;
    }
    const struct reference *known = &depot->d->directory.reference;
    snprintf(x->kept->reporter, sizeof x->kept->reporter, "%s", x->reporter);
    x->kept->kind = reference_find_territoire(known, x->reporter) >= 0 ? REPORTER_TERRITOIRE : REPORTER_CHANTIER;
    x->type = mem_text(http_header(x->req, "Content-Type"));
    x->body = mem_grow(NULL, x->expected + 1); /* costs memory only as bytes come */
    http_resume(x->req);
}

static void judge_headers(struct drop *x)
{
    const char *type = http_header(x->req, "Content-Type");
    int64_t told = http_content_length(x->req);
    if (!type || !text_starts(type, FORM_TYPE)) {
        refuse(x, 415, TEXT_TYPE);
    } else if (told < 0) {
        refuse(x, 411, TEXT_LENGTH);
    } else if ((uint64_t)told > x->depot->body_max + DEPOT_OVERHEAD_MAX) {
        refuse_size(x);
    } else {
        x->expected = (size_t)told;
        begin(x);
    }
}

static void on_viewer(const struct viewer *v, const struct err *e, void *arg)
{
    struct drop *x = arg;
    const struct dashboard *d = x->depot->d;
    x->ask = NULL;
    if (e) {
        refuse(x, 503, TEXT_AWAY);
        return;
    }
    if (!v) {
        page_ask_sign_in(x->req);
        drop_free(&x);
        return;
    }
    x->viewer = *v;
    const char *asked = http_query(x->req, "chantier"), *reporter = asked ? asked : v->scope.code;
    bool known = strlen(reporter) < sizeof x->reporter && reference_knows(&d->directory.reference, reporter);
    if (!d->directory.version) {
        refuse(x, 503, TEXT_STOPPING);
    } else if (!rights_see_page(v, RIGHT_DEPOSIT) || (!known && v->role != ROLE_OPERATEUR) ||
               (known && !rights_deposit(v, reporter, &d->directory.reference))) {
        refuse(x, 403, TEXT_FORBIDDEN);
    } else if (!known) {
        refuse(x, 404, TEXT_UNKNOWN);
    } else if (!x->depot->intake) {
        refuse(x, 503, TEXT_CLOSED);
    } else {
        snprintf(x->reporter, sizeof x->reporter, "%s", reporter);
        judge_headers(x);
    }
}

static void on_headers(struct http_req *r, void *arg)
{
    struct drop *x = mem_new(sizeof *x);
    x->depot = arg;
    x->req = r;
    http_set_data(r, x);
    if (x->depot->closed) {
        refuse(x, 503, TEXT_STOPPING);
    } else if (!session_same_origin(r)) {
        refuse(x, 403, TEXT_ELSEWHERE);
    } else {
        http_pause(r); /* until we know who it is */
        x->ask = session_find(x->depot->d->sessions, r, on_viewer, x);
    }
}

void depot_take_open(struct depot *depot)
{
    const struct http_route route = {.method = "POST",
                                     .path = "/depot",
                                     .body_max = INT64_MAX, /* judged above, when we know who it is */
                                     .on_headers = on_headers,
                                     .on_body = on_body,
                                     .on_complete = on_complete,
                                     .on_gone = on_gone,
                                     .arg = depot};
    http_add_route(depot->d->daemon->http, &route);
}
