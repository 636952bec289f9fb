/* A report put together from what was read: the parts in the order of these doors. */
#ifndef CVG_PROGRAMME_RAPPORT_FAIRE_H
#define CVG_PROGRAMME_RAPPORT_FAIRE_H

#include "programme/rapport.h"

/* Its indicators, texts and rules, its period and the same a year before. */
struct rapport *rapport_begin(const struct definitions *d, const char *programme, const struct period *p);
/* The nation, the operationnels, the territories that have a member in one of the periods, and those members: so that
 * the nation is the sum of the territories in each period. */
void rapport_add_perimetres(struct rapport *r, const struct reference *ref);
void rapport_add_remontee(struct rapport *r, const char *chantier, const char *territoire,
                          const struct reporter_facts *f);
/* The coordination of a territory, which sends what it has when it likes. */
void rapport_add_coordination(struct rapport *r, const char *territoire, const struct reporter_facts *f);
/* Once all are there: whose export is of before the period's end, though they were members to its last day. Of a period
 * that is not over when it is known, and of coordinations: none. */
void rapport_avant_fin(struct rapport *r, const struct reference *ref);
/* Of a chantier that is not in it: nothing. */
void rapport_nom_du_chantier(struct rapport *r, const char *chantier, const char *nom);
/* Of a chantier that is not expected: nothing. */
void rapport_en_attente(struct rapport *r, const char *chantier, int32_t situation, const char *etat);
/* `sums`: [perimetres_n][contribution_len]; of the programme all that exists for a perimeter, of the others the comptes
 * of effectif. `coverage`: [perimetres_n], kept of the first period. */
void rapport_add_chiffres(struct rapport *r, const struct definitions *d, size_t periode, const int64_t *sums,
                          const struct coverage *coverage);
/* What no coordination has sent anything of is unknown, not 0. `remis`: [perimetres_n], of a territory whether its own
 * did; the figures of the period are there. */
void rapport_coordination_inconnue(struct rapport *r, size_t periode, const bool *remis);
/* Once sorted, before there are curves: where nobody was accompanied a year before, that year is not told of, nor
 * are the perimeters that it alone had. */
void rapport_drop_empty_year(struct rapport *r);
void rapport_add_courbe(struct rapport *r, size_t perimetre, const int32_t *jours, const int64_t *values, size_t n);

#endif
