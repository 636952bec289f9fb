/* When a drill is due, and which ways it does not get through. */
#include "programme/exercice.h"

#include <string.h>

#include "base/cal.h"

#define HOUR_US 3600000000LL
#define WEEK 7
#define FRIDAY 5

static const char *const voies[EXERCICE_VOIE_COUNT] = {"courriel", "chat", "alertmanager"};
static const char *const etats[EXERCICE_ETAT_COUNT] = {"non_configure", "sans_service", "en_attente",
                                                       "parti",         "abandonne",    "efface"};

const char *exercice_voie_name(enum exercice_voie v)
{
    return voies[v];
}

enum exercice_voie exercice_voie_parse(const char *name)
{
    int v = 0;
    while (v < EXERCICE_VOIE_COUNT && strcmp(voies[v], name) != 0)
        v++;
    return (enum exercice_voie)v;
}

const char *exercice_etat_name(enum exercice_etat e)
{
    return etats[e];
}

enum exercice_etat exercice_etat_of(bool configuree, bool servie, const char *state)
{
    if (!configuree)
        return EXERCICE_NON_CONFIGURE;
    if (!*state)
        return EXERCICE_EFFACE;
    if (strcmp(state, "sent") == 0)
        return EXERCICE_PARTI;
    if (!servie)
        return EXERCICE_SANS_SERVICE;
    return strcmp(state, "waiting") == 0 ? EXERCICE_EN_ATTENTE : EXERCICE_ABANDONNE;
}

/* ---- when ---- */

int32_t exercice_semaine(int64_t us)
{
    int32_t day = cal_paris_day(us);
    return day - (cal_weekday(day) - 1);
}

/* Somebody should see it: not on a holiday, nor, for that, at the week's end. Where no other day is left, on its own.
 */
static int32_t day_of(int32_t semaine, int32_t jour)
{
    int32_t last = jour > FRIDAY ? WEEK : FRIDAY;
    for (int32_t j = jour; j <= last; j++)
        if (!cal_holiday_fr(semaine + j - 1))
            return semaine + j - 1;
    return semaine + jour - 1;
}

int64_t exercice_instant(int32_t semaine, const struct alertes_seuils *s)
{
    return cal_paris_instant((day_of(semaine, s->exercice_jour) * 24LL + s->exercice_heure) * HOUR_US);
}

bool exercice_du(const struct alertes_seuils *s, int64_t installe_us, int32_t derniere, int64_t now_us,
                 int32_t *semaine_out, int64_t *next_us_out)
{
    int32_t semaine = exercice_semaine(now_us);
    if (derniere != VEILLE_INCONNU && derniere >= semaine)
        semaine = derniere + WEEK;
    while (exercice_instant(semaine, s) <= installe_us)
        semaine += WEEK;
    *semaine_out = semaine;
    *next_us_out = exercice_instant(semaine, s);
    return *next_us_out <= now_us;
}

/* ---- what came of it ---- */

size_t exercice_pannes(const struct exercice_resultat *r, size_t n, struct veille_panne out[EXERCICE_VOIE_COUNT])
{
    size_t found = 0;
    for (int v = 0; v < EXERCICE_VOIE_COUNT; v++) {
        int64_t since = VEILLE_JAMAIS;
        for (size_t i = 0; i < n; i++) {
            if ((int)r[i].voie != v)
                continue;
            if (r[i].etat != EXERCICE_EN_ATTENTE && r[i].etat != EXERCICE_ABANDONNE)
                break;
            since = r[i].le_us;
        }
        if (since != VEILLE_JAMAIS)
            out[found++] = (struct veille_panne){.genre = SITUATION_EXERCICE,
                                                 .sujet = voies[v],
                                                 .connu_us = since,
                                                 .jusqua_us = VEILLE_JAMAIS,
                                                 .libre_pourcent = VEILLE_INCONNU};
    }
    return found;
}
