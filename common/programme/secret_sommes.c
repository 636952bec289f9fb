/* Sums over people that no model is made of: the hours of salariés as ETP. A sum of few is what these few bear; and one
 * that is withheld alone is what the whole leaves of the others; nor is one told again that few have moved. */
#include "programme/secret_sommes.h"

#include <stdlib.h>
#include <string.h>

/* A compte of the same people; RAPPORT_SANS: it is a sum of something else. */
static size_t people_of(const struct rapport *r, size_t somme)
{
    for (size_t i = 0; i < r->indicateurs_n; i++)
        if (r->indicateurs[i].forme.kind == KIND_COMPTE && *r->indicateurs[i].population &&
            strcmp(r->indicateurs[i].population, r->indicateurs[somme].population) == 0)
            return i;
    return RAPPORT_SANS;
}

static const struct rapport_chiffre *chiffre(const struct rapport *r, size_t periode, size_t perimetre, size_t i)
{
    return rapport_find(r, r->programme, periode, perimetre, r->indicateurs[i].forme.code);
}

static int64_t people_n(const struct rapport *r, size_t periode, size_t perimetre, size_t compte)
{
    const struct rapport_chiffre *x = chiffre(r, periode, perimetre, compte);
    return x ? x->slots[0] : 0;
}

/* Few people, few chantiers, or nearly all in one. */
static bool few(const struct rapport *r, size_t periode, size_t territoire, size_t compte)
{
    int64_t all = people_n(r, periode, territoire, compte), largest = 0;
    int32_t chantiers_n = 0;
    for (size_t c = 0; c < r->perimetres_n; c++) {
        if (r->perimetres[c].scope.kind != SCOPE_CHANTIER || r->perimetres[c].territoire[periode] != territoire)
            continue;
        int64_t n = people_n(r, periode, c, compte);
        chantiers_n += n > 0;
        if (n > largest)
            largest = n;
    }
    return all > 0 &&
           (all < r->secret_k || chantiers_n < r->secret_chantiers || 100 * largest > r->secret_dominance * all);
}

static bool told(const struct rapport *r, size_t periode, size_t perimetre, size_t somme)
{
    const struct rapport_chiffre *x = chiffre(r, periode, perimetre, somme);
    return x && x->etats[0] != RAPPORT_SECRET;
}

static void withhold(const struct rapport *r, size_t periode, size_t perimetre, size_t somme)
{
    const struct rapport_chiffre *x = chiffre(r, periode, perimetre, somme);
    if (x)
        x->etats[0] = RAPPORT_SECRET;
}

enum groupe { AUTRES, OPERATIONNELS, TOUS };

/* How many of a group are withheld; the smallest of those that are told, RAPPORT_SANS: none. */
static size_t look(const struct rapport *r, size_t periode, size_t somme, size_t compte, enum groupe g,
                   size_t *told_out)
{
    size_t withheld_n = 0;
    int64_t least = 0;
    *told_out = RAPPORT_SANS;
    for (size_t p = 0; p < r->perimetres_n; p++) {
        const struct rapport_perimetre *x = &r->perimetres[p];
        int64_t n = people_n(r, periode, p, compte);
        if (x->scope.kind != SCOPE_TERRITOIRE || n == 0 ||
            (g != TOUS && x->operationnel[periode] != (g == OPERATIONNELS)))
            continue;
        withheld_n += !told(r, periode, p, somme);
        if (told(r, periode, p, somme) && (*told_out == RAPPORT_SANS || n < least)) {
            *told_out = p;
            least = n;
        }
    }
    return withheld_n;
}

/* None is withheld alone: another of its group goes with it; where it has none, the group's own sum and another
 * territory; where there is none either, the nation, which is that territory. */
static void settle(const struct rapport *r, size_t periode, size_t somme, size_t compte, enum groupe g)
{
    static const struct scope operationnels = {.kind = SCOPE_OPERATIONNELS}, nation = {.kind = SCOPE_NATION};
    size_t other, any, whole = rapport_find_perimetre(r, &operationnels), all = rapport_find_perimetre(r, &nation);
    bool summed = told(r, periode, all, somme) || (whole != RAPPORT_SANS && told(r, periode, whole, somme));
    if (!summed || look(r, periode, somme, compte, g, &other) != 1)
        return;
    if (other != RAPPORT_SANS) {
        withhold(r, periode, other, somme);
        return;
    }
    if (whole != RAPPORT_SANS)
        withhold(r, periode, whole, somme);
    if (look(r, periode, somme, compte, TOUS, &any) == 1)
        withhold(r, periode, any != RAPPORT_SANS ? any : all, somme);
}

/* The same period of an earlier release; RAPPORT_SANS. */
static size_t same_periode(const struct rapport *r, size_t periode, const struct rapport *avant)
{
    for (size_t i = 0; i < avant->periodes_n && strcmp(avant->programme, r->programme) == 0; i++)
        if (avant->periodes[i].debut == r->periodes[periode].debut &&
            avant->periodes[i].fin == r->periodes[periode].fin)
            return i;
    return RAPPORT_SANS;
}

/* Was it told, and is it another now because of fewer than k people? The difference is what these bear. */
static bool moved_by_few(const struct rapport *r, size_t periode, size_t perimetre, size_t somme, size_t compte,
                         const struct rapport *avant)
{
    size_t then = same_periode(r, periode, avant), p = rapport_find_perimetre(avant, &r->perimetres[perimetre].scope);
    const struct rapport_chiffre *now = chiffre(r, periode, perimetre, somme), *was = NULL, *people = NULL;
    if (then != RAPPORT_SANS && p != RAPPORT_SANS) {
        was = rapport_find(avant, avant->programme, then, p, r->indicateurs[somme].forme.code);
        people = rapport_find(avant, avant->programme, then, p, r->indicateurs[compte].forme.code);
    }
    if (!now || !was || !people || was->etats[0] == RAPPORT_SECRET || was->slots[0] == now->slots[0])
        return false;
    return llabs(people_n(r, periode, perimetre, compte) - people->slots[0]) < r->secret_k;
}

static void judge(const struct rapport *r, size_t periode, size_t somme, size_t compte,
                  const struct rapport *const *avant, size_t avant_n)
{
    for (size_t p = 0; p < r->perimetres_n; p++) {
        if (r->perimetres[p].scope.kind == SCOPE_CHANTIER)
            continue;
        bool hidden = r->perimetres[p].scope.kind == SCOPE_TERRITOIRE && few(r, periode, p, compte);
        for (size_t i = 0; i < avant_n; i++)
            hidden |= moved_by_few(r, periode, p, somme, compte, avant[i]);
        if (hidden)
            withhold(r, periode, p, somme);
    }
}

void secret_sommes(const struct rapport *r, size_t periode, const struct rapport *const *avant, size_t avant_n)
{
    for (size_t i = 0; i < r->indicateurs_n; i++) {
        size_t compte = r->indicateurs[i].forme.kind == KIND_SOMME ? people_of(r, i) : RAPPORT_SANS;
        if (compte == RAPPORT_SANS)
            continue;
        judge(r, periode, i, compte, avant, avant_n);
        settle(r, periode, i, compte, OPERATIONNELS);
        settle(r, periode, i, compte, AUTRES);
    }
}
