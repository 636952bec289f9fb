/* One ask answered: what is known at its instant, its perimeters, then what its kind needs. */
#include "reporting/answer.h"

#include <stdio.h>

#include "base/cal.h"
#include "reporting/asking.h"

static const struct {
    int (*fill)(const struct asking *x, struct wire_answer *a, struct err *e);
    bool summed; /* over perimeters, of a programme */
} kinds[WIRE_ASK_KIND_COUNT] = {[WIRE_ASK_FIGURES] = {figures_fill, true}, [WIRE_ASK_CURVE] = {curve_fill, true},
                                [WIRE_ASK_TODO] = {list_fill, false},      [WIRE_ASK_CASELOAD] = {list_fill, false},
                                [WIRE_ASK_POSTES] = {list_fill, false},    [WIRE_ASK_PREVISION] = {list_fill, false},
                                [WIRE_ASK_VEILLE] = {list_fill, false}};

/* The period in which "chantiers:CODE" are members: that of the figures, or from the first to the last day. */
static struct period period_of(const struct wire_ask *q)
{
    if (q->kind == WIRE_ASK_FIGURES)
        return (struct period){.debut = q->debut, .fin = q->fin};
    if (q->days_n)
        return (struct period){.debut = q->days[0], .fin = q->days[q->days_n - 1]};
    int32_t today = cal_today();
    return (struct period){.debut = today, .fin = today};
}

/* REFUSAL_NONE, or what is wrong with which of its texts. */
static enum refusal understand(struct asking *x, const char **about)
{
    const struct wire_ask *q = x->q;
    struct period p = period_of(q);
    if (kinds[q->kind].summed) {
        int programme = programme_find(x->d, q->programme);
        *about = q->programme;
        if (programme < 0)
            return REFUSAL_UNKNOWN_PROGRAMME;
        x->programme = (size_t)programme;
    }
    for (size_t i = 0; i < q->scopes_n; i++) {
        *about = q->scopes[i];
        enum refusal why = scopes_add(&x->known.reference, q->scopes[i], p.debut, p.fin, &x->scopes);
        if (why)
            return why;
    }
    return REFUSAL_NONE;
}

static int fill(struct asking *x, struct wire_answer *a, struct err *e)
{
    const char *about = "";
    enum refusal why = understand(x, &about);
    a->as_known_on_us = x->known.at_us;
    if (why) {
        refusal_fill(why, about, a);
        return 0;
    }
    if (kinds[x->q->kind].fill(x, a, e) < 0)
        return -1;
    if (!wire_answer_fits(a))
        refusal_fill(REFUSAL_TOO_MANY, "", a);
    return 0;
}

static int answer_figures(struct db_sync *db, const struct definitions *d, const struct wire_ask *q,
                          struct wire_answer *a, struct err *e)
{
    struct asking x = {.db = db, .d = d, .q = q};
    int rc = known_begin(db, e);
    if (rc == 0)
        rc = known_read_at(db, q->has_at ? &q->at_us : NULL, &x.known, e);
    if (rc == 0)
        rc = fill(&x, a, e);
    db_sync_rollback(db); /* it wrote nothing */
    scopes_deinit(&x.scopes);
    known_deinit(&x.known);
    return rc;
}

int answer_make(struct db_sync *db, const struct answer_means *m, const struct wire_ask *q, struct wire_answer *a,
                struct err *e)
{
    const struct definitions *d = m->definitions;
    a->call = q->call;
    snprintf(a->definitions, sizeof a->definitions, "%s", d->digest);
    int rc = q->kind == WIRE_ASK_RAPPORT ? rapport_answer(db, m, q, a, e) : answer_figures(db, d, q, a, e);
    if (rc < 0)
        wire_answer_deinit(a);
    return rc;
}
