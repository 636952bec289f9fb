/* /alertes and /rapports, until alerting and reporting bring what they are for: they say so. */
#include "dashboard/page.h"
#include "dashboard/pages.h"

static int prepare(struct page *p, struct err *e)
{
    (void)p, (void)e;
    return 0;
}

static json_t *build_alerts(struct page *p)
{
    return json_pack("{ss sb}", "titre", "Alertes", "decide", rights_see_page(page_viewer(p), RIGHT_DECIDE));
}

static json_t *build_reports(struct page *p)
{
    (void)p;
    return json_pack("{ss}", "titre", "Rapports");
}

void page_soon_open(struct dashboard *d)
{
    static const struct page_spec alerts = {
        .path = "/alertes", .name = "alertes", .right = RIGHT_FIGURES, .prepare = prepare, .build = build_alerts};
    static const struct page_spec reports = {
        .path = "/rapports", .name = "rapports", .right = RIGHT_REPORTS, .prepare = prepare, .build = build_reports};
    page_add(d, &alerts);
    page_add(d, &reports);
}
