/* The tables of rights, and who is in whose perimeter. */
#include "dashboard/rights.h"

#include <stdio.h>
#include <string.h>

#define R(right) (1u << RIGHT_##right)

/* A set of rights a role. The DGEFP sees closed reports only; what it may not see has passed no disclosure control. */
static const unsigned pages[ROLE_COUNT] = {
    [ROLE_NONE] = R(NONE),
    [ROLE_CHANTIER] = R(NONE) | R(ACCOUNT) | R(REPORTS) | R(FIGURES) | R(DEPOSIT),
    [ROLE_COORDINATION] = R(NONE) | R(ACCOUNT) | R(REPORTS) | R(FIGURES) | R(DEPOSIT) | R(DECIDE),
    [ROLE_CONVERGENCE] = R(NONE) | R(ACCOUNT) | R(REPORTS) | R(FIGURES) | R(NATION) | R(DECIDE) | R(EDIT) | R(JOURNAL),
    [ROLE_DGEFP] = R(NONE) | R(ACCOUNT) | R(REPORTS),
    [ROLE_OPERATEUR] = R(NONE) | R(ACCOUNT) | R(REPORTS) | R(FIGURES) | R(NATION) | R(DEPOSIT) | R(DECIDE) | R(EDIT) |
                       R(JOURNAL) | R(PEOPLE),
};

/* ROLE_NONE of who is not signed in, and of who has a perimeter that their role does not go with. */
static enum role role_of(const struct viewer *v)
{
    return v && role_fits(v->role, &v->scope) ? v->role : ROLE_NONE;
}

bool rights_see_page(const struct viewer *v, enum right right)
{
    return (pages[role_of(v)] >> right & 1) != 0;
}

static bool is_member(const char *territoire, const char *reporter, const struct reference *r, int32_t debut,
                      int32_t fin)
{
    uint64_t first;
    if (!map_get(&r->chantiers, reporter, strlen(reporter), &first))
        return strcmp(reporter, territoire) == 0; /* the coordination's own submissions */
    for (size_t i = first; i < r->lignes_n && strcmp(r->lignes[i].chantier, reporter) == 0; i++) {
        const struct ligne *l = &r->lignes[i];
        if (l->depuis <= fin && l->jusqua >= debut && strcmp(r->territoires[l->territoire].code, territoire) == 0)
            return true;
    }
    return false;
}

static bool coordination_sees(const char *territoire, const struct scope *s, const struct reference *r, int32_t debut,
                              int32_t fin)
{
    if (s->kind == SCOPE_TERRITOIRE)
        return strcmp(s->code, territoire) == 0;
    return s->kind == SCOPE_CHANTIER && is_member(territoire, s->code, r, debut, fin);
}

bool rights_see_scope(const struct viewer *v, const struct scope *s, const struct reference *r, int32_t debut,
                      int32_t fin)
{
    if (s->kind == SCOPE_NONE || s->kind >= SCOPE_KIND_COUNT)
        return false;
    switch (role_of(v)) {
    case ROLE_CONVERGENCE:
    case ROLE_OPERATEUR:
        return true;
    case ROLE_COORDINATION:
        return coordination_sees(v->scope.code, s, r, debut, fin);
    case ROLE_CHANTIER:
        return s->kind == SCOPE_CHANTIER && strcmp(s->code, v->scope.code) == 0;
    case ROLE_NONE:
    case ROLE_DGEFP:
    case ROLE_COUNT:
        break;
    }
    return false;
}

bool rights_see_so_far(const struct viewer *v, const struct scope *s, const struct reference *r, int32_t debut,
                       int32_t fin, int32_t today)
{
    return rights_see_scope(v, s, r, debut < today ? debut : today, fin < today ? fin : today);
}

bool rights_see_reporter(const struct viewer *v, const char *reporter, const struct reference *r, int32_t debut,
                         int32_t fin)
{
    struct scope s = {.kind = SCOPE_CHANTIER};
    if (strlen(reporter) >= sizeof s.code)
        return false;
    snprintf(s.code, sizeof s.code, "%s", reporter);
    return rights_see_scope(v, &s, r, debut, fin);
}

bool rights_decide(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today)
{
    return rights_see_page(v, RIGHT_DECIDE) && rights_see_reporter(v, reporter, r, today, today);
}

bool rights_close(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today)
{
    return reference_knows(r, reporter) && rights_see_reporter(v, reporter, r, today, today);
}

bool rights_acknowledge(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today)
{
    return rights_see_page(v, RIGHT_FIGURES) && rights_see_reporter(v, reporter, r, today, today);
}

bool rights_silence(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today)
{
    return role_of(v) != ROLE_CHANTIER && rights_acknowledge(v, reporter, r, today);
}

bool rights_deposit(const struct viewer *v, const char *reporter, const struct reference *r)
{
    if (!rights_see_page(v, RIGHT_DEPOSIT) || !reference_knows(r, reporter))
        return false;
    return v->role == ROLE_OPERATEUR || strcmp(v->scope.code, reporter) == 0;
}

bool rights_drafts(const struct viewer *v)
{
    enum role role = role_of(v);
    return role == ROLE_CONVERGENCE || role == ROLE_OPERATEUR;
}

bool rights_report(const struct viewer *v)
{
    return role_of(v) == ROLE_CONVERGENCE;
}

bool rights_drill(const struct viewer *v)
{
    enum role role = role_of(v);
    return role == ROLE_CONVERGENCE || role == ROLE_OPERATEUR;
}

bool rights_guarded(const struct viewer *v)
{
    enum role role = role_of(v);
    return role != ROLE_CONVERGENCE && role != ROLE_OPERATEUR;
}

void rights_home(const struct viewer *v, char out[RIGHTS_HOME_LEN])
{
    static const char *const homes[ROLE_COUNT] = {
        [ROLE_NONE] = "/connexion",     [ROLE_CHANTIER] = "/chantier/", [ROLE_COORDINATION] = "/territoire/",
        [ROLE_CONVERGENCE] = "/france", [ROLE_DGEFP] = "/rapports",     [ROLE_OPERATEUR] = "/france",
    };
    enum role role = role_of(v);
    snprintf(out, RIGHTS_HOME_LEN, "%s%s", homes[role], role == ROLE_NONE ? "" : v->scope.code);
}
