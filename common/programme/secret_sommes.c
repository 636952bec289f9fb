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

/* Few people, few chantiers, or nearly all in one; NONE: it may be told. */
static enum rapport_raison few(const struct rapport *r, size_t periode, size_t territoire, size_t compte)
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
    if (all == 0)
        return RAPPORT_RAISON_NONE;
    if (all < r->secret_k)
        return RAPPORT_RAISON_PEU;
    if (chantiers_n < r->secret_chantiers)
        return RAPPORT_RAISON_CHANTIERS;
    return 100 * largest > r->secret_dominance * all ? RAPPORT_RAISON_DOMINANCE : RAPPORT_RAISON_NONE;
}

static bool told(const struct rapport *r, size_t periode, size_t perimetre, size_t somme)
{
    const struct rapport_chiffre *x = chiffre(r, periode, perimetre, somme);
    return x && x->etats[0] != RAPPORT_SECRET;
}

/* One sum in one period, and what was published before. */
struct somme {
    const struct rapport *r;
    size_t periode, indicateur, compte;
    const struct rapport *const *avant;
    size_t avant_n;
};

/* `protege`: the perimeter for whose sake, of PROTEGE. */
static void withhold(const struct somme *s, size_t perimetre, enum rapport_raison raison, size_t protege)
{
    const struct rapport_chiffre *x = chiffre(s->r, s->periode, perimetre, s->indicateur);
    if (!x)
        return;
    x->etats[0] = RAPPORT_SECRET;
    if (x->masques)
        x->masques[0] = (struct rapport_masque){.raison = raison, .perimetre = protege, .indicateur = s->indicateur};
}

/* ---- what was told before ---- */

/* The figure of the same period in an earlier release; NULL. */
static const struct rapport_chiffre *then(const struct somme *s, size_t perimetre, size_t indicateur,
                                          const struct rapport *avant)
{
    size_t p = rapport_find_perimetre(avant, &s->r->perimetres[perimetre].scope), i = 0;
    const struct period *now = &s->r->periodes[s->periode];
    while (i < avant->periodes_n && (avant->periodes[i].debut != now->debut || avant->periodes[i].fin != now->fin))
        i++;
    if (i == avant->periodes_n || p == RAPPORT_SANS || strcmp(avant->programme, s->r->programme) != 0)
        return NULL;
    return rapport_find(avant, avant->programme, i, p, s->r->indicateurs[indicateur].forme.code);
}

/* Was it told, and is it another now because of fewer than k people? The difference is what these bear. */
static bool moved_by_few(const struct somme *s, size_t perimetre)
{
    const struct rapport_chiffre *now = chiffre(s->r, s->periode, perimetre, s->indicateur);
    for (size_t i = 0; now && i < s->avant_n; i++) {
        const struct rapport_chiffre *was = then(s, perimetre, s->indicateur, s->avant[i]);
        const struct rapport_chiffre *people = then(s, perimetre, s->compte, s->avant[i]);
        if (was && people && was->etats[0] != RAPPORT_SECRET && was->slots[0] != now->slots[0] &&
            llabs(people_n(s->r, s->periode, perimetre, s->compte) - people->slots[0]) < s->r->secret_k)
            return true;
    }
    return false;
}

/* Told before and the same now: no use as a secret. */
static bool known(const struct somme *s, size_t perimetre)
{
    const struct rapport_chiffre *now = chiffre(s->r, s->periode, perimetre, s->indicateur);
    for (size_t i = 0; now && i < s->avant_n; i++) {
        const struct rapport_chiffre *was = then(s, perimetre, s->indicateur, s->avant[i]);
        if (was && was->etats[0] != RAPPORT_SECRET && was->slots[0] == now->slots[0])
            return true;
    }
    return false;
}

/* ---- none is withheld alone ---- */

enum groupe { AUTRES, OPERATIONNELS, TOUS };

struct regard {
    size_t withheld_n, withheld; /* how many of a group are, and one of them */
    size_t other;                /* the smallest of those that are told and can be a secret; RAPPORT_SANS: none */
};

static struct regard look(const struct somme *s, enum groupe g)
{
    struct regard x = {.withheld = RAPPORT_SANS, .other = RAPPORT_SANS};
    int64_t least = 0;
    for (size_t p = 0; p < s->r->perimetres_n; p++) {
        const struct rapport_perimetre *of = &s->r->perimetres[p];
        int64_t n = people_n(s->r, s->periode, p, s->compte);
        if (of->scope.kind != SCOPE_TERRITOIRE || n == 0 ||
            (g != TOUS && of->operationnel[s->periode] != (g == OPERATIONNELS)))
            continue;
        if (!told(s->r, s->periode, p, s->indicateur)) {
            x.withheld_n++;
            x.withheld = p;
        } else if (!known(s, p) && (x.other == RAPPORT_SANS || n < least)) {
            x.other = p;
            least = n;
        }
    }
    return x;
}

/* Where one would be, another of its group goes with it; where it has none, the group's own sum and another territory;
 * where there is none either, the nation, which is that territory. */
static void settle(const struct somme *s, enum groupe g)
{
    static const struct scope operationnels = {.kind = SCOPE_OPERATIONNELS}, nation = {.kind = SCOPE_NATION};
    size_t whole = rapport_find_perimetre(s->r, &operationnels), all = rapport_find_perimetre(s->r, &nation);
    bool summed = told(s->r, s->periode, all, s->indicateur) ||
                  (whole != RAPPORT_SANS && told(s->r, s->periode, whole, s->indicateur));
    struct regard x = look(s, g), any;
    if (!summed || x.withheld_n != 1)
        return;
    if (x.other != RAPPORT_SANS) {
        withhold(s, x.other, RAPPORT_RAISON_PROTEGE, x.withheld);
        return;
    }
    if (whole != RAPPORT_SANS)
        withhold(s, whole, RAPPORT_RAISON_PROTEGE, x.withheld);
    any = look(s, TOUS);
    if (any.withheld_n == 1)
        withhold(s, any.other != RAPPORT_SANS ? any.other : all, RAPPORT_RAISON_PROTEGE, x.withheld);
}

static void judge(const struct somme *s)
{
    for (size_t p = 0; p < s->r->perimetres_n; p++) {
        enum scope_kind kind = s->r->perimetres[p].scope.kind;
        enum rapport_raison raison =
            kind == SCOPE_TERRITOIRE ? few(s->r, s->periode, p, s->compte) : RAPPORT_RAISON_NONE;
        if (kind != SCOPE_CHANTIER && moved_by_few(s, p))
            raison = RAPPORT_RAISON_CORRECTION;
        if (raison)
            withhold(s, p, raison, 0);
    }
}

void secret_sommes(const struct rapport *r, size_t periode, const struct rapport *const *avant, size_t avant_n)
{
    for (size_t i = 0; i < r->indicateurs_n; i++) {
        size_t compte = r->indicateurs[i].forme.kind == KIND_SOMME ? people_of(r, i) : RAPPORT_SANS;
        const struct somme s = {r, periode, i, compte, avant, avant_n};
        if (compte == RAPPORT_SANS)
            continue;
        judge(&s);
        settle(&s, OPERATIONNELS);
        settle(&s, AUTRES);
    }
}
