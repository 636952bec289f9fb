/* The inside of a page, for page.c (its life), which is above page_needs.c (what it asks for: statements),
 * page_needs_figures.c, page_needs_reporting.c (curves, lists, reports), page_tell.c (what it says), page_take.c (as a
 * file), page_answer.c (refusals and redirections), page_end.c, page_read.c and page_frame.c. */
#ifndef CVG_DASHBOARD_PAGE_STATE_H
#define CVG_DASHBOARD_PAGE_STATE_H

#include "dashboard/export.h"
#include "dashboard/page.h"
#include "dashboard/session.h"

#define PAGE_NEEDS_MAX 24

enum need_kind { NEED_NONE, NEED_SQL, NEED_FIGURES, NEED_CURVE, NEED_LIST, NEED_SLOW_SQL, NEED_DOCUMENT };

struct need {
    enum need_kind kind;
    struct page *page;
    uint64_t call, daily_call; /* asked of reporting; 0: nothing is */
    struct buf missing;        /* why it is not known */
    bool absent;               /* NEED_DOCUMENT, missing: there is none, and asking again makes none */
    size_t statement;          /* NEED_SQL: which of the request's */
    struct db_request *slow;   /* NEED_SLOW_SQL, until it is sent; its result */
    struct db_result slow_result;
    struct figures_view *views; /* [scopes_n] */
    int64_t **daily;            /* [scopes_n], as known this morning, copies of ours; NULL: not asked for, not known */
    struct scope *scopes;
    size_t scopes_n, scopes_cap, shown_n; /* shown_n: those that were asked for; behind them what privacy looks at */
    struct period period;
    struct page_curve curve;
    json_t *list;
    struct buf document; /* NEED_DOCUMENT */
};

struct page {
    struct dashboard *d;
    const struct page_spec *spec;
    struct http_req *req; /* NULL: the client left */
    struct session_ask *ask;
    bool post, answered, later; /* later: page_later_done() is to come */
    bool guarded, again;        /* page_guard() was called; build() is to be called again */
    struct viewer viewer;
    struct form form;
    struct choice choice;
    int32_t today;
    struct need needs[PAGE_NEEDS_MAX];
    size_t needs_n, waiting;
    void (*ready)(struct page *p); /* when nothing is waited for any more */
    void (*work)(void *own);       /* before anything is asked for; NULL: none */
    int (*then)(struct page *p, struct err *e);
    int status; /* of the page that is shown; 0: 200 */
    struct db_request *request;
    size_t statements_n;
    struct db_result *results; /* [results_n], moved out of the answer */
    size_t results_n;
    const struct figures_view *about;
    const char *rereads; /* "submission", "alert": the events that page_reread…() waits for; NULL */
    struct buf stream;   /* address of data-stream, its scopes last; empty: not live */
    struct buf *also;    /* what it names with a period of its own: ",SCOPE@PERIOD…"; grows as figures are shown */
    char *said;          /* what the page before wanted said */
    const char *segment, *below;
    void *own;
    void (*own_free)(void *own);
    struct arena memory;
};

/* page_end.c */
void page_free(struct page **p);
/* page_needs.c */
/* Sends what was declared; `ready` follows, at once or later. */
void page_needs_start(struct page *p, void (*ready)(struct page *p));
/* For what asks of its own: a new need; its number; one of this kind by its number; what it asked for came. */
struct need *page_needs_add(struct page *p, enum need_kind kind);
size_t page_needs_number(const struct page *p, const struct need *n);
struct need *page_needs_get(const struct page *p, size_t need, enum need_kind kind);
void page_needs_came(struct page *p);
void page_needs_unreadable(struct need *n); /* what came cannot be read: says so, unless more is said already */
void page_needs_cancel(struct page *p);     /* nobody waits for reporting any more; the database may still answer */
void page_needs_deinit(struct page *p);
/* page_guard.c */
void page_guard(struct page *p); /* withholds what this viewer is not told; once, when all has come */
/* Guarded figures are shown as known this morning: a correction moves past periods too, as soon as it is taken. Not of
 * an evening before today, which moves no more, nor of an arbitrary period, where none is shown. */
bool page_is_frozen(const struct page *p, const struct need *n);
/* As known this morning; NULL: reporting was not asked yet. */
const int64_t *page_daily_find(const struct page *p, const struct need *n, const struct scope *s);
void page_daily_keep(struct page *p, const struct need *n, const struct scope *s, int64_t *slots); /* taken */
/* page_tell.c */
void page_tell(struct page *p, json_t *doc); /* answers, or page_later(); takes doc over */
/* page_take.c */
void page_take(struct page *p, json_t *doc, const char *format); /* the same */

/* page_frame.c: the members that every page's document has. */
/* Its path and query without format and table; `now`: and without the evening of the past. */
void page_here(struct http_req *r, bool now, struct buf *out);
void page_frame(struct dashboard *d, json_t *root, const char *name, const struct viewer *v, const char *path);
void page_set_headers(struct http_req *r);
void page_send(struct http_req *r, int status, const char *name, const json_t *root);

#endif
