/* How figures hang together, as secret_liens.csv says it: "public.rue = public.habitat_entree[RUE]". Disclosure control
 * gives them to every attacker. Source: docs/secret.md.
 *
 *     lien   = somme ( "=" | "<=" ) somme
 *     somme  = "0" | terme { ( "+" | "-" ) terme }
 *     terme  = [ nombre "*" ] [ "?" ] code [ ":" partie | "[" clé "]" ]
 *     partie = num (where none is said) | reste (den - num) | den | nr | total (den + nr; of a compte num)
 *
 * A term with "?" is nothing where the catalogue has no such figure. */
#ifndef CVG_PROGRAMME_SECRET_LIENS_H
#define CVG_PROGRAMME_SECRET_LIENS_H

#include "programme/rapport.h"

struct definitions;

/* Terms name indicators by their place in the catalogue. */
struct secret_liens {
    struct arena memoire;
    struct rapport_lien *liens;
    size_t n, cap;
};

int secret_liens_load(const struct definitions *d, const char *folder, struct secret_liens **out,
                      struct err *e) CHECKED;
void secret_liens_free(struct secret_liens **l);

/* Freezes in a report, whose indicators are there: the links of the definitions, and those that its populations tell
 * without being asked: equal populations have equal totals, and "P AND condition" is the num of the taux with that
 * condition over P. */
void secret_liens_poser(const struct definitions *d, struct rapport *r);

#endif
