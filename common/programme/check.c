/* What files amount to before they are sent: the engine of validation over files, with nothing in force before them. */
#include "programme/check.h"

#include <stdlib.h>

#include "base/mem.h"
#include "programme/figures.h"
#include "programme/outcome.h"

bool check_of_coordination(const struct submission *s, const struct judgement *j)
{
    const struct definitions *d = s->definitions;
    for (size_t k = 0; k < d->datasets_n; k++)
        if (j->given[k] && d->datasets[k]->reporter == REPORTER_TERRITOIRE)
            return true;
    return false;
}

int64_t *check_share(const struct submission *s, const struct judgement *j, const struct period *p, int32_t last_night)
{
    const struct definitions *d = s->definitions;
    size_t len = contribution_len(d);
    int64_t *values = mem_new_n(len, sizeof *values), *share = mem_new_n(len, sizeof *share);
    struct membership member = {.counts = true, .at_end = true, .objectif = CELL_NULL};
    struct reporter_facts facts = {
        .situation = s->situation, .rows_read = (int64_t)j->read, .rows_set_aside = (int64_t)j->aside};
    if (j->verdict != VERDICT_REFUSED) {
        struct state *after = judgement_apply(j, s, NULL);
        const struct table *tables[DATASETS_MAX] = {0};
        for (size_t k = 0; k < d->datasets_n; k++)
            tables[k] = &after->sets[k].table;
        contribution_compute(d, tables, p->debut, p->fin, values);
        state_free(&after);
    }
    perimeter_share(d, &member, &facts, values, last_night, share);
    free(values);
    return share;
}

void check_put(const struct check *c, struct jsonout *j)
{
    const struct definitions *d = c->submission->definitions;
    jsonout_null(j, "chantier");
    jsonout_day(j, "date_situation", c->submission->situation);
    jsonout_text(j, "state", verdict_name(c->judgement->verdict));
    outcome_rows(c->judgement, j);
    outcome_findings(d, c->judgement, j);
    if (!c->period)
        return;
    jsonout_text(j, "period", c->period->name);
    jsonout_day(j, "debut", c->period->debut);
    jsonout_day(j, "fin", c->period->fin);
    jsonout_text(j, "programme", programme_name(d, c->programme));
    figures_format(d, c->share + c->programme * d->catalogue->slots_n,
                   !check_of_coordination(c->submission, c->judgement), NULL, j);
}
