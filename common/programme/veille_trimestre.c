/* A-TRIMESTRE: a quarter closes soon and chantiers of the perimeter are missing, refused or held.
 *
 * Told at most once a step, however often a chantier falls silent and comes back in between: an alert that was resolved
 * comes back with the next step only. What is still open when the quarter closes stays until nobody is missing from
 * that quarter: whose trouble began since is none of it. When the next quarter begins to close, it is kept as missed.
 */
#include <string.h>

#include "base/cal.h"
#include "programme/period.h"
#include "programme/veille_state.h"

/* When the night before is told, so many days before the day on which the quarter is over. */
static int64_t step_us(const struct veille *v, const struct period *q, int step)
{
    const struct remontee_rules *r = &v->seuils->remontee;
    return remontee_due_us(r, q->fin - v->seuils->cloture_jours[step]);
}

int64_t veille_cloture_us(const struct alertes_seuils *seuils, int64_t now_us)
{
    const struct period q = period_quarter(cal_paris_day(now_us));
    return remontee_due_us(&seuils->remontee, q.debut - 1);
}

static void add(struct veille *v, const char *name, int32_t last_day, int32_t total, int palier, int64_t depuis_us,
                bool over)
{
    struct veille_alerte *a = veille_add(v, REGLE_TRIMESTRE, SITUATION_CLOTURE, palier, name, depuis_us);
    a->fin = over ? VEILLE_MANQUEE : VEILLE_OUVERTE;
    a->n = v->seuils->cloture_jours[palier - 1];
    a->total = total;
    a->jour = last_day;
}

static void before(struct veille *v, const struct period *q)
{
    for (size_t i = 0; i < v->open_n; i++) {
        const struct veille_ouverte *o = &v->open[i];
        struct period p;
        struct err e;
        if (o->regle == REGLE_TRIMESTRE && strcmp(o->sujet, q->name) != 0 && v->r->trimestre.restants > 0 &&
            !period_parse(o->sujet, &p, &e))
            add(v, o->sujet, p.fin, v->r->trimestre.restants, o->palier, o->depuis_us, v->now_us >= step_us(v, q, 0));
    }
}

void veille_trimestre(struct veille *v)
{
    const struct veille_trimestre *t = &v->r->trimestre;
    const struct period q = period_quarter(v->today);
    const struct veille_ouverte *open = veille_open(v, REGLE_TRIMESTRE, q.name);
    int32_t total = t->manquants + t->refuses + t->retenus;
    int step = 0;
    for (int i = 0; i < PALIERS_MAX; i++) {
        veille_wake(v, step_us(v, &q, i));
        step += v->now_us >= step_us(v, &q, i);
    }
    veille_wake(v, veille_midnight(q.fin + 1));
    before(v, &q);
    int told = strcmp(t->vu, q.name) == 0 ? t->palier_vu : 0;
    if (!total || (!open && step <= told))
        return;
    int palier = open && open->palier > step ? open->palier : step;
    add(v, q.name, q.fin, total, palier, open ? open->depuis_us : step_us(v, &q, step - 1), false);
}
