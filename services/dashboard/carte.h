/* Where territories lie: programme/carte.csv, and the map of a page. */
#ifndef CVG_DASHBOARD_CARTE_H
#define CVG_DASHBOARD_CARTE_H

#include "dashboard/page.h"

/* The map of the territories of a need's figures, from its second scope on: text for the script. */
json_t *carte_chart(const struct page *p, size_t need, size_t n);

#endif
