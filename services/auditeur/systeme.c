/* Puts together what a reader knows: told numbers, sums, links. */
#include "auditeur/systeme.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

size_t systeme_nombres_de(const struct rapport *r, size_t indicateur)
{
    const struct indicator *i = &r->indicateurs[indicateur].forme;
    if (text_starts(i->code, "coordination.") || text_starts(i->code, "qualite."))
        return 0;
    switch (i->kind) {
    case KIND_COMPTE:
        return 1;
    case KIND_TAUX:
    case KIND_MOYENNE:
        return 3;
    case KIND_REPARTITION:
        return i->keys_n + 1;
    default:
        return 0;
    }
}

bool systeme_juge(const struct rapport *r, size_t indicateur)
{
    return systeme_nombres_de(r, indicateur) > 1;
}

const struct rapport_chiffre *systeme_chiffre(const struct rapport *r, size_t periode, size_t perimetre,
                                              size_t indicateur)
{
    return rapport_find(r, r->programme, periode, perimetre, r->indicateurs[indicateur].forme.code);
}

double systeme_nombre(const struct rapport *r, const struct rapport_chiffre *c, size_t n)
{
    const struct indicator *i = &r->indicateurs[c->indicateur].forme;
    if (i->kind == KIND_REPARTITION)
        return (double)(n < i->keys_n ? c->slots[2 + n] : c->slots[1]);
    if (i->kind == KIND_TAUX && n == 1)
        return (double)(c->slots[1] - c->slots[0]);
    return (double)c->slots[n];
}

bool systeme_dit(const struct rapport *r, const struct rapport_chiffre *c, size_t n)
{
    const struct indicator *i = &r->indicateurs[c->indicateur].forme;
    if (i->kind != KIND_REPARTITION)
        return c->etats[0] != RAPPORT_SECRET;
    if (n < i->keys_n)
        return c->etats[n] != RAPPORT_SECRET;
    for (size_t k = 0; k < i->keys_n; k++)
        if (c->etats[k] != RAPPORT_SECRET)
            return true;
    return false;
}

bool systeme_comprend(const struct systeme *s, size_t perimetre, size_t territoire)
{
    return perimetre == s->nation || perimetre == s->territoires[territoire] ||
           (perimetre == s->operationnels && s->r->perimetres[s->territoires[territoire]].operationnel[s->periode]);
}

/* ---- rows ---- */

struct equation *systeme_equation(struct systeme *s, bool egal, double droite)
{
    s->equations = mem_room(s->equations, s->equations_n, &s->equations_cap, sizeof *s->equations);
    s->equations[s->equations_n] = (struct equation){.egal = egal, .droite = droite};
    return &s->equations[s->equations_n++];
}

void systeme_plus(struct systeme *s, struct equation *l, size_t territoire, size_t nombre, double facteur)
{
    size_t x = territoire * s->nombres_n + nombre;
    if (s->connu[x]) {
        l->droite -= facteur * s->valeur[x];
        return;
    }
    for (size_t i = 0; i < l->n; i++)
        if (l->inconnues[i] == x) {
            l->facteurs[i] += facteur;
            return;
        }
    l->inconnues = mem_room(l->inconnues, l->n, &l->cap[0], sizeof *l->inconnues);
    l->facteurs = mem_room(l->facteurs, l->n, &l->cap[1], sizeof *l->facteurs);
    l->inconnues[l->n] = x;
    l->facteurs[l->n++] = facteur;
}

static void add_lien(struct systeme *s, size_t territoire, const struct rapport_lien *lien)
{
    struct equation *l = systeme_equation(s, lien->egal, 0);
    for (size_t i = 0; i < lien->termes_n; i++) {
        const struct rapport_lien_terme *t = &lien->termes[i];
        size_t n = systeme_nombres_de(s->r, t->indicateur), first = 0, last = n;
        enum indicator_kind kind = s->r->indicateurs[t->indicateur].forme.kind;
        if (t->partie == RAPPORT_PARTIE_NUM)
            last = 1;
        if (t->partie == RAPPORT_PARTIE_RESTE)
            first = 1, last = 2;
        if (t->partie == RAPPORT_PARTIE_CLE)
            first = t->cle, last = t->cle + 1;
        if (t->partie == RAPPORT_PARTIE_NR)
            first = n - 1;
        if (t->partie == RAPPORT_PARTIE_DEN)
            last = n - 1;
        if ((t->partie == RAPPORT_PARTIE_TOTAL || t->partie == RAPPORT_PARTIE_DEN) && kind == KIND_MOYENNE)
            first = 1;
        for (size_t k = first; k < last; k++)
            systeme_plus(s, l, territoire, s->depart[t->indicateur] + k, t->facteur);
    }
}

/* Is the number told in a release? In the bare one only comptes are. */
static bool told(const struct systeme *s, const struct rapport *r, const struct rapport_chiffre *c, size_t n)
{
    if (s->nu && r == s->r && systeme_juge(r, c->indicateur))
        return false;
    return systeme_dit(r, c, n);
}

void systeme_retirer(struct systeme *s)
{
    struct equation *l = &s->equations[--s->equations_n];
    free(l->inconnues);
    free(l->facteurs);
}

/* The sum of territories that a perimeter tells, number by number, and the den of a répartition. */
static void add_somme(struct systeme *s, size_t perimetre, size_t indicateur)
{
    const struct rapport *r = s->r;
    const struct rapport_chiffre *c = systeme_chiffre(r, s->periode, perimetre, indicateur);
    size_t n = systeme_nombres_de(r, indicateur);
    for (size_t k = 0; c && k < n; k++) {
        if (!told(s, r, c, k))
            continue;
        struct equation *l = systeme_equation(s, true, systeme_nombre(r, c, k));
        for (size_t t = 0; t < s->territoires_n; t++)
            if (systeme_comprend(s, perimetre, t))
                systeme_plus(s, l, t, s->depart[indicateur] + k, 1);
    }
    if (!c || r->indicateurs[indicateur].forme.kind != KIND_REPARTITION || !told(s, r, c, n - 1))
        return;
    struct equation *l = systeme_equation(s, true, (double)c->slots[0]);
    for (size_t t = 0; t < s->territoires_n; t++)
        for (size_t k = 0; k + 1 < n; k++)
            if (systeme_comprend(s, perimetre, t))
                systeme_plus(s, l, t, s->depart[indicateur] + k, 1);
}

static void add_all(struct systeme *s)
{
    const struct rapport *r = s->r;
    for (size_t t = 0; t < s->territoires_n; t++)
        for (size_t i = 0; i < r->liens_n; i++)
            add_lien(s, t, &r->liens[i]);
    for (size_t i = 0; i < r->indicateurs_n; i++) {
        for (size_t t = 0; t < s->territoires_n; t++)
            if (r->indicateurs[i].forme.kind == KIND_REPARTITION)
                add_somme(s, s->territoires[t], i); /* its den */
        add_somme(s, s->nation, i);
        if (s->operationnels != RAPPORT_SANS)
            add_somme(s, s->operationnels, i);
    }
}

/* ---- putting it together ---- */

static void read_known(struct systeme *s)
{
    const struct rapport *r = s->r, *mine = s->a->connait;
    size_t own = mine ? rapport_find_perimetre(mine, &s->a->territoire) : RAPPORT_SANS;
    for (size_t t = 0; t < s->territoires_n; t++)
        for (size_t i = 0; i < r->indicateurs_n; i++) {
            const struct rapport_chiffre *c = systeme_chiffre(r, s->periode, s->territoires[t], i), *known = NULL;
            if (own != RAPPORT_SANS && strcmp(r->perimetres[s->territoires[t]].scope.code, s->a->territoire.code) == 0)
                known = rapport_find(mine, mine->programme, s->periode, own, r->indicateurs[i].forme.code);
            for (size_t k = 0; k < systeme_nombres_de(r, i); k++) {
                size_t x = t * s->nombres_n + s->depart[i] + k;
                s->connu[x] = known || !c || told(s, r, c, k);
                s->valeur[x] = known ? systeme_nombre(mine, known, k) : c && s->connu[x] ? systeme_nombre(r, c, k) : 0;
            }
        }
}

/* Are the operationnels the sum of those territories, by what is always told? */
static bool adds_up(const struct systeme *s)
{
    for (size_t i = 0; i < s->r->indicateurs_n; i++) {
        const struct rapport_chiffre *c = systeme_chiffre(s->r, s->periode, s->operationnels, i);
        double sum = 0;
        if (s->r->indicateurs[i].forme.kind != KIND_COMPTE || !c)
            continue;
        for (size_t t = 0; t < s->territoires_n; t++)
            if (systeme_comprend(s, s->operationnels, t))
                sum += s->valeur[t * s->nombres_n + s->depart[i]];
        if (sum != (double)c->slots[0])
            return false;
    }
    return true;
}

bool systeme_init(struct systeme *s, const struct audit *a, size_t periode, bool nu)
{
    const struct rapport *r = a->versions[a->versions_n - 1];
    *s = (struct systeme){
        .a = a, .r = r, .periode = periode, .nu = nu, .nation = RAPPORT_SANS, .operationnels = RAPPORT_SANS};
    s->territoires = mem_new_n(r->perimetres_n + 1, sizeof *s->territoires);
    for (size_t p = 0; p < r->perimetres_n; p++)
        if (r->perimetres[p].scope.kind == SCOPE_TERRITOIRE)
            s->territoires[s->territoires_n++] = p;
        else if (r->perimetres[p].scope.kind == SCOPE_NATION)
            s->nation = p;
        else if (r->perimetres[p].scope.kind == SCOPE_OPERATIONNELS)
            s->operationnels = p;
    s->depart = mem_new_n(r->indicateurs_n + 1, sizeof *s->depart);
    for (size_t i = 0; i < r->indicateurs_n; i++)
        s->depart[i + 1] = s->depart[i] + systeme_nombres_de(r, i);
    s->nombres_n = s->depart[r->indicateurs_n];
    s->valeur = mem_new_n(s->territoires_n * s->nombres_n + 1, sizeof *s->valeur);
    s->connu = mem_new_n(s->territoires_n * s->nombres_n + 1, sizeof *s->connu);
    if (s->nation == RAPPORT_SANS)
        return false;
    read_known(s);
    if (s->operationnels != RAPPORT_SANS && !adds_up(s))
        s->operationnels = RAPPORT_SANS;
    add_all(s);
    return true;
}

void systeme_deinit(struct systeme *s)
{
    while (s->equations_n)
        systeme_retirer(s);
    free(s->equations);
    free(s->territoires);
    free(s->depart);
    free(s->valeur);
    free(s->connu);
}
