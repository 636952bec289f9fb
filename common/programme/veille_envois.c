/* A-RETENUE and A-REFUSEE: what became of the submissions themselves, whatever night they are of. */
#include <stdlib.h>

#include "programme/veille_state.h"

struct tally {
    int32_t n, jour;
    int64_t depuis_us;
};

static void count(struct tally *t, const struct remontee_envoi *e, int64_t now_us)
{
    int64_t at = e->since_us <= now_us ? e->since_us : e->received_us;
    if (!t->n || at < t->depuis_us)
        t->depuis_us = at;
    t->n++;
    t->jour = e->situation;
}

/* What replaces a held one and is held too goes on with the same alert. */
static void tell(struct veille *v, const struct tally *t, enum alerte_regle regle, enum alerte_situation situation,
                 const char *sujet)
{
    if (!t->n)
        return;
    const struct veille_ouverte *open = veille_open(v, regle, sujet);
    int64_t depuis_us = open && open->depuis_us < t->depuis_us ? open->depuis_us : t->depuis_us;
    struct veille_alerte *a = veille_add(v, regle, situation, 1, sujet, depuis_us);
    a->n = t->n;
    a->jour = t->jour;
}

void veille_envois(struct veille *v)
{
    struct tally held = {0}, apart = {0}, refused = {0};
    const struct remontee_chantier *c = &v->r->remontee;
    for (size_t i = 0; i < c->envois_n; i++) {
        const struct remontee_envoi *e = &c->envois[i];
        veille_wake(v, e->received_us);
        veille_wake(v, e->since_us);
        if (e->received_us > v->now_us)
            continue;
        switch (remontee_envoi_state(e, v->now_us)) {
        case ENVOI_HELD:
            count(&held, e, v->now_us);
            break;
        case ENVOI_QUARANTINED:
            count(&apart, e, v->now_us);
            break;
        case ENVOI_REFUSED:
            count(&refused, e, v->now_us);
            break;
        case ENVOI_ACCEPTED:
            refused = (struct tally){0};
            break;
        default:
            break;
        }
    }
    tell(v, &held, REGLE_RETENUE, SITUATION_RETENU, "");
    tell(v, &apart, REGLE_RETENUE, SITUATION_QUARANTAINE, "quarantaine");
    tell(v, &refused, REGLE_REFUSEE, SITUATION_REFUSE, "");
}
