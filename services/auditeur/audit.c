/* Bounds of withheld cells: how far each goes in the programmes of calcul.h, and whether that is far enough. */
#include "auditeur/calcul.h"
#include "auditeur/differences.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ASSEZ 1e-5 /* a width that is short by less is wide enough */

static const char TEXT_CONTRADICTION[] = "ce qui est publié de %s se contredit : aucun effectif ne peut le donner";

/* A sum of numbers of territories: a cell of a territory is one, of the nation one of each. */
struct cellule {
    size_t perimetre, indicateur, first, last; /* numbers of the figure */
    double bas, haut;                          /* of the solutions seen so far */
    bool seen;
};

/* Its value in the present solutions. */
static double value(const struct calcul *c, const struct cellule *x)
{
    double sum = 0;
    for (size_t t = 0; t < c->s.territoires_n; t++)
        for (size_t n = x->first; n < x->last && systeme_comprend(&c->s, x->perimetre, t); n++) {
            size_t i = t * c->s.nombres_n + c->s.depart[x->indicateur] + n;
            sum += c->s.connu[i] ? c->s.valeur[i] : glp_get_col_prim(c->reseaux[c->groupe[i]].lp, c->colonne[i]);
        }
    return sum;
}

static void see(const struct calcul *c, struct cellule *x)
{
    double v = value(c, x);
    x->bas = x->seen ? fmin(x->bas, v) : v;
    x->haut = x->seen ? fmax(x->haut, v) : v;
    x->seen = true;
}

/* Minimises (or, signe -1, maximises) the cell over its networks. false: no bound, or the solver gave up. */
static int push(struct calcul *c, const struct cellule *x, int signe)
{
    int worst = GLP_OPT;
    for (int step = 0; step < 3; step++) /* sets the costs, solves, takes them off */
        for (size_t t = 0; t < c->s.territoires_n; t++)
            for (size_t n = x->first; n < x->last && systeme_comprend(&c->s, x->perimetre, t); n++) {
                size_t i = t * c->s.nombres_n + c->s.depart[x->indicateur] + n;
                if (c->s.connu[i])
                    continue;
                struct reseau *net = &c->reseaux[c->groupe[i]];
                if (step == 1 && worst != GLP_OPT)
                    continue;
                if (step != 1)
                    glp_set_obj_coef(net->lp, c->colonne[i], step == 0 ? signe : 0);
                else
                    worst = calcul_resoudre(net->lp);
            }
    return worst;
}

struct controle {
    struct calcul c, nu;
    bool bare, contradictory; /* `nu` is there; it cannot be */
    struct cellule *cellules;
    size_t n, cap, serrees_n;
};

static void see_all(struct controle *k)
{
    for (size_t i = 0; i < k->n; i++)
        see(&k->c, &k->cellules[i]);
}

/* How far the cell goes: up (1) or down (-1); the solutions on the way show other cells too. */
static void stretch(struct controle *k, struct cellule *x, int way)
{
    int how = push(&k->c, x, -way);
    if (how == GLP_OPT)
        see_all(k);
    else if (how != GLP_UNBND)
        x->haut = x->bas; /* what cannot be shown to be wide is not */
    else if (way > 0)
        x->haut = HUGE_VAL;
    else
        x->bas = -HUGE_VAL;
}

static double range(struct calcul *c, const struct cellule *x)
{
    double high = 0, low = 0;
    if (push(c, x, -1) != GLP_OPT)
        return HUGE_VAL;
    high = value(c, x);
    if (push(c, x, 1) != GLP_OPT)
        return HUGE_VAL;
    low = value(c, x);
    return high - low;
}

/* The most people that the cell can be about: nobody can be left unsure of more. */
static double people(struct controle *k, const struct cellule *x)
{
    struct cellule all = *x;
    bool moyenne = k->c.s.r->indicateurs[x->indicateur].forme.kind == KIND_MOYENNE;
    double own = 0;
    all.first = moyenne ? 1 : 0;
    all.last = systeme_nombres_de(k->c.s.r, x->indicateur);
    if (push(&k->c, &all, -1) != GLP_OPT)
        return HUGE_VAL;
    for (size_t t = 0; k->c.s.a->connait && t < k->c.s.territoires_n; t++)
        for (size_t n = all.first; n < all.last && systeme_comprend(&k->c.s, x->perimetre, t); n++)
            if (strcmp(k->c.s.r->perimetres[k->c.s.territoires[t]].scope.code, k->c.s.a->territoire.code) == 0)
                own += k->c.s.valeur[t * k->c.s.nombres_n + k->c.s.depart[x->indicateur] + n];
    return value(&k->c, &all) - own;
}

/* What it would be if nothing but headcounts were told. */
static double bare_range(struct controle *k, const struct cellule *x)
{
    if (!k->bare)
        k->contradictory = !calcul_init(&k->nu, k->c.s.a, k->c.s.periode, true);
    k->bare = true;
    return k->contradictory ? HUGE_VAL : range(&k->nu, x);
}

/* Did an earlier release tell the number (SIZE_MAX: the den), as far as can be seen still the same? */
static bool told_then(const struct controle *k, const struct cellule *x, size_t nombre)
{
    const struct systeme *s = &k->c.s;
    for (size_t i = 0; i < s->equations_n; i++) {
        const struct equation *l = &s->equations[i];
        if (l->groupe && k->c.tenu[l->groupe] && l->perimetre == x->perimetre && l->indicateur == x->indicateur &&
            l->nombre == nombre)
            return true;
    }
    return false;
}

/* Then it is no secret. */
static bool already_told(const struct controle *k, const struct cellule *x)
{
    size_t n = x->first;
    while (n < x->last && told_then(k, x, n))
        n++;
    return n == x->last || (x->last > x->first + 1 && told_then(k, x, SIZE_MAX) && told_then(k, x, x->last - 1));
}

static double need(const struct controle *k, const struct cellule *x)
{
    const struct rapport *r = k->c.s.r;
    const struct indicator *i = &r->indicateurs[x->indicateur].forme;
    double n = i->sensitive ? r->secret_k_sensible : r->secret_k;
    return i->kind == KIND_MOYENNE && x->first == 0 ? n * i->divisor : n;
}

static const char *partie_of(const struct rapport *r, const struct cellule *x)
{
    const struct rapport_indicateur *i = &r->indicateurs[x->indicateur];
    if (x->last > x->first + 1)
        return "total";
    if (i->forme.kind == KIND_REPARTITION)
        return i->cles[x->first].cle;
    return x->first ? "reste" : "num";
}

static void judge(struct controle *k, struct cellule *x)
{
    const struct audit *a = k->c.s.a;
    const struct rapport *r = k->c.s.r;
    double wanted = need(k, x);
    for (int way = 1; way >= -1; way -= 2)
        if (a->toutes || x->haut - x->bas < wanted)
            stretch(k, x, way);
    double width = x->haut - x->bas;
    if (width < wanted - ASSEZ && x->first == 0 && r->indicateurs[x->indicateur].forme.kind == KIND_MOYENNE)
        wanted = fmin(wanted, bare_range(k, x));
    else if (width < wanted - ASSEZ)
        wanted = fmin(wanted, people(k, x));
    if (width < wanted - ASSEZ)
        wanted = fmin(wanted, bare_range(k, x));
    bool tight = width < wanted - ASSEZ && !already_told(k, x);
    k->serrees_n += tight;
    if (tight || a->toutes)
        a->dire(a->arg, &(struct audit_cellule){.perimetre = r->perimetres[x->perimetre].scope,
                                                .periode = r->periodes[k->c.s.periode].name,
                                                .code = r->indicateurs[x->indicateur].forme.code,
                                                .partie = partie_of(r, x),
                                                .bas = x->bas,
                                                .haut = x->haut,
                                                .besoin = wanted,
                                                .trop_serree = tight});
}

/* Does no link say the size of its population? */
static bool orphan(const struct rapport *r, size_t indicateur)
{
    for (size_t i = 0; i < r->liens_n; i++)
        if (r->liens[i].egal && r->liens[i].termes_n > 1 && r->liens[i].termes[0].indicateur == indicateur &&
            r->liens[i].termes[0].partie == RAPPORT_PARTIE_TOTAL)
            return false;
    return true;
}

static void add_cell(struct controle *k, size_t perimetre, size_t indicateur, size_t first, size_t last)
{
    k->cellules = mem_room(k->cellules, k->n, &k->cap, sizeof *k->cellules);
    k->cellules[k->n++] =
        (struct cellule){.perimetre = perimetre, .indicateur = indicateur, .first = first, .last = last};
}

static void list_figure(struct controle *k, size_t perimetre, size_t i)
{
    const struct rapport *r = k->c.s.r;
    const struct rapport_chiffre *c = systeme_chiffre(r, k->c.s.periode, perimetre, i);
    enum indicator_kind kind = r->indicateurs[i].forme.kind;
    size_t n = systeme_nombres_de(r, i), judged = kind == KIND_TAUX ? 2 : kind == KIND_MOYENNE ? 1 : n - 1;
    bool own = k->c.s.a->connait && strcmp(r->perimetres[perimetre].scope.code, k->c.s.a->territoire.code) == 0 &&
               r->perimetres[perimetre].scope.kind == SCOPE_TERRITOIRE;
    if (!c || own || !systeme_juge(r, i))
        return;
    for (size_t x = 0; x < judged; x++)
        if (!systeme_dit(r, c, x))
            add_cell(k, perimetre, i, x, x + 1);
    if (!systeme_dit(r, c, n - 1) && orphan(r, i))
        add_cell(k, perimetre, i, kind == KIND_MOYENNE, n);
}

static int controler_periode(const struct audit *a, size_t periode, size_t *serrees_n, struct err *e)
{
    struct controle k = {0};
    const struct rapport *r = a->versions[a->versions_n - 1];
    bool possible = calcul_init(&k.c, a, periode, false);
    for (size_t p = 0; possible && p < r->perimetres_n; p++)
        for (size_t i = 0; i < r->indicateurs_n; i++)
            if (r->perimetres[p].scope.kind == SCOPE_TERRITOIRE || p == k.c.s.nation || p == k.c.s.operationnels)
                list_figure(&k, p, i);
    if (possible)
        see_all(&k);
    for (size_t i = 0; possible && i < k.n; i++)
        judge(&k, &k.cellules[i]);
    *serrees_n += k.serrees_n;
    free(k.cellules);
    if (k.bare)
        calcul_deinit(&k.nu);
    calcul_deinit(&k.c);
    return possible ? 0 : err_set(e, ERR_FORMAT, TEXT_CONTRADICTION, r->periodes[periode].name);
}

int audit_controler(const struct audit *a, size_t *trop_serrees_out, struct err *e)
{
    const struct rapport *r = a->versions[a->versions_n - 1];
    *trop_serrees_out = differences_controler(a);
    for (size_t p = 0; p < r->periodes_n; p++)
        if (controler_periode(a, p, trop_serrees_out, e))
            return -1;
    return 0;
}
