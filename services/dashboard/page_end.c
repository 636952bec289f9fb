/* A page's end: at once, or when another thread that it waits for is done. */
#include <stdlib.h>

#include "base/mem.h"
#include "dashboard/page_state.h"

void page_free(struct page **pp)
{
    struct page *p = *pp;
    session_cancel(&p->ask);
    page_needs_deinit(p);
    form_deinit(&p->form);
    buf_deinit(&p->stream);
    buf_deinit(p->also);
    free(p->also);
    free(p->said);
    if (p->own_free)
        p->own_free(p->own);
    arena_deinit(&p->memory);
    mem_free(pp);
}

void page_later(struct page *p)
{
    p->later = true;
    p->waiting++;
}

void page_later_done(struct page *p)
{
    must(p->later && (p->answered || !p->req));
    page_free(&p);
}
