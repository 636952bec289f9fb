/* A-PROLONGATION, A-POST-SORTIE, A-COORDINATION: what comes due by the calendar alone. A day begins at midnight in
 * Paris. */
#include "base/cal.h"
#include "programme/veille_state.h"

static struct veille_alerte *add(struct veille *v, enum alerte_regle regle, enum alerte_situation situation, int palier,
                                 const char *sujet, int32_t due)
{
    return veille_add(v, regle, situation, palier, sujet, veille_midnight(due));
}

static void entree(struct veille *v, const struct veille_echeance *e)
{
    int32_t months = v->seuils->prolongation_mois, most = v->seuils->duree_max_mois;
    int32_t due = cal_add_months(e->date, months), last = cal_add_months(e->date, most);
    bool open = !e->faite && veille_reached(v, due), longest = veille_reached(v, last);
    if (!open && !longest)
        return;
    struct veille_alerte *a = add(v, REGLE_PROLONGATION, longest ? SITUATION_DUREE_MAX : SITUATION_SANS_MOTIF,
                                  longest ? 2 : 1, e->parcours_id, open ? due : last);
    a->n = longest ? most : months;
    a->jour = e->date;
}

static void sortie(struct veille *v, const struct veille_echeance *e)
{
    int32_t due = cal_add_months(e->date, v->seuils->contact_mois);
    int32_t end = cal_add_months(e->date, v->seuils->contact_fin_mois);
    if (e->faite || !veille_reached(v, due))
        return;
    bool over = veille_reached(v, end);
    if (over && !veille_open(v, REGLE_POST_SORTIE, e->parcours_id))
        return;
    struct veille_alerte *a = add(v, REGLE_POST_SORTIE, SITUATION_CONTACT, 1, e->parcours_id, due);
    a->fin = over ? VEILLE_MANQUEE : VEILLE_OUVERTE;
    a->n = v->seuils->contact_mois;
    a->jour = end;
}

void veille_echeances(struct veille *v)
{
    for (size_t i = 0; i < v->r->echeances_n; i++) {
        const struct veille_echeance *e = &v->r->echeances[i];
        if (veille_known(v, e->connu_us, e->jusqua_us))
            (e->genre == VEILLE_ENTREE ? entree : sortie)(v, e);
    }
}

/* "Over": the last day that is still in time is not told. */
static void copil(struct veille *v)
{
    int32_t last = v->r->copil_depuis;
    if (last == VEILLE_INCONNU)
        return;
    for (size_t i = 0; i < v->r->copils_n; i++)
        if (veille_known(v, v->r->copils[i].connu_us, VEILLE_JAMAIS) && v->r->copils[i].date > last)
            last = v->r->copils[i].date;
    int32_t due = cal_add_months(last, v->seuils->copil_mois) + 1;
    if (!veille_reached(v, due))
        return;
    struct veille_alerte *a = add(v, REGLE_COORDINATION, SITUATION_COPIL, 1, "", due);
    a->n = v->seuils->copil_mois;
    a->jour = last;
}

void veille_coordination(struct veille *v)
{
    for (size_t i = 0; i < v->r->postes_n; i++) {
        const struct veille_poste *p = &v->r->postes[i];
        int32_t due = p->depuis + v->seuils->vacant_jours + 1;
        if (!veille_known(v, p->connu_us, p->jusqua_us) || !veille_reached(v, due))
            continue;
        struct veille_alerte *a = add(v, REGLE_COORDINATION, SITUATION_POSTE, 1, p->poste_id, due);
        a->n = v->seuils->vacant_jours;
        a->jour = p->depuis;
    }
    copil(v);
}
