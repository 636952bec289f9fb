/* Takes the ordinary forgetfulness out of simulated lives. Source: export format, the W- findings. */
#include "cvg/simulate_tidy.h"

#include <stdlib.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_columns.h"

enum { OVERDUE_DAYS = 15 }; /* W-FIN-DEPASSEE beyond */

/* W-FIN-DEPASSEE: the exit is told soon enough after the end of the last contract. */
static void tell_exit(struct simulate_parcours *p)
{
    int32_t end = cal_add_months(p->entree, p->mois) - 1;
    if (p->sortie_connue == SIMULATE_NEVER || p->sortie_connue <= end + OVERDUE_DAYS)
        return;
    p->sortie_dite = p->sortie;
    p->sortie_connue = p->sortie > p->entree_connue ? p->sortie : p->entree_connue;
}

void simulate_tidy(struct simulate_lives *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct simulate_parcours *p = &l->parcours[i];
        if (p->retire != SIMULATE_NEVER) /* W-DISPARU: never entered */
            mem_free(&p->portrait);
        if (!p->portrait)
            continue;
        tell_exit(p);
        if (p->portrait->renouvellement > OVERDUE_DAYS)
            p->portrait->renouvellement = OVERDUE_DAYS;
        /* W-EXIT-VIDE: an outcome, and one cell of it at least that is not left empty */
        p->portrait->bilan_connu = p->sortie_connue;
        p->portrait->inconnus &= ~(UINT64_C(1) << SIMULATE_BILAN_SANTE);
    }
}
