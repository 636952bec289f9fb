/* A-OBJECTIF and A-QUALITE: the file active against the target, and the rows set aside. Both are told by exports: what
 * nobody sent proves nothing, and that silence has its own alert. */
#include "programme/veille_suite.h"

/* -1 under, 1 over, 0 inside. A date without a target counts as inside: a target that is missing for a night neither
 * ends an alert nor raises it anew. */
static int side(const struct alertes_seuils *s, const struct veille_situation *t)
{
    int64_t held = (int64_t)t->file_active * 100;
    if (t->objectif <= 0)
        return 0;
    return held < (int64_t)s->sous_pourcent * t->objectif ? -1 : held > (int64_t)s->sur_pourcent * t->objectif ? 1 : 0;
}

static int test_objectif(const struct veille_suite *q, const struct veille_situation *s)
{
    return side(q->seuils, s) ? 1 : -1;
}

static int32_t share(int32_t n, int32_t total) /* in hundredths of a percent */
{
    int64_t v = ((int64_t)n * 20000 + total) / (2 * (int64_t)total);
    return v < INT32_MAX ? (int32_t)v : INT32_MAX;
}

void veille_objectif(struct veille *v)
{
    const struct veille_ouverte *open = veille_open(v, REGLE_OBJECTIF, "");
    const struct veille_suite q = {.test = test_objectif,
                                   .raise = v->seuils->objectif_jours,
                                   .clear = v->seuils->objectif_jours_retour,
                                   .days = true,
                                   .seuils = v->seuils};
    size_t at;
    if (!veille_suite(v, &q, open != NULL, &at))
        return;
    enum alerte_situation situation = open ? open->situation : SITUATION_SOUS;
    for (size_t i = v->known_n; i-- > 0;)
        if (side(v->seuils, v->known[i])) {
            situation = side(v->seuils, v->known[i]) < 0 ? SITUATION_SOUS : SITUATION_SUR;
            break;
        }
    struct veille_alerte *a = veille_add(v, REGLE_OBJECTIF, situation, 1, "",
                                         open                ? open->depuis_us
                                         : at != VEILLE_NONE ? v->known[at]->connu_us
                                                             : v->now_us);
    a->seuil = (situation == SITUATION_SOUS ? v->seuils->sous_pourcent : v->seuils->sur_pourcent) * 100;
    for (size_t i = v->known_n; i-- > 0;) {
        const struct veille_situation *last = v->known[i];
        if (last->objectif <= 0)
            continue;
        a->n = last->file_active;
        a->total = last->objectif;
        a->valeur = share(last->file_active, last->objectif);
        a->jour = last->date;
        break;
    }
}

static int test_qualite(const struct veille_suite *q, const struct veille_situation *s)
{
    bool over = s->ecartees >= q->seuils->ecartees_min &&
                (int64_t)s->ecartees * 100 > (int64_t)q->seuils->ecartees_pourcent * s->lues;
    return over ? 1 : -1;
}

void veille_qualite(struct veille *v)
{
    const struct veille_ouverte *open = veille_open(v, REGLE_QUALITE, "");
    const struct veille_suite q = {.test = test_qualite,
                                   .raise = v->seuils->ecartees_dates,
                                   .clear = v->seuils->ecartees_dates_retour,
                                   .seuils = v->seuils};
    size_t at;
    if (!veille_suite(v, &q, open != NULL, &at))
        return;
    struct veille_alerte *a = veille_add(v, REGLE_QUALITE, SITUATION_ECARTEES, 1, "",
                                         open                ? open->depuis_us
                                         : at != VEILLE_NONE ? v->known[at]->connu_us
                                                             : v->now_us);
    a->seuil = v->seuils->ecartees_pourcent * 100;
    if (!v->known_n)
        return;
    const struct veille_situation *last = v->known[v->known_n - 1];
    a->n = last->ecartees;
    a->total = last->lues;
    a->valeur = last->lues > 0 ? share(last->ecartees, last->lues) : VEILLE_INCONNU;
    a->jour = last->date;
}
