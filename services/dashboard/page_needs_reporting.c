/* What a page needs of reporting beside figures: curves, lists, and quarterly reports, which it reads, or makes, and
 * whose files it gives. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dashboard/page_state.h"

/* ---- curves ---- */

static void on_curve(const struct wire_answer *a, const struct err *e, void *arg)
{
    struct need *n = arg;
    struct page_curve *c = &n->curve;
    struct err bad;
    n->call = 0;
    if (e)
        buf_adds(&n->missing, e->text);
    if (a) {
        c->days_n = a->days_n;
        c->days = mem_copy(a->days, a->days_n * sizeof *a->days);
        c->series = mem_new_n(a->series_n + 1, sizeof *c->series);
    }
    for (size_t i = 0; a && i < a->series_n; i++) {
        struct page_series *s = &c->series[c->series_n];
        if (scope_parse(a->series[i].scope, &s->scope, &bad) < 0)
            continue;
        s->values = mem_copy(a->series[i].values, a->days_n * sizeof *s->values);
        c->series_n++;
    }
    page_needs_came(n->page);
}

size_t page_need_curve(struct page *p, const struct scope *scopes, size_t scopes_n, const int32_t *days, size_t days_n)
{
    struct need *n = page_needs_add(p, NEED_CURVE);
    struct wire_ask q = {.kind = WIRE_ASK_CURVE,
                         .scopes_n = scopes_n,
                         .has_at = p->choice.past,
                         .at_us = p->choice.at_us,
                         .days = days,
                         .days_n = days_n};
    char **texts = mem_new_n(scopes_n + 1, sizeof *texts);
    for (size_t i = 0; i < scopes_n; i++) {
        struct buf text = {0};
        scope_format(&scopes[i], &text);
        texts[i] = buf_take(&text);
    }
    q.scopes = (const char *const *)texts;
    snprintf(q.programme, sizeof q.programme, "%s", programme_name(p->d->definitions, p->choice.programme));
    n->call = past_ask(p->d->past, p->viewer.id, &q, on_curve, n);
    p->waiting++;
    for (size_t i = 0; i < scopes_n; i++)
        free(texts[i]);
    free(texts);
    return page_needs_number(p, n);
}

const struct page_curve *page_curve(const struct page *p, size_t need)
{
    const struct need *n = page_needs_get(p, need, NEED_CURVE);
    return n->missing.len ? NULL : &n->curve;
}

/* ---- lists ---- */

static void on_list(const struct wire_answer *a, const struct err *e, void *arg)
{
    struct need *n = arg;
    n->call = 0;
    if (e)
        buf_adds(&n->missing, e->text);
    else if (a && a->document)
        n->list = json_loadb(a->document, a->document_len, 0, NULL);
    if (!n->list)
        page_needs_unreadable(n);
    page_needs_came(n->page);
}

size_t page_need_list(struct page *p, enum wire_ask_kind kind, const struct scope *of)
{
    struct need *n = page_needs_add(p, NEED_LIST);
    struct buf scope = {0};
    scope_format(of, &scope);
    const char *const scopes[] = {buf_text(&scope)};
    struct wire_ask q = {
        .kind = kind, .scopes = scopes, .scopes_n = 1, .has_at = p->choice.past, .at_us = p->choice.at_us};
    n->call = past_ask(p->d->past, p->viewer.id, &q, on_list, n);
    p->waiting++;
    buf_deinit(&scope);
    return page_needs_number(p, n);
}

const json_t *page_list(const struct page *p, size_t need)
{
    return page_needs_get(p, need, NEED_LIST)->list;
}

/* ---- quarterly reports ---- */

static void on_report(const struct wire_answer *a, const struct err *e, void *arg)
{
    struct need *n = arg;
    n->call = 0;
    n->absent = e && (e->code == ERR_USAGE || e->code == ERR_FORMAT);
    if (e)
        buf_adds(&n->missing, e->text);
    else if (a && a->document && n->kind == NEED_DOCUMENT)
        buf_add(&n->document, a->document, a->document_len);
    else if (a && a->document)
        n->list = json_loadb(a->document, a->document_len, 0, NULL);
    if (!n->list && !n->document.len)
        page_needs_unreadable(n);
    page_needs_came(n->page);
}

size_t page_need_rapport(struct page *p, const char *trimestre, int32_t version, const char *fichier)
{
    bool apercu = strcmp(fichier, WIRE_FICHIER_APERCU) == 0;
    struct need *n = page_needs_add(p, apercu ? NEED_LIST : NEED_DOCUMENT);
    struct wire_ask q = {.kind = WIRE_ASK_RAPPORT, .version = version};
    snprintf(q.trimestre, sizeof q.trimestre, "%s", trimestre);
    snprintf(q.fichier, sizeof q.fichier, "%s", fichier);
    n->call = past_ask(p->d->past, p->viewer.id, &q, on_report, n);
    p->waiting++;
    return page_needs_number(p, n);
}

const struct buf *page_document(const struct page *p, size_t need)
{
    const struct need *n = page_needs_get(p, need, NEED_DOCUMENT);
    return n->missing.len ? NULL : &n->document;
}

void page_refuse_document(struct page *p, size_t need)
{
    page_refuse(p, page_needs_get(p, need, NEED_DOCUMENT)->absent ? 404 : 503, page_missing(p, need));
}
