/* A drill in words. */
#include "base/cal.h"
#include "programme/exercice.h"

#define NBSP "\u202f"
#define SECOND_US 1000000LL

static const char *const voies[EXERCICE_VOIE_COUNT] = {"courriel", "chat", "Alertmanager"};
static const char *const days[] = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"};
static const char *const months[] = {"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                     "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};

static const char TEXT_UNSET[] = "pas configuré";
static const char TEXT_UNSERVED[] = "pas configuré (aucun service n’envoie de courriels)";
static const char TEXT_NOT_TRIED[] = "en attente";
static const char TEXT_TRIED[] = "en attente après %d essai%s";
static const char TEXT_SENT[] = "parti en ";
static const char TEXT_LOST[] = "abandonné";
static const char TEXT_ERASED[] = "parti (le message n’est plus conservé)";
static const char TEXT_LAST[] = "Dernier exercice" NBSP ": ";
static const char TEXT_NONE[] = "Aucun exercice des alertes n’a encore été fait" NBSP ": le premier est prévu ";

const char *exercice_voie_mot(enum exercice_voie v)
{
    return voies[v];
}

/* "2 s", "1 min 30 s", "3 h 05 min" */
static void put_length(int64_t us, struct buf *out)
{
    int64_t s = (us + SECOND_US / 2) / SECOND_US;
    if (s < 60)
        buf_addf(out, "%lld" NBSP "s", (long long)(s < 1 ? 1 : s));
    else if (s < 3600)
        buf_addf(out, "%lld" NBSP "min %02lld" NBSP "s", (long long)(s / 60), (long long)(s % 60));
    else
        buf_addf(out, "%lld" NBSP "h %02lld" NBSP "min", (long long)(s / 3600), (long long)(s / 60 % 60));
}

void exercice_resultat_mot(const struct exercice_resultat *r, struct buf *out)
{
    switch (r->etat) {
    case EXERCICE_EN_ATTENTE:
        if (r->essais)
            buf_addf(out, TEXT_TRIED, (int)r->essais, r->essais > 1 ? "s" : "");
        else
            buf_adds(out, TEXT_NOT_TRIED);
        break;
    case EXERCICE_PARTI:
        buf_adds(out, TEXT_SENT);
        put_length(r->duree_us, out);
        break;
    case EXERCICE_ABANDONNE:
        buf_adds(out, TEXT_LOST);
        break;
    case EXERCICE_EFFACE:
        buf_adds(out, TEXT_ERASED);
        break;
    case EXERCICE_SANS_SERVICE:
        buf_adds(out, TEXT_UNSERVED);
        break;
    case EXERCICE_NON_CONFIGURE:
    case EXERCICE_ETAT_COUNT:
        buf_adds(out, TEXT_UNSET);
        break;
    }
}

void exercice_instant_mot(int64_t us, struct buf *out)
{
    int32_t day = cal_paris_day(us);
    int year, month, mday, minutes = (int)(cal_paris_wall_us(us) / (60 * SECOND_US) % 1440);
    cal_date(day, &year, &month, &mday);
    buf_addf(out, "%s %d%s %s à %d" NBSP "h" NBSP "%02d", days[cal_weekday(day) - 1], mday, mday == 1 ? "er" : "",
             months[month - 1], minutes / 60, minutes % 60);
}

void exercice_phrase(const struct exercice_resultat *r, size_t n, int64_t next_us, struct buf *out)
{
    buf_adds(out, n ? TEXT_LAST : TEXT_NONE);
    exercice_instant_mot(n ? r[0].le_us : next_us, out);
    for (size_t i = 0; i < n; i++) {
        buf_addf(out, ", %s ", voies[r[i].voie]);
        exercice_resultat_mot(&r[i], out);
    }
    buf_addc(out, '.');
}
