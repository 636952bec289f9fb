/* What earlier releases told of the same period and can still be true, in the numbering of the release that is audited.
 */
#include "auditeur/systeme.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static size_t key_in(const struct rapport_indicateur *x, const char *cle)
{
    size_t k = 0;
    while (k < x->forme.keys_n && strcmp(x->cles[k].cle, cle) != 0)
        k++;
    return k;
}

/* The number of an earlier figure in today's numbering; SIZE_MAX: it has none. */
static size_t today(const struct systeme *s, const struct rapport *old, size_t then, size_t now, size_t n)
{
    const struct rapport_indicateur *a = &old->indicateurs[then], *b = &s->r->indicateurs[now];
    if (a->forme.kind != KIND_REPARTITION)
        return s->depart[now] + n;
    size_t k = n < a->forme.keys_n ? key_in(b, a->cles[n].cle) : b->forme.keys_n;
    return n < a->forme.keys_n && k == b->forme.keys_n ? SIZE_MAX : s->depart[now] + k;
}

struct ancien {
    const struct rapport *r;
    size_t periode, then, now; /* indicators */
};

/* Adds a number of a territory as it was then: told, or today's unknown. false: it is not there any more. */
static bool plus_ancien(struct systeme *s, const struct ancien *o, struct equation *l, size_t perimetre, size_t n)
{
    const struct rapport_chiffre *c = systeme_chiffre(o->r, o->periode, perimetre, o->then);
    size_t number = today(s, o->r, o->then, o->now, n);
    if (!c)
        return true;
    if (systeme_dit(o->r, c, n)) {
        l->droite -= systeme_nombre(o->r, c, n);
        return true;
    }
    for (size_t t = 0; t < s->territoires_n && number != SIZE_MAX; t++)
        if (strcmp(s->r->perimetres[s->territoires[t]].scope.code, o->r->perimetres[perimetre].scope.code) == 0) {
            systeme_plus(s, l, t, number, 1);
            return true;
        }
    return false;
}

/* `number` as today() gives it. */
static struct equation *new_ancienne(struct systeme *s, const struct ancien *o, size_t perimetre, size_t number,
                                     double droite)
{
    struct equation *l = systeme_equation(s, true, droite);
    l->groupe = s->groupes_n;
    l->perimetre = rapport_find_perimetre(s->r, &o->r->perimetres[perimetre].scope);
    l->indicateur = o->now;
    l->nombre = number == SIZE_MAX ? SIZE_MAX : number - s->depart[o->now];
    return l;
}

static void ancien_somme(struct systeme *s, const struct ancien *o, size_t whole, const size_t *numbers, size_t n,
                         double droite)
{
    const struct rapport *r = o->r;
    struct equation *l = new_ancienne(s, o, whole, n == 1 ? today(s, r, o->then, o->now, *numbers) : SIZE_MAX, droite);
    bool all = true;
    for (size_t p = 0; p < r->perimetres_n; p++) {
        bool in =
            p == whole ||
            (r->perimetres[p].scope.kind == SCOPE_TERRITOIRE &&
             (r->perimetres[whole].scope.kind == SCOPE_NATION ||
              (r->perimetres[whole].scope.kind == SCOPE_OPERATIONNELS && r->perimetres[p].operationnel[o->periode])));
        if (r->perimetres[p].scope.kind != SCOPE_TERRITOIRE || !in)
            continue;
        for (size_t k = 0; k < n; k++)
            all = plus_ancien(s, o, l, p, numbers[k]) && all;
    }
    if (!all || !l->n)
        systeme_retirer(s);
}

/* A number that a territory told then, and does not now. */
static void ancien_dit(struct systeme *s, const struct ancien *o, size_t perimetre, const struct rapport_chiffre *c,
                       size_t n)
{
    size_t number = today(s, o->r, o->then, o->now, n);
    for (size_t t = 0; t < s->territoires_n && number != SIZE_MAX; t++) {
        if (strcmp(s->r->perimetres[s->territoires[t]].scope.code, o->r->perimetres[perimetre].scope.code) != 0)
            continue;
        struct equation *l = new_ancienne(s, o, perimetre, number, systeme_nombre(o->r, c, n));
        systeme_plus(s, l, t, number, 1);
        if (!l->n)
            systeme_retirer(s);
    }
}

/* Does a number that is told both times differ? Then something there was corrected, and nobody knows what else. */
static bool moved(const struct systeme *s, const struct ancien *o, size_t perimetre)
{
    size_t now = rapport_find_perimetre(s->r, &o->r->perimetres[perimetre].scope);
    const struct rapport_chiffre *a = systeme_chiffre(o->r, o->periode, perimetre, o->then);
    const struct rapport_chiffre *b = now == RAPPORT_SANS ? NULL : systeme_chiffre(s->r, s->periode, now, o->now);
    for (size_t k = 0; a && b && k < systeme_nombres_de(o->r, o->then); k++) {
        size_t number = today(s, o->r, o->then, o->now, k);
        if (number != SIZE_MAX && systeme_dit(o->r, a, k) && systeme_dit(s->r, b, number - s->depart[o->now]) &&
            systeme_nombre(o->r, a, k) != systeme_nombre(s->r, b, number - s->depart[o->now]))
            return true;
    }
    return false;
}

static void add_ancien_figure(struct systeme *s, const struct ancien *o, const bool *corrige)
{
    const struct rapport *r = o->r;
    size_t n = systeme_nombres_de(r, o->then), keys[4096] = {0};
    for (size_t p = 0; p < r->perimetres_n; p++) {
        const struct rapport_chiffre *c = systeme_chiffre(r, o->periode, p, o->then);
        if (!c || corrige[p] || r->perimetres[p].scope.kind == SCOPE_CHANTIER || n > 4096)
            continue;
        bool territoire = r->perimetres[p].scope.kind == SCOPE_TERRITOIRE;
        s->groupes_n++;
        for (size_t k = 0; k < n; k++)
            if (systeme_dit(r, c, k) && territoire)
                ancien_dit(s, o, p, c, k);
            else if (systeme_dit(r, c, k))
                ancien_somme(s, o, p, &k, 1, systeme_nombre(r, c, k));
        for (size_t k = 0; k < n; k++)
            keys[k] = k;
        if (r->indicateurs[o->then].forme.kind == KIND_REPARTITION && systeme_dit(r, c, n - 1))
            ancien_somme(s, o, p, keys, n - 1, (double)c->slots[0]);
    }
}

/* The same figure in both, or false. */
static bool same_figure(const struct systeme *s, struct ancien *o)
{
    const struct rapport_indicateur *a = &o->r->indicateurs[o->then], *b;
    o->now = rapport_find_indicateur(s->r, a->forme.code);
    if (o->now == RAPPORT_SANS || !systeme_nombres_de(o->r, o->then))
        return false;
    b = &s->r->indicateurs[o->now];
    return a->forme.kind == b->forme.kind && strcmp(a->population, b->population) == 0 &&
           strcmp(a->expression, b->expression) == 0;
}

static void add_ancien(struct systeme *s, const struct rapport *old, size_t periode)
{
    struct ancien o = {.r = old, .periode = periode};
    bool *corrige = mem_new_n(old->perimetres_n + 1, sizeof *corrige);
    for (o.then = 0; o.then < old->indicateurs_n; o.then++)
        for (size_t p = 0; same_figure(s, &o) && p < old->perimetres_n; p++)
            corrige[p] |= moved(s, &o, p);
    for (o.then = 0; o.then < old->indicateurs_n; o.then++)
        if (systeme_juge(old, o.then) && same_figure(s, &o))
            add_ancien_figure(s, &o, corrige);
    free(corrige);
}

void systeme_anciens(struct systeme *s)
{
    const struct audit *a = s->a;
    const struct period *now = &s->r->periodes[s->periode];
    for (size_t v = 0; v + 1 < a->versions_n; v++)
        for (size_t p = 0; p < a->versions[v]->periodes_n; p++)
            if (a->versions[v]->periodes[p].debut == now->debut && a->versions[v]->periodes[p].fin == now->fin)
                add_ancien(s, a->versions[v], p);
}
