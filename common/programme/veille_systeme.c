/* A-SYSTEME: troubles of ours, each told once it lasted; of a disk, by its last reading. */
#include "base/cal.h"
#include "programme/veille_state.h"

#define SECOND_US 1000000LL
#define MINUTE_US (60 * SECOND_US)

/* How long it lasts before it is told, in the unit in which it is told of. */
static int32_t patience(const struct alertes_seuils *s, enum alerte_situation genre, int64_t *unit_us_out)
{
    *unit_us_out = genre == SITUATION_FILE || genre == SITUATION_EXERCICE ? MINUTE_US : SECOND_US;
    return genre == SITUATION_FILE       ? s->file_minutes
           : genre == SITUATION_EXERCICE ? s->exercice_minutes
           : genre == SITUATION_BASE     ? s->base_secondes
                                         : s->demon_secondes;
}

static void trouble(struct veille *v, const struct veille_panne *p)
{
    int64_t unit_us;
    int32_t n = patience(v->seuils, p->genre, &unit_us);
    int64_t from = p->connu_us + n * unit_us;
    if (p->jusqua_us > from)
        veille_wake(v, from);
    if (v->now_us < from)
        return;
    struct veille_alerte *a = veille_add(v, REGLE_SYSTEME, p->genre, 1, p->sujet, p->connu_us);
    a->n = n;
    if (p->genre == SITUATION_EXERCICE)
        a->jour = cal_paris_day(p->connu_us);
}

static void disk(struct veille *v, const struct veille_panne *p)
{
    const struct veille_ouverte *open = veille_open(v, REGLE_SYSTEME, p->sujet);
    if (p->libre_pourcent >= (open ? v->seuils->disque_retour_pourcent : v->seuils->disque_pourcent))
        return;
    struct veille_alerte *a =
        veille_add(v, REGLE_SYSTEME, SITUATION_DISQUE, 1, p->sujet, open ? open->depuis_us : p->connu_us);
    a->n = p->libre_pourcent;
    a->seuil = v->seuils->disque_pourcent * 100;
}

void veille_pannes(struct veille *v)
{
    for (size_t i = 0; i < v->r->pannes_n; i++) {
        const struct veille_panne *p = &v->r->pannes[i];
        if (veille_known(v, p->connu_us, p->jusqua_us))
            (p->genre == SITUATION_DISQUE ? disk : trouble)(v, p);
    }
}
