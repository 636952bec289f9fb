/* Disclosure control of sums over people (ETP of salariés), which have no model: docs/secret.md. */
#ifndef CVG_PROGRAMME_SECRET_SOMMES_H
#define CVG_PROGRAMME_SECRET_SOMMES_H

#include "programme/rapport.h"

/* Withholds, among those of the report's programme that are told, what few bear, and another where that one would be
 * left alone. */
void secret_sommes(const struct rapport *r, size_t periode, const struct rapport *const *avant, size_t avant_n);

#endif
