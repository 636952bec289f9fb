/* Causes first: where many are silent for one reason, that reason is told once, and the chantiers' own alerts wait. */
#include <string.h>

#include "base/cal.h"
#include "programme/veille_state.h"

#define RECENT_DAYS 4 /* a chantier whose newest night is older than this beside the others' is closed */

/* ---- a software ---- */

/* The newest night that more than half of those who are not closed have to tell: so that neither a deadline of its own
 * nor one that was looked at before the others speaks for all. */
static int32_t common_night(const struct veille_etat *etats, size_t n, int32_t newest)
{
    for (int32_t night = newest; night > newest - RECENT_DAYS; night--) {
        size_t reached = 0, recent = 0;
        for (size_t i = 0; i < n; i++) {
            recent += etats[i].nuit != VEILLE_INCONNU && etats[i].nuit >= newest - RECENT_DAYS;
            reached += etats[i].nuit != VEILLE_INCONNU && etats[i].nuit >= night;
        }
        if (2 * reached > recent)
            return night;
    }
    return newest - RECENT_DAYS;
}

bool veille_logiciel(const char *nom, const struct veille_etat *etats, size_t n, const struct alertes_seuils *seuils,
                     const struct veille_ouverte *open, struct veille_alerte *out)
{
    int32_t newest = VEILLE_INCONNU;
    int64_t silent = 0, total = 0;
    for (size_t i = 0; i < n; i++)
        newest = etats[i].nuit > newest ? etats[i].nuit : newest;
    if (newest == VEILLE_INCONNU)
        return false;
    int32_t night = common_night(etats, n, newest);
    for (size_t i = 0; i < n; i++) {
        bool counts = etats[i].nuit != VEILLE_INCONNU && etats[i].nuit >= night;
        total += counts;
        /* what is here and not judged yet neither raises nor clears */
        silent += counts && (etats[i].etat == REMONTEE_MANQUANTE || (open && etats[i].etat == REMONTEE_ATTENDUE));
    }
    /* once it is told it ends at half of what raised it: chantiers come back one by one */
    bool holds = open ? silent * 200 > seuils->logiciel_pourcent * total
                      : silent * 100 > seuils->logiciel_pourcent * total && silent >= seuils->logiciel_min;
    if (!holds)
        return false;
    *out = (struct veille_alerte){.regle = REGLE_REMONTEE,
                                  .situation = SITUATION_LOGICIEL,
                                  .palier = 1,
                                  .depuis_us = open ? open->depuis_us : remontee_due_us(&seuils->remontee, night),
                                  .n = (int32_t)silent,
                                  .total = (int32_t)total,
                                  .valeur = (int32_t)(silent * 10000 / total),
                                  .seuil = seuils->logiciel_pourcent * 100,
                                  .jour = night};
    veille_copy(out->sujet, "logiciel:", nom);
    return true;
}

/* ---- what is held back ---- */

bool veille_arrete_tout(const struct veille_panne *p)
{
    return p->genre == SITUATION_BASE || (p->genre == SITUATION_DEMON && strcmp(p->sujet, "intake") == 0);
}

static void wake(struct veille_liste *l, int64_t now_us, int64_t us)
{
    if (us > now_us && us < l->next_us)
        l->next_us = us;
}

/* It began before the silence did, lasted long enough to be told, and what could not be sent under it may still come.
 */
static bool explains(const struct veille_panne *p, const struct alertes_seuils *s, int64_t depuis_us, int64_t now_us,
                     struct veille_liste *l)
{
    int64_t patience = (p->genre == SITUATION_BASE ? s->base_secondes : s->demon_secondes) * 1000000LL;
    int64_t told = p->connu_us + patience;
    if (!veille_arrete_tout(p) || p->connu_us > depuis_us || p->connu_us > now_us || p->jusqua_us < told)
        return false;
    wake(l, now_us, told);
    wake(l, now_us, p->jusqua_us);
    if (now_us < told || p->jusqua_us > now_us)
        return now_us >= told;
    int64_t end = p->jusqua_us + s->reprise_heures * VEILLE_HOUR_US;
    if (end <= depuis_us)
        return false;
    wake(l, now_us, end);
    return now_us < end;
}

void veille_hold(const struct veille_panne *pannes, size_t n, const struct veille_alerte *logiciel,
                 const struct alertes_seuils *seuils, int64_t now_us, struct veille_liste *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct veille_alerte *a = &l->items[i];
        if (a->regle != REGLE_REMONTEE || a->situation != SITUATION_MANQUANTE)
            continue;
        for (size_t k = 0; k < n; k++)
            if (explains(&pannes[k], seuils, a->depuis_us, now_us, l) && !*a->cause) {
                veille_copy(a->cause, "systeme:", pannes[k].sujet);
                l->etat = REMONTEE_ATTENDUE; /* no software is to blame for it */
            }
        /* by the day: deadlines may differ */
        if (!*a->cause && logiciel && cal_paris_day(a->depuis_us) >= cal_paris_day(logiciel->depuis_us))
            veille_copy(a->cause, "", logiciel->sujet);
    }
}
