/* The caseload forecast of the next 12 weeks, of one accompagnant or of a whole chantier. Explained in
 * docs/forecast.md.
 *
 * The model is one of places. A chantier has places; on a place is a parcours, or nobody. A parcours leaves, is
 * prolonged or stays on, with probabilities of a week that depend on how near the known end of its contract is; an
 * empty place is filled with a probability of a week; now and then there is a place more. Each place is followed week
 * by week by itself, and the number of those that are taken is the sum over all places, computed exactly. What the
 * probabilities are is learnt from the past weeks (struct prevision_rythme), from a prior that says little. */
#ifndef CVG_PROGRAMME_PREVISION_H
#define CVG_PROGRAMME_PREVISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "programme/prevision_loi.h"

#define PREVISION_SEMAINES 12
#define PREVISION_PART 0.8        /* of the interval */
#define PREVISION_RECENT 13       /* weeks over which places and their filling are counted */
#define PREVISION_PASSE 52        /* weeks over which ends of contract are */
#define PREVISION_PLACES_MAX 2000 /* of one subject; the work grows with the square */

/* How far the known end of the present contract is, in weeks that begin with the day of the forecast. */
enum prevision_fin {
    FIN_INCONNUE, /* none is known: a CDI inclusion, or not told */
    FIN_LOIN,
    FIN_PROCHAINE,     /* in the week after this one */
    FIN_CETTE_SEMAINE, /* in the seven days that follow the evening of the forecast */
    FIN_PASSEE,        /* gone by, and the parcours is still shown open */
    PREVISION_FIN_COUNT
};
/* The kind of an end `semaines` away, 0: in the seven days that follow. */
enum prevision_fin prevision_fin(int32_t semaines);

#define PREVISION_SANS_FIN INT32_MAX

/* What the past weeks showed, of the chantier as a whole: its accompagnants have too few parcours each. */
struct prevision_rythme {
    struct prevision_comptes { /* parcours-weeks that began so, and how they went on */
        int64_t n, departs, prolonges;
    } fins[PREVISION_FIN_COUNT];
    int64_t vides, entrees;  /* place-weeks that began empty; parcours that came */
    size_t places;           /* the most that were open on an evening of the last PREVISION_RECENT weeks */
    size_t gagnees, perdues; /* places more, or less, than in as many weeks before those */
};

/* Of whom; `fins` is the caller's. */
struct prevision_sujet {
    const int32_t
        *fins; /* [ouverts_n]: weeks to the known end of each open parcours, < 0 gone by, PREVISION_SANS_FIN */
    size_t ouverts_n;
    size_t places; /* the most that were open on an evening of the last PREVISION_RECENT weeks; at least ouverts_n */
    int64_t etp[PREVISION_SEMAINES]; /* hundredths in post at the end of each week, as planned; 0: nobody */
};

struct prevision_seuils { /* parcours per ETP over which the load is: A-CHARGE-CIP's, of the chantier */
    int32_t attention, critique;
};

struct prevision_semaine {
    size_t bas, mediane, haut;  /* open parcours */
    int64_t etp;                /* hundredths; 0: there is no load to tell */
    double attention, critique; /* probability of a load over the threshold; 0 where there is none */
};
struct prevision {
    struct prevision_semaine semaines[PREVISION_SEMAINES];
};

void prevision_make(const struct prevision_sujet *s, const struct prevision_rythme *r, struct prevision_seuils seuils,
                    struct prevision *out);
/* The whole law of each week, for who wants more than its interval: out[PREVISION_SEMAINES], to be let go with
 * loi_deinit(). */
void prevision_lois(const struct prevision_sujet *s, const struct prevision_rythme *r,
                    struct loi out[PREVISION_SEMAINES]);

/* Over a threshold of parcours per ETP; etp in hundredths, 0: nobody is in post, and there is no load. */
bool prevision_over(int64_t parcours, int64_t etp, int32_t seuil);
/* The first week, from 1, whose median or upper bound gives more than `seuil` parcours per ETP; 0: none. */
int prevision_semaine_mediane(const struct prevision *p, int32_t seuil);
int prevision_semaine_haute(const struct prevision *p, int32_t seuil);

/* What is to be told of an overload that comes: of the higher threshold first, the likely one (by the median) first. */
struct prevision_depassement {
    int semaine; /* 0: none comes */
    int32_t seuil;
    bool probable; /* by the median; else by the upper bound */
    bool poste;    /* with the ETP of today it would not come: a post ends, and who takes it over is not known */
};
struct prevision_depassement prevision_depassement(const struct prevision *p, int64_t etp_aujourdhui,
                                                   struct prevision_seuils seuils);

#endif
