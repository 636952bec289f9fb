/* The table of roles. */
#include "programme/role.h"

#include <string.h>

static const struct {
    const char *name, *title;
    enum scope_kind scope;
} roles[ROLE_COUNT] = {
    [ROLE_NONE] = {"", "", SCOPE_NONE},
    [ROLE_CHANTIER] = {"chantier", "Chantier", SCOPE_CHANTIER},
    [ROLE_COORDINATION] = {"coordination", "Coordination", SCOPE_TERRITOIRE},
    [ROLE_CONVERGENCE] = {"convergence", "Convergence France", SCOPE_NATION},
    [ROLE_DGEFP] = {"dgefp", "DGEFP", SCOPE_NATION},
    [ROLE_OPERATEUR] = {"operateur", "Exploitation", SCOPE_NATION},
};

enum role role_parse(const char *name)
{
    for (enum role r = ROLE_NONE + 1; r < ROLE_COUNT; r++)
        if (strcmp(roles[r].name, name) == 0)
            return r;
    return ROLE_NONE;
}

const char *role_name(enum role role)
{
    return roles[role].name;
}

const char *role_title(enum role role)
{
    return roles[role].title;
}

enum scope_kind role_scope(enum role role)
{
    return roles[role].scope;
}

bool role_fits(enum role role, const struct scope *s)
{
    return role != ROLE_NONE && s->kind == roles[role].scope;
}
