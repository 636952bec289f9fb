/* /rapports, until reporting brings what it is for: it says so. */
#include "dashboard/page.h"
#include "dashboard/pages.h"

static int prepare(struct page *p, struct err *e)
{
    (void)p, (void)e;
    return 0;
}

static json_t *build(struct page *p)
{
    (void)p;
    return json_pack("{ss}", "titre", "Rapports");
}

void page_soon_open(struct dashboard *d)
{
    static const struct page_spec reports = {
        .path = "/rapports", .name = "rapports", .right = RIGHT_REPORTS, .prepare = prepare, .build = build};
    page_add(d, &reports);
}
