/* What several pages say of perimeters: their curve over two years, their trend, what to watch. */
#ifndef CVG_DASHBOARD_PERIMETERS_H
#define CVG_DASHBOARD_PERIMETERS_H

#include "dashboard/page.h"

#define CURVE_WEEKS 104

/* What is to be watched until alerts do it: a line {chantier, held submissions, situation of what is in force}.
 * Columns: chantier_id, retenues int8, situation date (NULL: none). */
extern const char perimeters_watch_sql[];
struct watch {
    int64_t held, silent; /* submissions that wait for a decision; chantiers without the last expected night */
};

/* The month of today, or of the evening that the choice says. */
struct period perimeters_month(const struct page *p);
/* Who came and who left in it: {"entrees", "sorties"}. */
json_t *perimeters_moves(const struct page *p, const struct figures_view *month);
/* The bar of a page whose path says the perimeter. */
json_t *perimeters_choice(const struct page *p, const char *action);
/* The large figure: {"file_active", "realise", "objectif"}; the last two null where there is no target. */
json_t *perimeters_headline(const struct page *p, const struct figures_view *v);
/* Links a cell to the page of a territory or chantier, with the choice kept. */
void perimeters_link(const struct page *p, json_t *cell, const struct scope *s);
/* The cells behind the name in a table of perimeters: file active, target, rate, trend, coverage, oldest export,
 * caseload, what to watch (`watch`: the result of perimeters_watch_sql; now alone, and of who is the viewer's now). */
void perimeters_line(const struct page *p, json_t *table, const struct figures_view *v, int64_t trend,
                     const struct db_result *watch);
/* Columns of such a table; `first`: what the name is. */
json_t *perimeters_table(const struct page *p, const char *id, const char *title, const char *first);
/* Adds "courbe" to a document, or "manque" where it is not known. */
void perimeters_add_curve(const struct page *p, json_t *doc, size_t need, const struct scope *s);

/* The evenings of a curve: every seventh, the last one `last`; out[CURVE_WEEKS + 1]. */
void perimeters_weeks(int32_t last, int32_t *out);
/* {"donnees": text for the script, "table": table} of a perimeter's series; NULL where it is not known. */
json_t *perimeters_curve(const struct page *p, const struct page_curve *c, const struct scope *s);
/* How the file active moved over the last four weeks, "+12"; CELL_NULL where it is not known. */
int64_t perimeters_trend(const struct page_curve *c, const struct scope *s);
/* A cell of a trend: "+12", "−3", "=", or unknown. */
void perimeters_trend_cell(json_t *table, int64_t trend);

/* Added up over the chantiers that `s` includes today. */
struct watch perimeters_watch(const struct page *p, const struct db_result *r, const struct scope *s);
void perimeters_watch_cell(json_t *table, const struct watch *w);

#endif
