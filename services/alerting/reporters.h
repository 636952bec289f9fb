/* Whom alerting follows: every chantier, every territory, and the nation (""), with the next instant at which each is
 * to be looked at. Pure: it holds what the reference data say and what the last look found, nothing else. */
#ifndef CVG_ALERTING_REPORTERS_H
#define CVG_ALERTING_REPORTERS_H

#include "base/map.h"
#include "programme/veille.h"

struct reporter {
    char *id, *nom;   /* id "": the nation */
    char *territoire; /* of a chantier: its territory of today, or the last one; of a territory: itself; else "" */
    char *logiciel;   /* of a chantier, today; "" where it has none */
    enum veille_porteur porteur;
    struct remontee_ligne *lignes; /* of membership */
    int32_t *objectifs;            /* [lignes_n]: the target under each; 0: none */
    size_t lignes_n;
    int32_t lancement; /* of a territory; VEILLE_INCONNU */
    int32_t connu;     /* of a chantier: the day on which it was first told of; no night before was expected of it */
    struct alertes_seuils seuils;
    int64_t due_us;     /* when it is to be looked at; VEILLE_JAMAIS: by a change only */
    size_t heap_at;     /* its place in the heap */
    bool surveyed;      /* nuit and etat are told */
    bool faits_due;     /* its facts may have moved: see mesures.c */
    int32_t faits_jour; /* the day on which that was thought of last */
    struct veille_etat etat;
};

struct reporters {
    struct map by_id; /* → index */
    struct reporter *items;
    size_t n, cap;
    size_t *heap; /* [n] indexes, the earliest due first */
    size_t heap_cap;
};

/* The reporter, added where it is new: due at once. Its texts are copied. */
struct reporter *reporters_add(struct reporters *r, const char *id, enum veille_porteur porteur);
struct reporter *reporters_find(const struct reporters *r, const char *id); /* NULL: none */
void reporters_set_due(struct reporters *r, struct reporter *x, int64_t due_us);
void reporters_wake(struct reporters *r, const char *id); /* due now; one that is not there is passed over */
/* The earliest, or NULL where there is nobody. */
struct reporter *reporters_first(const struct reporters *r);
void reporters_deinit(struct reporters *r);

#endif
