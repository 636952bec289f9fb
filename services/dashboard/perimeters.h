/* What several pages say of perimeters: their curve over two years, their trend. */
#ifndef CVG_DASHBOARD_PERIMETERS_H
#define CVG_DASHBOARD_PERIMETERS_H

#include "dashboard/page.h"

#define CURVE_WEEKS 104

/* Is nothing known of it yet, because no export was ever accepted? Then its figures are no zeros. */
bool perimeters_silent(const struct figures_view *v);
/* page_value(), unknown where it is silent. */
json_t *perimeters_value(const struct page *p, const struct figures_view *v, const char *code);
/* The page is loaded anew when the first export of a silent perimeter is there: adds it to "attend". */
void perimeters_await(json_t *doc, const struct figures_view *v);

/* The month of today, or of the evening that the choice says. */
struct period perimeters_month(const struct page *p);
/* Who came and who left in it: {"entrees", "sorties"}. */
json_t *perimeters_moves(const struct page *p, const struct figures_view *month);
/* The bar of a page whose path says the perimeter. */
json_t *perimeters_choice(const struct page *p, const char *action);
/* The large figure: {"file_active", "ce_soir", "sans_export", "realise", "objectif"}; the last two null where there is
 * no target. */
json_t *perimeters_headline(const struct page *p, const struct figures_view *v);
/* Appends the choice to an address whose path or query says the perimeter. */
void perimeters_query(const struct page *p, struct buf *href);
/* The page of a territory or chantier, with the choice kept; of a cell. */
void perimeters_href(const struct page *p, const struct scope *s, struct buf *href);
void perimeters_link(const struct page *p, json_t *cell, const struct scope *s);
/* A table of territories or of chantiers. */
json_t *perimeters_table(const struct page *p, const char *id, const char *title, enum scope_kind kind);
/* The cells behind the name: file active, target, rate, trend, coverage (not of a chantier), oldest export, caseload,
 * and how many alerts wait for somebody: now alone, and of who is the viewer's now. */
void perimeters_line(const struct page *p, json_t *table, const struct figures_view *v, int64_t trend);
/* Adds "courbe" to a document; or "sans_courbe" where there can be none yet, "manque" where it is not known. */
void perimeters_add_curve(const struct page *p, json_t *doc, size_t need, const struct figures_view *v);

/* The evenings of a curve: every seventh, the last one `last`; out[CURVE_WEEKS + 1]. */
void perimeters_weeks(int32_t last, int32_t *out);
/* How the file active moved over the last four weeks, "+12"; CELL_NULL where it is not known. */
int64_t perimeters_trend(const struct page_curve *c, const struct scope *s);
/* A cell of a trend: "+12", "−3", "=", or unknown. */
void perimeters_trend_cell(json_t *table, int64_t trend);

#endif
