/* A-CHARGE-CIP, step 1: by the median of the forecast, a caseload will be over the first threshold within so many
 * weeks. It stays while a week of them is over what clears.
 *
 * Who is asked for here is over no threshold today. A week belongs to the days up to its last evening. */
#include <string.h>

#include "base/cal.h"
#include "programme/veille_state.h"

static bool over(const struct veille_prevision *x, int32_t seuil)
{
    return x->etp > 0 && (int64_t)x->parcours * 100 > (int64_t)seuil * x->etp;
}

static bool heavier(const struct veille_prevision *x, const struct veille_prevision *than)
{
    return !than || (int64_t)x->parcours * than->etp > (int64_t)than->parcours * x->etp;
}

/* Is the week still looked at, and already? */
static bool ahead(struct veille *v, const struct veille_prevision *x)
{
    return veille_reached(v, x->date - 7 * v->seuils->charge_prevue_semaines) && !veille_reached(v, x->date + 1);
}

/* With everyone who is in post today it would not be over. */
static bool by_post(const struct veille *v, const struct veille_prevision *x)
{
    int32_t etp = v->known_n ? v->known[v->known_n - 1]->etp : 0;
    return etp > x->etp && (int64_t)x->parcours * 100 <= (int64_t)v->seuils->charge[0] * etp;
}

static enum alerte_situation situation_of(const struct veille *v, const struct veille_prevision *x)
{
    if (*x->cip_ref)
        return SITUATION_CIP_PREVU;
    return by_post(v, x) ? SITUATION_RELEVE : SITUATION_CHANTIER_PREVU;
}

static void add(struct veille *v, const char *sujet, int64_t depuis_us, const struct veille_prevision *x)
{
    struct veille_alerte *a =
        veille_add(v, REGLE_CHARGE_CIP, situation_of(v, x), VEILLE_PALIER_PREVU, sujet, depuis_us);
    a->n = x->parcours;
    a->total = x->etp;
    a->valeur = veille_charge_centiemes(x->parcours, x->etp);
    a->seuil = v->seuils->charge[0] * 100;
    a->jour = x->date;
}

void veille_prevue(struct veille *v, const char *sujet)
{
    const struct veille_ouverte *open = veille_open(v, REGLE_CHARGE_CIP, sujet);
    bool foreseen = open && open->palier == VEILLE_PALIER_PREVU;
    const struct veille_prevision *first = NULL, *heaviest = NULL;
    for (size_t i = 0; i < v->r->previsions_n; i++) {
        const struct veille_prevision *x = &v->r->previsions[i];
        if (strcmp(x->cip_ref, sujet) != 0 || !veille_known(v, x->connu_us, x->jusqua_us) || !ahead(v, x))
            continue;
        if (over(x, v->seuils->charge[0]) && (!first || x->date < first->date))
            first = x;
        if (over(x, v->seuils->charge_retour[0]) && heavier(x, heaviest))
            heaviest = x;
    }
    if (first || (foreseen && heaviest))
        add(v, sujet, foreseen ? open->depuis_us : v->now_us, first ? first : heaviest);
}
