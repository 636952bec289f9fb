/* A page: what it needs is declared, fetched all at once, then made into one JSON document, which is shown as HTML, or
 * taken away as JSON, CSV or a workbook.
 *
 *   route ──▶ viewer ──▶ right ──▶ choice ──▶ prepare() declares ──▶ everything came ──▶ build() ──▶ answer
 *                                                                                └──▶ page_go(): a redirection
 *
 * GET shows; POST (a form of a page with `form`) acts: its fields, `jeton` among them, were checked before prepare().
 * An act is SQL like what is read: all statements of a page are one transaction. */
#ifndef CVG_DASHBOARD_PAGE_H
#define CVG_DASHBOARD_PAGE_H

#include <jansson.h>

#include "dashboard/choice.h"
#include "dashboard/dashboard.h"
#include "dashboard/form.h"
#include "dashboard/rights.h"
#include "dashboard/table.h"

struct page;

struct page_spec {
    const char *path; /* "/france"; with `prefix` "/territoire/": page_segment() follows */
    bool prefix;
    const char
        *below; /* of a prefix: "/fiche" (SEGMENT/fiche) or "/envoi/" (SEGMENT/envoi/SEGMENT); NULL: SEGMENT alone */
    bool rest;  /* whatever follows `below`, slashes too, is page_below() */
    const char *name; /* templates/NAME.html, and data-page */
    enum right right;
    bool form;      /* takes POST too */
    bool perimetre; /* its perimeter is chosen in its address (perimetre=S) */
    bool api;       /* for programs: scope=, period=; refusals as {"error","message"}, no way to sign in */
    /* Declares what it needs. −1 with *e: refused (page_refuse() for another status than 400). */
    int (*prepare)(struct page *p, struct err *e);
    /* The document, handed over; or NULL after page_go(), page_refuse(), page_later() or page_build_again(). */
    json_t *(*build)(struct page *p);
};

/* The figures of one perimeter, as this viewer may see them. */
struct figures_view {
    struct scope scope;
    const struct period *period;
    int64_t *slots; /* NULL: not known; page_missing() says why */
    bool *hidden;   /* [indicators_n]; NULL: nothing is withheld */
    struct coverage coverage;
    int64_t as_known_on_us;
    bool live; /* they follow what comes */
};

struct page_curve {
    int32_t *days; /* [days_n] */
    size_t days_n;
    struct page_series {
        struct scope scope;
        int64_t *values; /* [days_n] */
    } * series;          /* [series_n] */
    size_t series_n;
};

/* ---- reading ---- */

struct dashboard *page_dashboard(const struct page *p);
const struct viewer *page_viewer(const struct page *p);
const char *page_segment(const struct page *p);                 /* behind a prefix; "" where there is none */
const char *page_below(const struct page *p);                   /* behind `below` */
const char *page_query(const struct page *p, const char *name); /* of the address; NULL: not there */
bool page_posted(const struct page *p);
const char *page_field(const struct page *p, const char *name); /* of the form; "" where it is not there */
const struct choice *page_choice(const struct page *p);
int32_t page_today(const struct page *p);
int32_t page_evening(const struct page *p); /* as of which its figures are known: today, or the one that was chosen */
void page_known(const struct page *p, struct db_params *params); /* adds the instant of the choice; NULL: now */
void *page_own(struct page *p, size_t size); /* the page's own, zeroed at the first call, freed with it */
void page_own_free(struct page *p, void (*free)(void *own)); /* called before, where it holds more than memory */
void *page_alloc(struct page *p, size_t n, size_t size);     /* zeroed, freed with the page */

/* ---- needing: in prepare() only ---- */

/* A statement; its result is page_result() of the number that is returned. Parameters are moved. */
size_t page_need_sql(struct page *p, const char *sql, struct db_params *params);
/* One that only reads and takes seconds, on a connection of its own; its result is page_slow_result(). */
size_t page_need_slow_sql(struct page *p, const char *sql, struct db_params *params);
/* The figures of scopes in a period, of the choice's programme, live or as the choice says. One number for all. */
size_t page_need_figures(struct page *p, const struct scope *scopes, size_t n, const struct period *period);
size_t page_need_curve(struct page *p, const struct scope *scopes, size_t n, const int32_t *days, size_t days_n);
/* "à compléter" (WIRE_ASK_TODO), the caseload (WIRE_ASK_CASELOAD) or its forecast (WIRE_ASK_PREVISION) of a chantier;
 * the posts of a territory's coordination (WIRE_ASK_POSTES). */
size_t page_need_list(struct page *p, enum wire_ask_kind kind, const struct scope *of);
/* A quarterly report in short (WIRE_FICHIER_APERCU: page_list()), or a file of its package (page_document()); version
 * 0: a draft of now. */
size_t page_need_rapport(struct page *p, const char *trimestre, int32_t version, const char *fichier);
/* The perimeter of the path: sets the choice's scope. −1: it is not known (404), or not this viewer's (403). */
int page_scope(struct page *p, enum scope_kind kind, const char *code);
/* A perimeter in the page's period, as far as that has come: who will be a member shows nothing before. */
bool page_sees_in_period(const struct page *p, const struct scope *s);
/* What is of no period, as of the page's evening: lists, curves, nights, the month. A perimeter that is the viewer's in
 * the page's period is not always theirs then. */
bool page_sees(const struct page *p, const struct scope *s);
/* Instead of all these: `work` runs on another thread, in its turn, with page_own() and nothing else of the page; then
 * `then` declares what is needed, as prepare() does. For what takes long, as hashing a password. */
void page_work(struct page *p, void (*work)(void *own), int (*then)(struct page *p, struct err *e));
/* The same where the caller has asked rights.h itself, of another day than the choice's; also in build(). */
void page_subject(struct page *p, const struct scope *scope);
/* The page's period is its own, these days: sets the choice's. */
void page_days(struct page *p, int32_t debut, int32_t fin);

/* ---- what came: in build() ---- */

const struct db_result *page_result(const struct page *p, size_t need);
const struct db_result *page_slow_result(const struct page *p, size_t need);
const struct figures_view *page_figures(const struct page *p, size_t need, size_t k);
const struct page_curve *page_curve(const struct page *p, size_t need); /* NULL: not known */
const json_t *page_list(const struct page *p, size_t need);             /* NULL: not known */
const struct buf *page_document(const struct page *p, size_t need);     /* NULL: not known */
const char *page_missing(const struct page *p, size_t need);            /* why, in French; NULL: it is there */

/* ---- answering ---- */

void page_refuse(struct page *p, int status, const char *message); /* a page that says so */
void page_refuse_document(struct page *p, size_t need);            /* 404: there is none; 503: who makes it is away */
void page_answer(struct page *p, const char *type, const struct buf *text); /* as it is, instead of a document */
void page_go(struct page *p, const char *path);                             /* 303, to a local path */
/* The sentence that the page gone to will show once, as it is. */
void page_go_said(struct page *p, const char *path, const char *said);
void page_refresh(struct page *p,
                  int seconds);               /* it is asked for anew so soon, script or not: something is being made */
void page_status(struct page *p, int status); /* of the page that is shown, instead of 200 */
/* Said in build(): the answer waits for another thread. It is given with one of the above before page_later_done(),
 * after which the page must not be touched; who asked may have left by then, and nothing is answered. */
void page_later(struct page *p);
void page_later_done(struct page *p);
/* Said in build(), once: `work` runs on another thread with page_own() and nothing else of the page, then build() is
 * called again. For what takes long to read, as an outcome of thousands of findings. */
void page_build_again(struct page *p, void (*work)(void *own));
/* It is taken away, as JSON, CSV or a workbook: what is only for these is not made for others. */
bool page_taken(const struct page *p);
/* What the figures shown first are about, for the head of what is taken away and for the page's line on versions. */
void page_about(struct page *p, const struct figures_view *f);
/* The page follows what comes: figures of these codes for these scopes in the choice's period, and in the period of
 * every live page_value(). */
void page_live(struct page *p, const struct scope *scopes, size_t n, const char *codes);
/* The page asks for itself anew when a submission of this perimeter comes or is judged, and says where it no longer
 * follows: of tables that no event can write. */
void page_reread(struct page *p, const struct scope *scope);
/* The same when an alert changes. */
void page_reread_alertes(struct page *p, const struct scope *scope);
/* A chart's data as the text that stands in its <script type="application/json">; takes `data` over. */
json_t *page_chart(json_t *data);
/* {"valeur", "texte", "live"} of a figure for {{>_chiffre}}; "s" or "–" where there is nothing to tell. `valeur` is in
 * the unit shown. */
json_t *page_value(const struct page *p, const struct figures_view *f, const char *code);

/* ---- for main.c and for routes that are no pages ---- */

void page_add(struct dashboard *d, const struct page_spec *spec); /* kept, not copied */
void page_add_nowhere(struct dashboard *d); /* whatever no other route took: 404 as a page; the last route of all */
/* Renders templates/NAME.html with `document` (taken over) inside the frame that every page has. */
void page_render(struct dashboard *d, struct http_req *r, int status, const char *name, json_t *document,
                 const struct viewer *v);
/* A page that says what went wrong. */
void page_render_error(struct dashboard *d, struct http_req *r, int status, const char *message,
                       const struct viewer *v);
/* 303 to /connexion, which leads back. */
void page_ask_sign_in(struct http_req *r);

#endif
