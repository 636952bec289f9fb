/* A-SYSTEME: troubles of ours, each told once it lasted; of a disk, by its last reading. */
#include "programme/veille_state.h"

static int64_t patience_us(const struct alertes_seuils *s, enum alerte_situation genre)
{
    return genre == SITUATION_FILE   ? s->file_minutes * 60000000LL
           : genre == SITUATION_BASE ? s->base_secondes * 1000000LL
                                     : s->demon_secondes * 1000000LL;
}

static void trouble(struct veille *v, const struct veille_panne *p)
{
    const struct alertes_seuils *s = v->seuils;
    int64_t from = p->connu_us + patience_us(s, p->genre);
    if (p->jusqua_us > from)
        veille_wake(v, from);
    if (v->now_us < from)
        return;
    struct veille_alerte *a = veille_add(v, REGLE_SYSTEME, p->genre, 1, p->sujet, p->connu_us);
    a->n = p->genre == SITUATION_FILE   ? s->file_minutes
           : p->genre == SITUATION_BASE ? s->base_secondes
                                        : s->demon_secondes;
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
