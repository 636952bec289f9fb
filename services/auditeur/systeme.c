/* Puts together what a reader knows: told numbers, sums, links, earlier releases. */
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

static struct equation *new_equation(struct systeme *s, bool egal, double droite)
{
    s->equations = mem_room(s->equations, s->equations_n, &s->equations_cap, sizeof *s->equations);
    s->equations[s->equations_n] = (struct equation){.egal = egal, .droite = droite};
    return &s->equations[s->equations_n++];
}

/* Known numbers go to the right side. */
static void plus(struct systeme *s, struct equation *l, size_t territoire, size_t nombre, double facteur)
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
    struct equation *l = new_equation(s, lien->egal, 0);
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
            plus(s, l, territoire, s->depart[t->indicateur] + k, t->facteur);
    }
}

/* Is the number told in a release? In the bare one only comptes are. */
static bool told(const struct systeme *s, const struct rapport *r, const struct rapport_chiffre *c, size_t n)
{
    if (s->nu && r == s->r && systeme_juge(r, c->indicateur))
        return false;
    return systeme_dit(r, c, n);
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
        struct equation *l = new_equation(s, true, systeme_nombre(r, c, k));
        for (size_t t = 0; t < s->territoires_n; t++)
            if (systeme_comprend(s, perimetre, t))
                plus(s, l, t, s->depart[indicateur] + k, 1);
    }
    if (!c || r->indicateurs[indicateur].forme.kind != KIND_REPARTITION || !told(s, r, c, n - 1))
        return;
    struct equation *l = new_equation(s, true, (double)c->slots[0]);
    for (size_t t = 0; t < s->territoires_n; t++)
        for (size_t k = 0; k + 1 < n; k++)
            if (systeme_comprend(s, perimetre, t))
                plus(s, l, t, s->depart[indicateur] + k, 1);
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

/* ---- earlier releases ---- */

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
            plus(s, l, t, number, 1);
            return true;
        }
    return false;
}

static void drop(struct systeme *s)
{
    struct equation *l = &s->equations[--s->equations_n];
    free(l->inconnues);
    free(l->facteurs);
}

/* `number` as today() gives it. */
static struct equation *new_ancienne(struct systeme *s, const struct ancien *o, size_t perimetre, size_t number,
                                     double droite)
{
    struct equation *l = new_equation(s, true, droite);
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
        drop(s);
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
        plus(s, l, t, number, 1);
        if (!l->n)
            drop(s);
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
    for (size_t v = 0; v + 1 < a->versions_n; v++)
        for (size_t p = 0; p < a->versions[v]->periodes_n; p++)
            if (a->versions[v]->periodes[p].debut == r->periodes[periode].debut &&
                a->versions[v]->periodes[p].fin == r->periodes[periode].fin)
                add_ancien(s, a->versions[v], p);
    return true;
}

void systeme_deinit(struct systeme *s)
{
    while (s->equations_n)
        drop(s);
    free(s->equations);
    free(s->territoires);
    free(s->depart);
    free(s->valeur);
    free(s->connu);
}
