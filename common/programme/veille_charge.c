/* A-CHARGE-CIP: the caseload of each accompagnant and of the chantier. Step 1: by the forecast it will be over the
 * first threshold (veille_prevue.c). Steps 2 and 3: it is over the first, over the second, each with a hysteresis of
 * its own.
 *
 * Who is not in post (or is named no more) has no caseload: that counts as under what clears. */
#include <stdlib.h>
#include <string.h>

#include "programme/veille_suite.h"

static int test(const struct veille_suite *q, const struct veille_situation *s)
{
    int32_t parcours, etp;
    veille_load(s, q->cip_ref, &parcours, &etp);
    int64_t load = (int64_t)parcours * 100; /* held against thresholds times hundredths of an ETP */
    if (etp > 0 && load > (int64_t)q->seuils->charge[q->step] * etp)
        return 1;
    return etp <= 0 || load <= (int64_t)q->seuils->charge_retour[q->step] * etp ? -1 : 0;
}

/* The newest date on which there is a caseload. */
static void fill(const struct veille *v, const char *cip_ref, int step, struct veille_alerte *a)
{
    a->seuil = v->seuils->charge[step] * 100;
    for (size_t i = v->known_n; i-- > 0;) {
        int32_t parcours, etp;
        veille_load(v->known[i], cip_ref, &parcours, &etp);
        if (etp <= 0)
            continue;
        a->n = parcours;
        a->total = etp;
        a->valeur = veille_charge_centiemes(parcours, etp);
        a->jour = v->known[i]->date;
        return;
    }
}

/* 0: it is over nothing; 1, 2: over the first threshold, the second. */
static int over(struct veille *v, const char *cip_ref, const struct veille_ouverte *open, int64_t *depuis_us)
{
    struct veille_suite q = {.test = test,
                             .raise = v->seuils->charge_dates,
                             .clear = v->seuils->charge_dates_retour,
                             .seuils = v->seuils,
                             .cip_ref = cip_ref};
    int found = 0;
    for (q.step = 1; q.step >= 0; q.step--) {
        size_t at;
        if (!veille_suite(v, &q, open && open->palier > q.step + VEILLE_PALIER_PREVU, &at))
            continue;
        if (!open && at != VEILLE_NONE && v->known[at]->connu_us < *depuis_us)
            *depuis_us = v->known[at]->connu_us;
        if (!found)
            found = q.step + 1;
    }
    return found;
}

static void watch(struct veille *v, const char *cip_ref)
{
    const char *sujet = cip_ref ? cip_ref : "";
    const struct veille_ouverte *open = veille_open(v, REGLE_CHARGE_CIP, sujet), *real = open;
    if (open && veille_foreseen(open->situation))
        real = NULL;
    int64_t depuis_us = real ? real->depuis_us : v->now_us;
    int found = over(v, cip_ref, real, &depuis_us);
    if (found)
        fill(v, cip_ref, found - 1,
             veille_add(v, REGLE_CHARGE_CIP, cip_ref ? SITUATION_CIP : SITUATION_CHANTIER, VEILLE_PALIER_PREVU + found,
                        sujet, depuis_us));
    else
        veille_prevue(v, sujet, real ? NULL : open);
}

static bool seen(const struct veille *v, size_t begin, size_t date, size_t cip)
{
    const char *ref = v->known[date]->cips[cip].cip_ref;
    for (size_t d = begin; d <= date; d++)
        for (size_t i = 0; i < v->known[d]->cips_n; i++) {
            if (d == date && i == cip)
                return false;
            if (strcmp(v->known[d]->cips[i].cip_ref, ref) == 0)
                return true;
        }
    return false;
}

/* The first export of the last dates that clear, and whether there are so many. */
static bool last_dates(const struct veille *v, size_t *begin_out)
{
    int32_t dates = 0;
    size_t i = v->known_n;
    while (i > 0) {
        if (i == v->known_n || v->known[i - 1]->date != v->known[i]->date)
            dates++;
        if (dates > v->seuils->charge_dates_retour)
            break;
        i--;
    }
    *begin_out = i;
    return dates >= v->seuils->charge_dates_retour;
}

static bool named_since(const struct veille *v, size_t begin, const char *cip_ref)
{
    for (size_t d = begin; d < v->known_n; d++)
        for (size_t i = 0; i < v->known[d]->cips_n; i++)
            if (strcmp(v->known[d]->cips[i].cip_ref, cip_ref) == 0)
                return true;
    return false;
}

/* Who is in none of the last dates that clear has nothing open, or no more. */
void veille_charge(struct veille *v)
{
    size_t begin;
    bool enough = last_dates(v, &begin);
    watch(v, NULL);
    for (size_t d = begin; d < v->known_n; d++)
        for (size_t i = 0; i < v->known[d]->cips_n; i++)
            if (!seen(v, begin, d, i))
                watch(v, v->known[d]->cips[i].cip_ref);
    for (size_t i = 0; i < v->open_n && !enough; i++) { /* too few dates to clear anything: what is open stays */
        const struct veille_ouverte *o = &v->open[i];
        if (o->regle == REGLE_CHARGE_CIP && *o->sujet && !named_since(v, begin, o->sujet))
            watch(v, o->sujet);
    }
}
