/* What a page needs of a quarterly report: reporting reads it, or makes it, and gives its files. */
#include <stdio.h>
#include <string.h>

#include "dashboard/page_state.h"

static const char TEXT_UNREADABLE[] = "La réponse de ce service n’a pas pu être lue.";

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
    if (!n->list && !n->document.len && !n->missing.len)
        buf_adds(&n->missing, TEXT_UNREADABLE);
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
    return (size_t)(n - p->needs);
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
