/* Cells told twice, subtracted: nobody may have joined or left one, or at least k on either side of it. */
#include "auditeur/differences.h"

#include <math.h>
#include <string.h>

#include "auditeur/systeme.h"

struct paire {
    const struct audit *a;
    const struct rapport *r, *avant;
    size_t periode, periode_avant;
    size_t few_n;
};

static size_t same_indicateur(const struct paire *x, size_t i)
{
    const struct rapport_indicateur *of = &x->r->indicateurs[i];
    size_t k = rapport_find_indicateur(x->avant, of->forme.code);
    if (k == RAPPORT_SANS || x->avant->indicateurs[k].forme.kind != of->forme.kind ||
        strcmp(x->avant->indicateurs[k].population, of->population) != 0 ||
        strcmp(x->avant->indicateurs[k].expression, of->expression) != 0)
        return RAPPORT_SANS;
    return k;
}

static void judge(struct paire *x, const struct rapport_chiffre *now, const char *partie, double change, double others)
{
    const struct indicator *i = &x->r->indicateurs[now->indicateur].forme;
    double k = i->sensitive ? x->r->secret_k_sensible : x->r->secret_k;
    bool zero_key = i->kind == KIND_REPARTITION && change == 0 && !i->sensitive;
    if ((change == 0 && others == 0) || (fabs(change) >= k && fabs(others) >= k) || zero_key)
        return;
    x->few_n++;
    x->a->dire(x->a->arg, &(struct audit_cellule){.perimetre = x->r->perimetres[now->perimetre].scope,
                                                  .periode = x->r->periodes[x->periode].name,
                                                  .code = i->code,
                                                  .partie = partie,
                                                  .bas = change,
                                                  .haut = others,
                                                  .besoin = k,
                                                  .depuis = x->avant->periodes[x->periode_avant].name,
                                                  .trop_serree = true});
}

static double den(const struct rapport *r, const struct rapport_chiffre *c)
{
    return (double)c->slots[r->indicateurs[c->indicateur].forme.kind == KIND_REPARTITION ? 0 : 1];
}

static void compare_cles(struct paire *x, const struct rapport_chiffre *now, const struct rapport_chiffre *then)
{
    const struct rapport_indicateur *i = &x->r->indicateurs[now->indicateur],
                                    *k = &x->avant->indicateurs[then->indicateur];
    double all = den(x->r, now) - den(x->avant, then);
    for (size_t a = 0; a < i->forme.keys_n; a++)
        for (size_t b = 0; b < k->forme.keys_n; b++)
            if (strcmp(i->cles[a].cle, k->cles[b].cle) == 0 && now->etats[a] != RAPPORT_SECRET &&
                then->etats[b] != RAPPORT_SECRET) {
                double change = (double)(now->slots[2 + a] - then->slots[2 + b]);
                judge(x, now, i->cles[a].cle, change, all - change);
            }
}

static void compare(struct paire *x, const struct rapport_chiffre *now, const struct rapport_chiffre *then)
{
    enum indicator_kind kind = x->r->indicateurs[now->indicateur].forme.kind;
    double all = den(x->r, now) - den(x->avant, then);
    double change = kind == KIND_MOYENNE ? all : (double)(now->slots[0] - then->slots[0]);
    if (kind == KIND_REPARTITION)
        compare_cles(x, now, then);
    else if (now->etats[0] != RAPPORT_SECRET && then->etats[0] != RAPPORT_SECRET)
        judge(x, now, "num", change, kind == KIND_MOYENNE ? all : all - change);
}

static void compare_all(struct paire *x)
{
    for (size_t p = 0; p < x->r->perimetres_n; p++) {
        size_t q = rapport_find_perimetre(x->avant, &x->r->perimetres[p].scope);
        for (size_t i = 0; q != RAPPORT_SANS && i < x->r->indicateurs_n; i++) {
            size_t k = systeme_juge(x->r, i) ? same_indicateur(x, i) : RAPPORT_SANS;
            const struct rapport_chiffre *now = systeme_chiffre(x->r, x->periode, p, i);
            const struct rapport_chiffre *then =
                k == RAPPORT_SANS ? NULL : systeme_chiffre(x->avant, x->periode_avant, q, k);
            if (now && then)
                compare(x, now, then);
        }
    }
}

size_t differences_controler(const struct audit *a)
{
    const struct rapport *r = a->versions[a->versions_n - 1];
    size_t n = 0;
    for (size_t v = 0; v + 1 < a->versions_n; v++)
        for (size_t i = 0; i < r->periodes_n; i++)
            for (size_t k = 0; k < a->versions[v]->periodes_n; k++) {
                const struct period *now = &r->periodes[i], *then = &a->versions[v]->periodes[k];
                if (then->debut != now->debut || then->fin > now->fin)
                    continue;
                struct paire x = {.a = a, .r = r, .avant = a->versions[v], .periode = i, .periode_avant = k};
                compare_all(&x);
                n += x.few_n;
            }
    return n;
}
