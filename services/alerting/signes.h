/* Signs of life: since when a daemon is silent, which outages are over, and what of it the watch is to know. Pure: it
 * is told what was heard and what both clocks say.
 *
 * Silence is counted on the monotonic clock, and only while we ourselves were there to hear: neither a step of the wall
 * clock nor a stall of ours makes anybody silent. An outage that lasted long enough to be told stays open, whenever it
 * ended, until the nation was judged under it and that is stored: so none ends untold. */
#ifndef CVG_ALERTING_SIGNES_H
#define CVG_ALERTING_SIGNES_H

#include "programme/veille.h"

struct signe { /* a daemon that is asked whether it lives */
    char *nom;
    int64_t heard_ms;
    bool answered; /* in this process */
    bool said;     /* everybody was looked at again since its silence is told */
};
struct panne_finie {
    char *sujet;
    enum alerte_situation genre;
    int64_t from_us, to_us;
    bool waits;  /* to be told before it ends */
    bool listed; /* as one that lasts */
    bool looked; /* the nation was judged under it; that is not stored yet */
    bool said;   /* everybody was looked at again since it is over */
};
struct signes {
    struct signe *items;
    size_t n, cap;
    struct panne_finie *finies;
    size_t finies_n, finies_cap;
    int64_t every_ms;     /* between two questions */
    int64_t tick_ms;      /* when the last one was asked; 0: never */
    int64_t base_from_us; /* the database is away since; 0: it is there */
    bool base_seen;       /* it was there before, in this process */
};
/* A list of what is wrong, as the watch takes it; its texts are those of the signs. */
struct pannes {
    struct veille_panne *items;
    size_t n, cap;
};

/* How often daemons are asked, so that one missing answer is no silence yet: at least six times in the patience. */
int64_t signes_every_ms(const struct alertes_seuils *seuils);
void signes_add(struct signes *s, const char *nom, int64_t now_ms);
/* Before they are asked. True where we were away for so long that nothing can be said of what was not heard. */
bool signes_tick(struct signes *s, int64_t now_ms);
/* True where that ends a silence. */
bool signes_heard(struct signes *s, size_t i, int64_t now_ms, int64_t now_us, const struct alertes_seuils *seuils);
/* An alert of before our time says that it is silent since then: it is, until it answers us. */
void signes_silent(struct signes *s, const char *nom, int64_t from_us, int64_t now_ms, int64_t now_us);
/* An outage that is over; one that is known already is passed over. `told`: it was told before our time. */
void signes_over(struct signes *s, enum alerte_situation genre, const char *sujet, int64_t from_us, int64_t to_us,
                 bool told, const struct alertes_seuils *seuils);
void signes_base_down(struct signes *s, int64_t now_us);
void signes_base_up(struct signes *s, int64_t now_us, const struct alertes_seuils *seuils);
/* The database was away when we began: since its last sign of life, where that is before our own beginning. */
void signes_base_since(struct signes *s, int64_t seen_us, const struct alertes_seuils *seuils);

size_t signes_waiting(const struct signes *s); /* outages that are over and still to be told */
/* Empties `out` and fills it with daemons and outages of the last day. True once for each beginning and each end of
 * what stops everybody: all are to be looked at again. */
bool signes_list(struct signes *s, int64_t now_ms, int64_t now_us, const struct alertes_seuils *seuils,
                 struct pannes *out);
void signes_looked(struct signes *s); /* the nation was judged by that list */
bool signes_stored(struct signes *s); /* and what came of it is stored. True where something ends by that */
struct veille_panne *pannes_add(struct pannes *p, enum alerte_situation genre, const char *sujet, int64_t from_us,
                                int64_t to_us);
void signes_deinit(struct signes *s);

#endif
