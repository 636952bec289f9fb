/* The weekly drill on the page of alerts: what became of the last one, in a sentence, for Convergence and the operator.
 */
#ifndef CVG_DASHBOARD_EXERCICE_H
#define CVG_DASHBOARD_EXERCICE_H

#include "dashboard/page.h"

struct exercice_needs { /* numbers of page_result() */
    size_t last, debut;
};
void exercice_need(struct page *p, struct exercice_needs *out);
json_t *exercice_said(const struct page *p, const struct exercice_needs *needs);

#endif
