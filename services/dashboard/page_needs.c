/* What a page needs, and what came: its statements in one transaction; when all is asked for, and when it has come.
 * What reporting is asked for stands beside: page_needs_figures.c, page_needs_reporting.c. */
#include <stdlib.h>

#include "base/mem.h"
#include "dashboard/page_state.h"

#define WAIT_MS 5000
#define SLOW_WAIT_MS 30000

static const char TEXT_UNREADABLE[] = "La réponse n’a pas pu être lue.";

void page_needs_came(struct page *p)
{
    must(p->waiting > 0);
    if (--p->waiting == 0)
        p->ready(p);
}

struct need *page_needs_add(struct page *p, enum need_kind kind)
{
    must(p->needs_n < PAGE_NEEDS_MAX);
    struct need *n = &p->needs[p->needs_n++];
    n->kind = kind;
    n->page = p;
    return n;
}

size_t page_needs_number(const struct page *p, const struct need *n)
{
    return (size_t)(n - p->needs);
}

struct need *page_needs_get(const struct page *p, size_t need, enum need_kind kind)
{
    must(need < p->needs_n && p->needs[need].kind == kind);
    return mem_unconst(&p->needs[need]);
}

void page_needs_unreadable(struct need *n)
{
    if (!n->missing.len)
        buf_adds(&n->missing, TEXT_UNREADABLE);
}

const char *page_missing(const struct page *p, size_t need)
{
    must(need < p->needs_n);
    return p->needs[need].missing.len ? buf_text(&p->needs[need].missing) : NULL;
}

/* ---- statements ---- */

size_t page_need_sql(struct page *p, const char *sql, struct db_params *params)
{
    struct need *n = page_needs_add(p, NEED_SQL);
    if (!p->request)
        p->request = db_request_new();
    db_request_add(p->request, sql, params, DB_BINARY);
    n->statement = p->statements_n++;
    return page_needs_number(p, n);
}

const struct db_result *page_result(const struct page *p, size_t need)
{
    const struct need *n = page_needs_get(p, need, NEED_SQL);
    must(n->statement < p->results_n);
    return &p->results[n->statement];
}

static void refuse_sql(struct page *p, const struct err *e)
{
    bool away = e->code == ERR_AWAY;
    if (!away)
        log_event(LOG_ERROR, "page_failed", log_text("page", p->spec->name), log_err(e));
    page_refuse(p, away ? 503 : 500, away ? NULL : "");
}

static void on_results(struct db_results *res, const struct err *e, void *arg)
{
    struct page *p = arg;
    if (e) {
        refuse_sql(p, e);
    } else {
        p->results = mem_new_n(res->n, sizeof *p->results);
        for (; p->results_n < res->n; p->results_n++) {
            p->results[p->results_n] = res->items[p->results_n];
            res->items[p->results_n].pg = NULL;
        }
    }
    page_needs_came(p);
}

static void on_slow(struct db_results *res, const struct err *e, void *arg)
{
    struct need *n = arg;
    struct page *p = n->page;
    if (e) {
        refuse_sql(p, e);
    } else {
        n->slow_result = res->items[0];
        res->items[0].pg = NULL;
    }
    page_needs_came(p);
}

size_t page_need_slow_sql(struct page *p, const char *sql, struct db_params *params)
{
    struct need *n = page_needs_add(p, NEED_SLOW_SQL);
    n->slow = db_request_new();
    db_request_add(n->slow, sql, params, DB_BINARY);
    db_request_snapshot(n->slow);
    return page_needs_number(p, n);
}

const struct db_result *page_slow_result(const struct page *p, size_t need)
{
    return &page_needs_get(p, need, NEED_SLOW_SQL)->slow_result;
}

/* ---- start and end ---- */

void page_needs_start(struct page *p, void (*ready)(struct page *p))
{
    p->ready = ready;
    struct db_request *r = p->request;
    p->request = NULL;
    if (r) {
        if (!p->post)
            db_request_snapshot(r);
        p->waiting++;
        db_send(p->d->db, r, WAIT_MS, on_results, p);
    }
    for (size_t i = 0; i < p->needs_n; i++) {
        struct need *n = &p->needs[i];
        if (!n->slow)
            continue;
        p->waiting++;
        db_send(p->d->slow, n->slow, SLOW_WAIT_MS, on_slow, n);
        n->slow = NULL;
    }
    if (!p->waiting)
        p->ready(p);
}

static void cancel(struct page *p, uint64_t *call)
{
    if (!*call)
        return;
    past_cancel(p->d->past, *call);
    *call = 0;
    p->waiting--;
}

void page_needs_cancel(struct page *p)
{
    for (size_t i = 0; i < p->needs_n; i++) {
        cancel(p, &p->needs[i].call);
        cancel(p, &p->needs[i].daily_call);
    }
}

void page_needs_deinit(struct page *p)
{
    for (size_t i = 0; i < p->needs_n; i++) {
        struct need *n = &p->needs[i];
        for (size_t k = 0; n->views && k < n->scopes_n; k++) {
            free(n->views[k].slots);
            free(n->views[k].hidden);
            if (n->daily)
                free(n->daily[k]);
        }
        free(n->views);
        free(n->daily);
        free(n->scopes);
        for (size_t k = 0; k < n->curve.series_n; k++)
            free(n->curve.series[k].values);
        free(n->curve.series);
        free(n->curve.days);
        json_decref(n->list);
        buf_deinit(&n->document);
        buf_deinit(&n->missing);
        db_result_deinit(&n->slow_result);
        if (n->slow)
            db_request_free(&n->slow);
    }
    for (size_t i = 0; i < p->results_n; i++)
        db_result_deinit(&p->results[i]);
    free(p->results);
    if (p->request)
        db_request_free(&p->request);
}
