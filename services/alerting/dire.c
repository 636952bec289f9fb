/* Is a change of an alert told, and when. */
#include "alerting/dire.h"

#include "base/cal.h"
#include "base/err.h"

#define SYNTHESE_HOUR 18
#define HOUR_US 3600000000LL

static const char *const dire_names[DIRE_COUNT] = {"non", "tout_de_suite", "synthese"};
static const char *const pourquoi_names[POURQUOI_COUNT] = {"",         "cause",   "silence", "acquittee",
                                                           "personne", "inedite", "suite"};

static const struct {
    enum lettre_genre genre;
    bool over;
} evenements[EVENEMENT_COUNT] = {
    [VEILLE_LEVEE] = {LETTRE_NOUVELLE, false},   [VEILLE_LIBEREE] = {LETTRE_NOUVELLE, false},
    [VEILLE_RETENUE] = {LETTRE_OUVERTE, false},  [VEILLE_AGGRAVEE] = {LETTRE_AGGRAVEE, false},
    [VEILLE_ALLEGEE] = {LETTRE_ALLEGEE, false},  [VEILLE_CHANGEE] = {LETTRE_AGGRAVEE, false},
    [VEILLE_RESOLUE] = {LETTRE_RESOLUE, true},   [VEILLE_PERDUE] = {LETTRE_PERDUE, true},
    [VEILLE_MESURE] = {LETTRE_OUVERTE, false},   [EVENEMENT_REPRISE] = {LETTRE_RAPPEL, false},
    [EVENEMENT_PAROLE] = {LETTRE_RAPPEL, false},
};

const char *dire_name(enum dire d)
{
    return dire_names[d];
}

const char *pourquoi_name(enum pourquoi p)
{
    return pourquoi_names[p];
}

const char *evenement_name(int evenement)
{
    must(evenement >= 0 && evenement < EVENEMENT_COUNT);
    if (evenement == EVENEMENT_REPRISE)
        return "reprise";
    return evenement == EVENEMENT_PAROLE ? "parole" : veille_change_name((enum veille_change)evenement);
}

enum lettre_genre evenement_genre(int evenement)
{
    must(evenement >= 0 && evenement < EVENEMENT_COUNT);
    return evenements[evenement].genre;
}

int dire_vie(const struct dire_vie *x)
{
    if (evenements[x->evenement].over)
        return x->evenement;
    if (x->acquittee)
        return x->revenue || x->venue ? EVENEMENT_REPRISE : x->evenement;
    return x->tue && !x->retenue ? EVENEMENT_PAROLE : x->evenement;
}

static enum pourquoi why_not(const struct dire_sur *x)
{
    bool over = evenements[x->evenement].over;
    if (x->evenement == VEILLE_MESURE)
        return POURQUOI_SUITE;
    if ((x->cause && !over) || x->evenement == VEILLE_RETENUE)
        return POURQUOI_CAUSE;
    if (x->evenement == VEILLE_RESOLUE && !x->dite)
        return POURQUOI_INEDITE;
    if (x->silence)
        return POURQUOI_SILENCE;
    if (x->acquittee && !over && !x->elargie && x->evenement != EVENEMENT_REPRISE)
        return POURQUOI_ACQUITTEE;
    if (x->evenement == VEILLE_ALLEGEE && !x->dite)
        return POURQUOI_SUITE; /* it was never told as heavier */
    return POURQUOI_RIEN;
}

enum dire dire_decide(const struct dire_sur *x, enum pourquoi *pourquoi_out)
{
    *pourquoi_out = why_not(x);
    if (*pourquoi_out)
        return DIRE_NON;
    bool now = x->annonce == ANNONCE_AUSSITOT || (x->annonce == ANNONCE_NIVEAU && x->niveau == NIVEAU_CRITIQUE);
    return now && !(x->acquittee && evenements[x->evenement].over) ? DIRE_TOUT_DE_SUITE : DIRE_SYNTHESE;
}

int64_t dire_soir_us(int32_t day)
{
    return cal_paris_instant(day * 24 * HOUR_US + SYNTHESE_HOUR * HOUR_US);
}

int64_t dire_synthese_us(int64_t after_us)
{
    int32_t day = cal_paris_day(after_us);
    return dire_soir_us(day) > after_us ? dire_soir_us(day) : dire_soir_us(day + 1);
}
