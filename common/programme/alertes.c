/* The rules of the alerts: their names, the line that speaks, the thresholds of a reporter. alertes_file.c reads them.
 */
#include "programme/alertes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/alertes_state.h"
#include "programme/perimeter.h"

static const char *const regle_names[REGLE_COUNT] = {
    "",          "A-REMONTEE",     "A-CHARGE-CIP",  "A-OBJECTIF",     "A-RETENUE",   "A-REFUSEE",
    "A-QUALITE", "A-PROLONGATION", "A-POST-SORTIE", "A-COORDINATION", "A-TRIMESTRE", "A-SYSTEME"};
static const char *const situation_names[SITUATION_COUNT] = {
    "",          "manquante",      "non_admise", "en_attente", "figee", "logiciel", "cip",         "chantier",
    "cip_prevu", "chantier_prevu", "releve",     "sous",       "sur",   "retenu",   "quarantaine", "refuse",
    "ecartees",  "sans_motif",     "duree_max",  "contact",    "poste", "copil",    "cloture",     "demon",
    "base",      "file",           "disque",     "exercice"};
static const char *const niveau_names[NIVEAU_COUNT] = {"", "attention", "critique"};
static const char *const a_qui_names[A_QUI_N] = {"chantier", "coordination", "convergence", "operateur"};

static int find_name(const char *const *names, int n, const char *name)
{
    int i = n;
    while (--i > 0 && strcmp(names[i], name) != 0)
        ;
    return i;
}

const char *alerte_regle_name(enum alerte_regle r)
{
    return regle_names[r];
}

enum alerte_regle alerte_regle_parse(const char *name)
{
    return (enum alerte_regle)find_name(regle_names, REGLE_COUNT, name);
}

bool alerte_regle_parcours(enum alerte_regle r)
{
    return r == REGLE_PROLONGATION || r == REGLE_POST_SORTIE;
}

const char *alerte_situation_name(enum alerte_situation s)
{
    return situation_names[s];
}

enum alerte_situation alerte_situation_parse(const char *name)
{
    return (enum alerte_situation)find_name(situation_names, SITUATION_COUNT, name);
}

const char *alerte_niveau_name(enum alerte_niveau n)
{
    return niveau_names[n];
}

enum alerte_niveau alerte_niveau_parse(const char *name)
{
    return (enum alerte_niveau)find_name(niveau_names, NIVEAU_COUNT, name);
}

const char *alerte_a_qui_name(unsigned bit)
{
    for (unsigned i = 0; i < A_QUI_N; i++)
        if (bit == 1u << i)
            return a_qui_names[i];
    return "";
}

/* ---- the line that speaks ---- */

const struct alerte_ligne *alertes_ligne(const struct alertes *a, enum alerte_regle regle,
                                         enum alerte_situation situation, int palier)
{
    must(palier > 0 && palier <= PALIERS_MAX);
    const struct alerte_ligne *l = NULL;
    for (int p = palier; p > 0 && !l; p--)
        l = a->lignes[situation][p - 1];
    for (int p = palier; p < PALIERS_MAX && !l; p++) /* one that was stored under other steps */
        l = a->lignes[situation][p];
    must(l && l->regle == regle);
    return l;
}

/* ---- the thresholds ---- */

int32_t *alertes_seuil_at(struct alertes_seuils *s, const struct alertes_parametre *p)
{
    return (int32_t *)(void *)((char *)s + p->offset);
}

void alertes_apply(const struct alertes *a, enum alertes_portee portee, const char *code, struct alertes_seuils *s)
{
    for (size_t i = 0; i < a->seuils_n; i++) {
        const struct alertes_seuil *l = &a->seuils[i];
        if (l->portee == portee && strcmp(l->code, code) == 0)
            *alertes_seuil_at(s, l->parametre) = l->valeur;
    }
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* A chantier's line may not know what its territory's says: what clears beyond what raises would never rest. */
static void tame(struct alertes_seuils *s)
{
    s->charge[1] = s->charge[1] > s->charge[0] ? s->charge[1] : s->charge[0];
    for (int i = 0; i < 2; i++)
        s->charge_retour[i] = least(s->charge_retour[i], s->charge[i]);
    s->sous_pourcent = least(s->sous_pourcent, s->sur_pourcent);
    for (int i = 1; i < PALIERS_MAX; i++) {
        s->nuits[i] = s->nuits[i] > s->nuits[i - 1] ? s->nuits[i] : s->nuits[i - 1];
        s->cloture_jours[i] = least(s->cloture_jours[i], s->cloture_jours[i - 1]);
    }
    if (s->disque_retour_pourcent < s->disque_pourcent)
        s->disque_retour_pourcent = s->disque_pourcent;
}

void alertes_seuils_of(const struct alertes *a, const char *chantier, const char *territoire,
                       struct alertes_seuils *out)
{
    *out = a->nation;
    if (*territoire)
        alertes_apply(a, PORTEE_TERRITOIRE, territoire, out);
    if (*chantier)
        alertes_apply(a, PORTEE_CHANTIER, chantier, out);
    tame(out);
}

void alertes_seuils_on(const struct alertes *a, const struct reference *r, const struct scope *s, int32_t day,
                       struct alertes_seuils *out)
{
    const char *chantier = s->kind == SCOPE_CHANTIER ? s->code : "";
    const char *territoire = s->kind == SCOPE_TERRITOIRE ? s->code : "";
    if (*chantier) {
        struct membership m = reference_membership(r, chantier, day, day);
        territoire = m.counts ? r->territoires[m.territoire].code : "";
    }
    alertes_seuils_of(a, chantier, territoire, out);
}

void alertes_free(struct alertes **ap)
{
    struct alertes *a = *ap;
    if (!a)
        return;
    for (int s = 0; s < SITUATION_COUNT; s++)
        for (int p = 0; p < PALIERS_MAX; p++) {
            struct alerte_ligne *l = a->lignes[s][p];
            if (!l)
                continue;
            free(l->libelle);
            free(l->texte);
            free(l->quoi_faire);
            free(l);
        }
    for (size_t i = 0; i < a->seuils_n; i++)
        free(a->seuils[i].code);
    free(a->seuils);
    mem_free(ap);
}
