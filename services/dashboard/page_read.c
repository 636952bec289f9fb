/* What a page may ask of itself. */
#include "base/mem.h"
#include "dashboard/page_state.h"

struct dashboard *page_dashboard(const struct page *p)
{
    return p->d;
}

const struct viewer *page_viewer(const struct page *p)
{
    return &p->viewer;
}

const char *page_segment(const struct page *p)
{
    return p->segment;
}

const char *page_below(const struct page *p)
{
    return p->below;
}

const char *page_query(const struct page *p, const char *name)
{
    return http_query(p->req, name);
}

bool page_posted(const struct page *p)
{
    return p->post;
}

const char *page_field(const struct page *p, const char *name)
{
    return form_get(&p->form, name);
}

const struct choice *page_choice(const struct page *p)
{
    return &p->choice;
}

int32_t page_today(const struct page *p)
{
    return p->today;
}

int32_t page_evening(const struct page *p)
{
    return p->choice.past ? p->choice.connu_le : p->today;
}

void page_known(const struct page *p, struct db_params *params)
{
    if (p->choice.past)
        db_add_instant(params, p->choice.at_us);
    else
        db_add_null(params);
}

void *page_own(struct page *p, size_t size)
{
    if (!p->own)
        p->own = arena_new(&p->memory, size);
    return p->own;
}

void page_own_free(struct page *p, void (*free)(void *own))
{
    p->own_free = free;
}

bool page_taken(const struct page *p)
{
    const char *format = p->req ? http_query(p->req, "format") : NULL;
    return format && *format;
}

void *page_alloc(struct page *p, size_t n, size_t size)
{
    must(size && n <= SIZE_MAX / size / 2);
    return arena_new(&p->memory, n * size);
}

void page_status(struct page *p, int status)
{
    p->status = status;
}
