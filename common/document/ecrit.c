/* French as it is printed. */
#include "document/ecrit.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"

static const char *const mois[] = {"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                   "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
static const char *const mois_courts[] = {"janv.", "févr.", "mars",  "avril", "mai",  "juin",
                                          "juil.", "août",  "sept.", "oct.",  "nov.", "déc."};
static const char *const mois_debut[] = {"Janvier", "Février", "Mars",      "Avril",   "Mai",      "Juin",
                                         "Juillet", "Août",    "Septembre", "Octobre", "Novembre", "Décembre"};
static const char *const rangs[] = {"1er", "2e", "3e", "4e"};

#define GUILLEMET "\u00ab"
#define GUILLEMET_FIN "\u00bb"

/* What the blank at `s` becomes before what follows it; NULL: it stays. */
static const char *blank(const char *start, const char *s)
{
    const char *next = s + 1;
    if (strchr(";!?%", *next) && *next)
        return ECRIT_FINE;
    if (*next == ':')
        return ECRIT_INSECABLE;
    if (strncmp(next, GUILLEMET_FIN, strlen(GUILLEMET_FIN)) == 0)
        return ECRIT_FINE;
    size_t g = strlen(GUILLEMET);
    if ((size_t)(s - start) >= g && strncmp(s - g, GUILLEMET, g) == 0)
        return ECRIT_FINE;
    return NULL;
}

void ecrit_typographie(const char *s, struct buf *out)
{
    for (const char *at = s; *at; at++) {
        const char *other = *at == ' ' ? blank(s, at) : *at == '\'' ? "\u2019" : NULL;
        if (other)
            buf_adds(out, other);
        else
            buf_addc(out, *at);
    }
}

void ecrit_jour(int32_t jour, struct buf *out)
{
    int y, m, d;
    cal_date(jour, &y, &m, &d);
    buf_addf(out, "%d%s" ECRIT_INSECABLE "%s %d", d, d == 1 ? "er" : "", mois[m - 1], y);
}

void ecrit_mois(int32_t jour, struct buf *out)
{
    int y, m, d;
    cal_date(jour, &y, &m, &d);
    buf_addf(out, "%s" ECRIT_INSECABLE "%d", mois_courts[m - 1], y);
}

void ecrit_instant(int64_t instant_us, struct buf *out)
{
    int64_t minutes = cal_paris_wall_us(instant_us) / 60000000 % 1440;
    ecrit_jour(cal_paris_day(instant_us), out);
    buf_addf(out, " à %d" ECRIT_FINE "h" ECRIT_FINE "%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void ecrit_periode(const struct period *p, struct buf *out)
{
    int y, m, n, from_y, from_m, d;
    cal_date(p->debut, &from_y, &from_m, &d);
    cal_date(p->fin, &y, &m, &d);
    int months = (y - from_y) * 12 + m - from_m + 1;
    if (!period_is_named(p)) {
        buf_adds(out, "Du ");
        ecrit_jour(p->debut, out);
        buf_adds(out, " au ");
        ecrit_jour(p->fin, out);
    } else if (sscanf(p->name, "%*d-T%d", &n) == 1) {
        buf_addf(out, "%s trimestre %d", rangs[n - 1], y);
    } else if (sscanf(p->name, "%*d-S%d", &n) == 1) {
        buf_addf(out, "Semestre %d, ", n);
        ecrit_jour(p->debut, out);
        buf_adds(out, " au ");
        ecrit_jour(p->fin, out);
    } else if (months == 12) {
        buf_addf(out, "Année %d", y);
    } else if (months == 1) {
        buf_addf(out, "%s %d", mois_debut[m - 1], y);
    } else {
        buf_addf(out, "%s à %s %d", mois_debut[from_m - 1], mois[m - 1], y);
    }
}

void ecrit_periode_courte(const struct period *p, struct buf *out)
{
    int y, m, n, from_y, from_m, d;
    cal_date(p->debut, &from_y, &from_m, &d);
    cal_date(p->fin, &y, &m, &d);
    int months = (y - from_y) * 12 + m - from_m + 1;
    if (!period_is_named(p))
        buf_adds(out, p->name);
    else if (sscanf(p->name, "%*d-T%d", &n) == 1)
        buf_addf(out, "T%d" ECRIT_INSECABLE "%d", n, y);
    else if (sscanf(p->name, "%*d-S%d", &n) == 1)
        buf_addf(out, "S%d" ECRIT_INSECABLE "%d", n, from_y);
    else if (months == 12)
        buf_addf(out, "%d", y);
    else if (months == 1)
        ecrit_mois(p->debut, out);
    else
        buf_addf(out, "%d" ECRIT_INSECABLE "mois %d", months, y);
}

void ecrit_code(const char *code, struct buf *out)
{
    bool begins = true, digits = false;
    for (const char *s = code; *s; s++)
        digits |= isdigit((unsigned char)*s) != 0;
    if (digits || strlen(code) < 4) {
        buf_adds(out, code);
        return;
    }
    for (const char *s = code; *s; s++) {
        bool joins = *s == '_' || *s == '-';
        buf_addc(out, joins ? '-' : (char)(begins ? toupper((unsigned char)*s) : tolower((unsigned char)*s)));
        begins = joins;
    }
}
