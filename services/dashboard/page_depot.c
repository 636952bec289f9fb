/* /depot: the form by which a reporter drops its files; what the check says of them; the workbook to fill in.
 *
 * What is dropped stays in this daemon's memory, for the one who dropped it, until it is sent or half an hour is over:
 * a daemon that was started anew says that the files must be chosen again. */
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/depot.h"
#include "dashboard/depot_view.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "io/template.h"

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define BOOK "modele.xlsx"

static const char TEXT_FORBIDDEN[] = "Vous ne pouvez pas déposer de fichiers au nom de ce chantier ou de cette "
                                     "coordination.";
static const char TEXT_UNKNOWN[] = "Ce chantier ou cette coordination n’est pas dans la référence.";
static const char TEXT_BOOK[] = "Le modèle se demande pour un chantier (pour=chantier) ou pour une coordination "
                                "(pour=coordination).";
static const char TEXT_BUSY[] = "Trop de vérifications sont en cours en ce moment. Réessayez dans une minute.";

/* What /depot?probleme=NAME says. */
static const struct {
    const char *name, *text;
} problems[] = {
    {"vide", "Aucun fichier n’a été choisi. Choisissez les fichiers de votre export, puis vérifiez-les."},
    {"date", "Cette date n’existe pas. Donnez le jour que décrivent vos fichiers, puis choisissez-les à nouveau."},
    {"nombre", "Il y a trop de fichiers. Déposez un seul export à la fois, ou une archive .zip."},
    {"forme", "Les fichiers ne sont pas arrivés entiers. Choisissez-les à nouveau."},
    {"fini", "Cette vérification n’est plus en mémoire : elle y reste une demi-heure, et un redémarrage du tableau de "
             "bord l’efface. Rien n’a été envoyé par cette page depuis. Choisissez à nouveau vos fichiers."},
};

static const char *problem_of(const struct page *p)
{
    const char *name = page_query(p, "probleme");
    for (size_t i = 0; name && i < sizeof problems / sizeof *problems; i++)
        if (strcmp(problems[i].name, name) == 0)
            return problems[i].text;
    return "";
}

/* ---- the form ---- */

struct form_page {
    const char *reporter; /* NULL: to be chosen */
};

static int prepare_form(struct page *p, struct err *e)
{
    struct form_page *f = page_own(p, sizeof *f);
    const struct viewer *v = page_viewer(p);
    const struct reference *known = &page_dashboard(p)->directory.reference;
    const char *asked = page_query(p, "chantier");
    (void)e;
    f->reporter = asked && *asked ? asked : v->role == ROLE_OPERATEUR ? NULL : v->scope.code;
    if (!f->reporter || rights_deposit(v, f->reporter, known))
        return 0;
    bool unknown = v->role == ROLE_OPERATEUR && !reference_knows(known, f->reporter);
    page_refuse(p, unknown ? 404 : 403, unknown ? TEXT_UNKNOWN : TEXT_FORBIDDEN);
    return 0;
}

static void add_one(json_t *list, const char *code, const char *nom)
{
    must(json_array_append_new(list, json_pack("{ss ss}", "code", code, "nom", nom)) == 0);
}

struct choosing {
    const struct directory *directory;
    json_t *list;
};

static void add_chantier(const char *id, const struct membership *m, void *arg)
{
    const struct choosing *c = arg;
    (void)m;
    add_one(c->list, id, directory_chantier(c->directory, id));
}

/* Whom an operator may deposit for: the chantiers of today, and every coordination. */
static void add_choice(const struct page *p, json_t *doc)
{
    const struct directory *dir = &page_dashboard(p)->directory;
    struct choosing chantiers = {dir, json_array()}, coordinations = {dir, json_array()};
    directory_chantiers(dir, NULL, page_today(p), page_today(p), add_chantier, &chantiers);
    for (size_t i = 0; i < dir->reference.territoires_n; i++)
        add_one(coordinations.list, dir->reference.territoires[i].code, dir->reference.territoires[i].nom);
    json_object_set_new(doc, "chantiers", chantiers.list);
    json_object_set_new(doc, "coordinations", coordinations.list);
}

static void add_reporter(const struct page *p, json_t *doc, const char *reporter)
{
    const struct directory *dir = &page_dashboard(p)->directory;
    bool coordination = reference_find_territoire(&dir->reference, reporter) >= 0;
    char path[DEPOT_PATH_LEN];
    depot_form_path(reporter, path);
    json_object_set_new(doc, "chantier", json_string(reporter));
    json_object_set_new(doc, "nom", json_string(directory_reporter(dir, reporter)));
    json_object_set_new(doc, "coordination", json_boolean(coordination));
    json_object_set_new(doc, "formulaire", json_string(path));
}

static json_t *build_form(struct page *p)
{
    const struct form_page *f = page_own(p, sizeof *f);
    const struct depot *depot = page_dashboard(p)->depot;
    char day[CAL_DAY_LEN], today[CAL_DAY_LEN];
    cal_format_day(period_situation(cal_now_us()), day);
    cal_format_day(page_today(p), today);
    json_t *doc = json_pack("{ss ss ss ss sb si sb}", "titre", "Dépôt de fichiers", "probleme", problem_of(p), "jour",
                            day, "aujourdhui", today, "ferme", !depot->intake, "limite", (int)(depot->body_max >> 20),
                            "choisir", !f->reporter);
    must(doc);
    if (f->reporter)
        add_reporter(p, doc, f->reporter);
    else
        add_choice(p, doc);
    return doc;
}

/* ---- the workbook ---- */

struct book {
    struct depot *depot;
    struct page *page;
    const struct definitions *definitions;
    enum reporter_kind kind;
    struct buf bytes;
    struct err e;
    int rc;
};

static void make_book(void *arg)
{
    struct book *b = arg;
    b->rc = template_make(b->definitions, b->kind, &b->bytes, &b->e);
}

static void on_book(void *arg)
{
    struct book *b = arg;
    struct depot *depot = b->depot;
    if (b->rc < 0) {
        log_event(LOG_ERROR, "template_failed", log_err(&b->e));
        page_refuse(b->page, 500, "");
    } else {
        page_answer(b->page, XLSX, &b->bytes);
    }
    page_later_done(b->page);
    buf_deinit(&b->bytes);
    mem_free(&b);
    depot_after_work(depot);
}

static json_t *build_book(struct page *p)
{
    const char *whose = page_query(p, "pour");
    bool coordination = whose && strcmp(whose, "coordination") == 0;
    if (whose && !coordination && strcmp(whose, "chantier") != 0) {
        page_refuse(p, 400, TEXT_BOOK);
        return NULL;
    }
    struct dashboard *d = page_dashboard(p);
    struct book *b = mem_new(sizeof *b);
    *b = (struct book){.depot = d->depot,
                       .page = p,
                       .definitions = d->definitions,
                       .kind = coordination ? REPORTER_TERRITOIRE : REPORTER_CHANTIER};
    if (work_line_add(&d->depot->checks, make_book, on_book, b)) {
        page_later(p);
    } else {
        mem_free(&b);
        page_refuse(p, 503, TEXT_BUSY);
    }
    return NULL;
}

/* ---- what the check says; what is done with it ---- */

static struct kept *find_kept(const struct page *p)
{
    struct dashboard *d = page_dashboard(p);
    return depot_keep_find(&d->depot->keep, page_segment(p), page_viewer(p)->id, loop_now_ms(d->daemon->loop));
}

struct kept_page {
    struct told told;
    char *text; /* what it is told from: the deposit may go meanwhile */
};

static void tell(void *own)
{
    struct kept_page *c = own;
    told_make(&c->told);
}

static void free_kept(void *own)
{
    struct kept_page *c = own;
    told_deinit(&c->told);
    free(c->text);
}

/* What its check says; false: page_build_again() is to make it. */
static bool tell_kept(struct page *p, const struct kept *x)
{
    struct kept_page *c = page_own(p, sizeof *c);
    if (c->told.made)
        return true;
    page_own_free(p, free_kept);
    c->text = mem_text_n(buf_text(&x->check), x->check.len);
    c->told = (struct told){.text = c->text,
                            .len = x->check.len,
                            .definitions = page_dashboard(p)->definitions,
                            .theirs = true,
                            .taken = page_taken(p)};
    if (c->told.len > TOLD_SHORT) {
        page_build_again(p, tell);
        return false;
    }
    told_make(&c->told);
    return true;
}

static int prepare_kept(struct page *p, struct err *e)
{
    struct kept *x = find_kept(p);
    if (!page_posted(p))
        return 0; /* build looks by itself */
    if (strcmp(page_segment(p), BOOK) != 0 && x)
        return depot_act_prepare(page_dashboard(p)->depot, p, x, e);
    page_go(p, DEPOT_GONE);
    return 0;
}

static json_t *build_kept(struct page *p)
{
    struct dashboard *d = page_dashboard(p);
    char path[DEPOT_PATH_LEN];
    if (page_posted(p)) {
        depot_act_build(d->depot, p);
        return NULL;
    }
    if (strcmp(page_segment(p), BOOK) == 0)
        return build_book(p);
    const struct kept *x = find_kept(p);
    if (!x) {
        page_go(p, DEPOT_GONE);
        return NULL;
    }
    if (x->state == KEPT_SENT) {
        depot_submission_path(x, path);
        page_go(p, path);
        return NULL;
    }
    if (!tell_kept(p, x))
        return NULL;
    struct kept_page *c = page_own(p, sizeof *c);
    json_t *doc = depot_view(x, &c->told);
    depot_kept_path(x, path);
    json_object_set_new(doc, "titre", json_string("Vérification du dépôt"));
    json_object_set_new(doc, "chemin", json_string(path));
    add_reporter(p, doc, x->reporter);
    return doc;
}

/* ---- its routes ---- */

void page_depot_open(struct dashboard *d)
{
    static const struct page_spec form = {
        .path = "/depot", .name = "depot", .right = RIGHT_DEPOSIT, .prepare = prepare_form, .build = build_form};
    static const struct page_spec kept = {.path = "/depot/",
                                          .prefix = true,
                                          .name = "depot_resultat",
                                          .right = RIGHT_DEPOSIT,
                                          .form = true,
                                          .prepare = prepare_kept,
                                          .build = build_kept};
    depot_take_open(d->depot); /* before the form's page: of one path, the first that takes POST */
    page_add(d, &form);
    page_add(d, &kept);
}
