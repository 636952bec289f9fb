/* The caseload forecast: places followed week by week. */
#include "programme/prevision.h"

#include <math.h>

#include "base/err.h"

/* What is thought before anything was seen, as so many parcours-weeks with that outcome: a contract of integration
 * lasts four months or more, and half of those that are near their end are prolonged. */
static const struct {
    double n, departs, prolonges;
} avant[PREVISION_FIN_COUNT] = {
    [FIN_INCONNUE] = {50, 0.75, 0},    [FIN_LOIN] = {50, 0.5, 0.25}, [FIN_PROCHAINE] = {8, 0.5, 1.5},
    [FIN_CETTE_SEMAINE] = {8, 4, 1.5}, [FIN_PASSEE] = {8, 3, 2},
};
#define AVANT_VIDES 8 /* place-weeks: an empty place is filled within the month */
#define AVANT_ENTREES 2
#define AVANT_PLACES 0.5 /* gained in PREVISION_RECENT weeks, and as many lost */

/* Rhythms change: what was seen tells of what comes as if it had been no more than this. */
#define VIDES_MAX 60
#define DEPARTS_MAX 30
#define PLACES_MOVED_MAX 300 /* more in a quarter of a year is a correction of the rows, no rhythm */

/* Three values stand for a quantity that is not known well: its mean and √3 standard deviations beside it, weighted as
 * Gauss and Hermite do for a normal law. */
#define POINTS 3
static const double points[POINTS] = {-1.7320508075688772, 0, 1.7320508075688772};
static const double weights[POINTS] = {1.0 / 6, 2.0 / 3, 1.0 / 6};

enum prevision_fin prevision_fin(int32_t semaines)
{
    if (semaines == PREVISION_SANS_FIN)
        return FIN_INCONNUE;
    return semaines < 0 ? FIN_PASSEE : semaines == 0 ? FIN_CETTE_SEMAINE : semaines == 1 ? FIN_PROCHAINE : FIN_LOIN;
}

static double bounded(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* The probabilities of one week. */
struct semaine {
    double depart[PREVISION_FIN_COUNT], prolonge[PREVISION_FIN_COUNT];
    double rempli; /* an empty place is filled */
};

/* What is known best, and how much it may be beside it: the filling by its standard deviation, the departures by a
 * common factor's. */
struct savoir {
    struct semaine moyenne;
    double rempli_ecart, depart_ecart;
};

static void learn(const struct prevision_rythme *r, struct savoir *out)
{
    double seen = 0;
    for (int i = 0; i < PREVISION_FIN_COUNT; i++) {
        double n = avant[i].n + (double)r->fins[i].n;
        out->moyenne.depart[i] = (avant[i].departs + (double)r->fins[i].departs) / n;
        out->moyenne.prolonge[i] = (avant[i].prolonges + (double)r->fins[i].prolonges) / n;
        seen += (double)r->fins[i].departs;
    }
    out->depart_ecart = sqrt(1 / (1 + bounded(seen, 0, DEPARTS_MAX)));
    double n = AVANT_VIDES + (double)r->vides;
    double p = bounded((AVANT_ENTREES + (double)r->entrees) / n, 0.01, 0.9);
    out->moyenne.rempli = p;
    out->rempli_ecart = sqrt(p * (1 - p) / (1 + bounded(n, 0, VIDES_MAX)));
}

static struct semaine vary(const struct savoir *s, double depart, double rempli)
{
    struct semaine x = s->moyenne;
    double factor = bounded(1 + depart * s->depart_ecart, 0.1, 3);
    for (int i = 0; i < PREVISION_FIN_COUNT; i++)
        x.depart[i] = bounded(x.depart[i] * factor, 0, 1 - x.prolonge[i]);
    x.rempli = bounded(x.rempli + rempli * s->rempli_ecart, 0.01, 0.95);
    return x;
}

/* One place: who is there under the contract whose end is known; somebody whose contract ends beyond the horizon, for
 * one that begins lasts four months or more; nobody. */
struct place {
    double premier, autre, vide;
};

static struct place next_week(const struct place *p, const struct semaine *s, enum prevision_fin fin)
{
    double loin = s->depart[FIN_LOIN];
    return (struct place){
        .premier = p->premier * (1 - s->depart[fin] - s->prolonge[fin]),
        .autre = p->autre * (1 - loin) + p->premier * s->prolonge[fin] + p->vide * s->rempli,
        .vide = p->vide * (1 - s->rempli) + p->premier * s->depart[fin] + p->autre * loin,
    };
}

static void add_place(struct loi *lois, struct place p, int32_t semaines, const struct semaine *s)
{
    for (int32_t w = 0; w < PREVISION_SEMAINES; w++) {
        int32_t left = semaines == PREVISION_SANS_FIN ? semaines : semaines < w ? -1 : semaines - w;
        p = next_week(&p, s, prevision_fin(left));
        loi_add_place(&lois[w], bounded(1 - p.vide, 0, 1));
    }
}

/* The places that are there today, each by itself, where the probabilities are known. */
static void follow_places(const struct prevision_sujet *s, const struct semaine *x, struct loi lois[PREVISION_SEMAINES])
{
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        loi_certain(&lois[w]);
    for (size_t k = 0; k < s->ouverts_n; k++)
        add_place(lois, (struct place){.premier = 1}, s->fins[k], x);
    for (size_t k = s->ouverts_n; k < s->places; k++)
        add_place(lois, (struct place){.vide = 1}, PREVISION_SANS_FIN, x);
}

/* Places come and go; an accompagnant has the share in it that they have in the places. */
static void move_places(const struct prevision_sujet *s, const struct prevision_rythme *r, struct loi *l, int weeks)
{
    double share = r->places > s->places ? (double)s->places / (double)r->places : 1;
    double known_weeks = 2 * PREVISION_RECENT; /* those that were seen, and as many of what was thought before */
    loi_add_events(l, share * (AVANT_PLACES + bounded((double)r->gagnees, 0, PLACES_MOVED_MAX)), known_weeks, weeks);
    loi_take_events(l, share * (AVANT_PLACES + bounded((double)r->perdues, 0, PLACES_MOVED_MAX)), known_weeks, weeks);
}

void prevision_lois(const struct prevision_sujet *s, const struct prevision_rythme *r,
                    struct loi out[PREVISION_SEMAINES])
{
    must(s->places >= s->ouverts_n && s->places <= PREVISION_PLACES_MAX);
    struct savoir savoir;
    struct loi given[PREVISION_SEMAINES] = {{0}};
    learn(r, &savoir);
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        loi_reset(&out[w]);
    for (int i = 0; i < POINTS * POINTS; i++) {
        struct semaine x = vary(&savoir, points[i / POINTS], points[i % POINTS]);
        follow_places(s, &x, given);
        for (int w = 0; w < PREVISION_SEMAINES; w++)
            loi_mix(&out[w], &given[w], weights[i / POINTS] * weights[i % POINTS]);
    }
    for (int w = 0; w < PREVISION_SEMAINES; w++) {
        move_places(s, r, &out[w], w + 1);
        loi_deinit(&given[w]);
    }
}

static void tell_week(const struct loi *l, int64_t etp, struct prevision_seuils seuils, struct prevision_semaine *out)
{
    loi_interval(l, PREVISION_PART, &out->bas, &out->haut);
    out->mediane = loi_median(l);
    out->etp = etp;
    out->attention = etp ? loi_over(l, (double)(seuils.attention * etp) / 100) : 0;
    out->critique = etp ? loi_over(l, (double)(seuils.critique * etp) / 100) : 0;
}

void prevision_make(const struct prevision_sujet *s, const struct prevision_rythme *r, struct prevision_seuils seuils,
                    struct prevision *out)
{
    struct loi lois[PREVISION_SEMAINES] = {{0}};
    prevision_lois(s, r, lois);
    for (int w = 0; w < PREVISION_SEMAINES; w++) {
        tell_week(&lois[w], s->etp[w], seuils, &out->semaines[w]);
        loi_deinit(&lois[w]);
    }
}

bool prevision_over(int64_t parcours, int64_t etp, int32_t seuil)
{
    return etp && parcours * 100 > (int64_t)seuil * etp;
}

int prevision_semaine_mediane(const struct prevision *p, int32_t seuil)
{
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        if (prevision_over((int64_t)p->semaines[w].mediane, p->semaines[w].etp, seuil))
            return w + 1;
    return 0;
}

int prevision_semaine_haute(const struct prevision *p, int32_t seuil)
{
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        if (prevision_over((int64_t)p->semaines[w].haut, p->semaines[w].etp, seuil))
            return w + 1;
    return 0;
}

struct prevision_depassement prevision_depassement(const struct prevision *p, int64_t etp_aujourdhui,
                                                   struct prevision_seuils seuils)
{
    const int32_t both[] = {seuils.critique, seuils.attention};
    for (int i = 0; i < 2; i++) {
        int median = prevision_semaine_mediane(p, both[i]), upper = prevision_semaine_haute(p, both[i]);
        if (!median && !upper)
            continue;
        int week = median ? median : upper;
        const struct prevision_semaine *x = &p->semaines[week - 1];
        bool by_post = x->etp < etp_aujourdhui &&
                       !prevision_over((int64_t)(median ? x->mediane : x->haut), etp_aujourdhui, both[i]);
        return (struct prevision_depassement){week, both[i], median != 0, by_post};
    }
    return (struct prevision_depassement){0};
}
