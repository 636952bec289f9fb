/* A-CHARGE-CIP, step 1: by the forecast a load will be over the first threshold within so many weeks. It is raised and
 * cleared by as many dates as a load is, each with its own forecast; what has come already is not told ahead.
 *
 * A week that the chantier is no member in at its end says nothing. One in which parcours are open and nobody is in
 * post any more is over any threshold. */
#include <string.h>

#include "base/cal.h"
#include "programme/prevision.h"
#include "programme/veille_suite.h"

bool veille_foreseen(enum alerte_situation s)
{
    return s == SITUATION_CIP_PREVU || s == SITUATION_CHANTIER_PREVU || s == SITUATION_RELEVE;
}

/* ---- a week ---- */

static bool covered(const struct veille *v, int32_t day)
{
    for (size_t i = 0; i < v->r->remontee.lignes_n; i++)
        if (v->r->remontee.lignes[i].depuis <= day && day <= v->r->remontee.lignes[i].jusqua)
            return true;
    return false;
}

static int32_t evening(const struct veille_situation *s, const struct veille_prevision *x)
{
    return s->date + 7 * x->semaine;
}

static bool looked_at(const struct veille *v, const struct veille_situation *s, const struct veille_prevision *x,
                      const char *sujet)
{
    return strcmp(x->cip_ref, sujet) == 0 && x->semaine <= v->seuils->charge_prevue_semaines &&
           covered(v, evening(s, x));
}

/* Nobody is in post any more, and parcours are open. */
static bool left_alone(const struct veille_situation *s, const struct veille_prevision *x)
{
    return !*x->cip_ref && s->etp && !x->etp && x->parcours;
}

static bool over(const struct veille_situation *s, const struct veille_prevision *x, int32_t seuil)
{
    return prevision_over(x->parcours, x->etp, seuil) || left_alone(s, x);
}

static bool heavier(const struct veille_prevision *x, const struct veille_prevision *than)
{
    return x->etp && (!than || (int64_t)x->parcours * than->etp > (int64_t)than->parcours * x->etp);
}

/* ---- a forecast ---- */

/* The first week over a threshold; NULL: none. */
static const struct veille_prevision *first_over(const struct veille *v, const struct veille_situation *s,
                                                 const char *sujet, int32_t seuil)
{
    for (size_t i = 0; i < s->previsions_n; i++)
        if (looked_at(v, s, &s->previsions[i], sujet) && over(s, &s->previsions[i], seuil))
            return &s->previsions[i];
    return NULL;
}

static int test(const struct veille_suite *q, const struct veille_situation *s)
{
    const char *sujet = q->cip_ref ? q->cip_ref : "";
    int32_t parcours, etp;
    veille_load(s, q->cip_ref, &parcours, &etp);
    if (q->cip_ref && !etp) /* in post no more */
        return -1;
    if (!s->prevu || prevision_over(parcours, etp, q->seuils->charge[0]))
        return 0;
    if (first_over(q->v, s, sujet, q->seuils->charge[0]))
        return 1;
    return first_over(q->v, s, sujet, q->seuils->charge_retour[0]) ? 0 : -1;
}

/* With everyone who was in post that evening no week would be over. */
static bool by_post(const struct veille *v, const struct veille_situation *s)
{
    bool any = false;
    for (size_t i = 0; i < s->previsions_n; i++) {
        const struct veille_prevision *x = &s->previsions[i];
        if (!looked_at(v, s, x, "") || !over(s, x, v->seuils->charge_retour[0]))
            continue;
        if (s->etp <= x->etp || prevision_over(x->parcours, s->etp, v->seuils->charge[0]))
            return false;
        any = true;
    }
    return any;
}

/* ---- what is said ---- */

/* The week that weighs most of those over what clears; NULL: there is none. */
static const struct veille_prevision *heaviest_over(const struct veille *v, const struct veille_situation *s,
                                                    const char *sujet)
{
    const struct veille_prevision *found = NULL;
    for (size_t i = 0; i < s->previsions_n; i++) {
        const struct veille_prevision *x = &s->previsions[i];
        if (looked_at(v, s, x, sujet) && over(s, x, v->seuils->charge_retour[0]) && heavier(x, found))
            found = x;
    }
    return found;
}

static enum alerte_situation situation_of(const struct veille *v, const struct veille_situation *s,
                                          const struct veille_prevision *x)
{
    if (*x->cip_ref)
        return SITUATION_CIP_PREVU;
    return !x->etp || by_post(v, s) ? SITUATION_RELEVE : SITUATION_CHANTIER_PREVU;
}

/* The week that is told: the first that is over, else the one that weighs most; of the newest forecast that has one,
 * for those after it clear, and are too few yet. *s: its evening. NULL: none is known. */
static const struct veille_prevision *newest(const struct veille *v, const char *sujet,
                                             const struct veille_situation **s)
{
    for (size_t i = v->known_n; i-- > 0;) {
        *s = v->known[i];
        const struct veille_prevision *first = first_over(v, *s, sujet, v->seuils->charge[0]);
        const struct veille_prevision *x = first ? first : heaviest_over(v, *s, sujet);
        if (x)
            return x;
    }
    return NULL;
}

static void add(struct veille *v, const char *sujet, const struct veille_ouverte *open, int64_t depuis_us)
{
    const struct veille_situation *s = NULL;
    const struct veille_prevision *x = newest(v, sujet, &s);
    if (!x && !open)
        return;
    struct veille_alerte *a = veille_add(v, REGLE_CHARGE_CIP, x ? situation_of(v, s, x) : open->situation,
                                         VEILLE_PALIER_PREVU, sujet, depuis_us);
    a->seuil = v->seuils->charge[0] * 100;
    if (!x)
        return;
    a->n = x->parcours;
    a->total = x->etp;
    a->valeur = a->situation == SITUATION_RELEVE ? x->etp : veille_charge_centiemes(x->parcours, x->etp);
    a->jour = evening(s, x);
}

void veille_prevue(struct veille *v, const char *sujet, const struct veille_ouverte *open)
{
    struct veille_suite q = {.test = test,
                             .raise = v->seuils->charge_dates,
                             .clear = v->seuils->charge_dates_retour,
                             .v = v,
                             .seuils = v->seuils,
                             .cip_ref = *sujet ? sujet : NULL};
    int64_t depuis_us = open ? open->depuis_us : v->now_us;
    size_t at;
    if (!veille_suite(v, &q, open != NULL, &at))
        return;
    if (!open && at != VEILLE_NONE && v->known[at]->connu_us < depuis_us)
        depuis_us = v->known[at]->connu_us;
    add(v, sujet, open, depuis_us);
}
