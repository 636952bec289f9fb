/* What a person is to the programme: the role that their account bears, and the kind of perimeter that goes with it. */
#ifndef CVG_PROGRAMME_ROLE_H
#define CVG_PROGRAMME_ROLE_H

#include "programme/perimeter.h"

enum role { ROLE_NONE, ROLE_CHANTIER, ROLE_COORDINATION, ROLE_CONVERGENCE, ROLE_DGEFP, ROLE_OPERATEUR, ROLE_COUNT };

enum role role_parse(const char *name);                /* as stored and typed: "coordination"; ROLE_NONE: no such */
const char *role_name(enum role role);                 /* "" of ROLE_NONE */
const char *role_title(enum role role);                /* French, for people: "Coordination" */
enum scope_kind role_scope(enum role role);            /* SCOPE_NONE of ROLE_NONE */
bool role_fits(enum role role, const struct scope *s); /* a perimeter that this role may have */

#endif
