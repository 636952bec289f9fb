/* Figures told twice, subtracted: nobody may have come or gone, or at least k; and of a cell k on either side of it. */
#include "auditeur/differences.h"

#include <math.h>
#include <stdint.h>
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

static double k_of(const struct paire *x, const struct indicator *i)
{
    return i->sensitive ? x->r->secret_k_sensible : x->r->secret_k;
}

/* Of a part: how it moved, and the others; of all (partie NULL): who came, and who went. */
static void find(struct paire *x, const struct rapport_chiffre *now, const char *partie, double change, double others)
{
    const struct indicator *i = &x->r->indicateurs[now->indicateur].forme;
    x->few_n++;
    x->a->dire(x->a->arg, &(struct audit_cellule){.perimetre = x->r->perimetres[now->perimetre].scope,
                                                  .periode = x->r->periodes[x->periode].name,
                                                  .code = i->code,
                                                  .partie = partie ? partie : "total",
                                                  .bas = change,
                                                  .haut = others,
                                                  .besoin = k_of(x, i),
                                                  .depuis = x->avant->periodes[x->periode_avant].name,
                                                  .en_tout = !partie,
                                                  .trop_serree = true});
}

/* Those who came and those who went, as far as what was told both times shows them. */
struct passage {
    double venus, partis;
};

static void pass(struct passage *p, double change)
{
    p->venus += fmax(change, 0);
    p->partis += fmax(-change, 0);
}

/* Few people moved: false, and nothing of the figure should have been told again. */
static bool enough(struct paire *x, const struct rapport_chiffre *now, const struct passage *p)
{
    const struct indicator *i = &x->r->indicateurs[now->indicateur].forme;
    double people = fmax(p->venus, p->partis);
    if (people > 0 && people < k_of(x, i))
        find(x, now, NULL, p->venus, p->partis);
    return people >= k_of(x, i);
}

/* Did an earlier release of this very period tell the row with the same numbers (`cle` of a répartition)? */
static bool known_by(const struct paire *x, const struct rapport *old, const struct rapport_chiffre *now, size_t cle)
{
    const struct period *p = &x->r->periodes[x->periode];
    const struct rapport_indicateur *i = &x->r->indicateurs[now->indicateur];
    size_t q = 0, where = rapport_find_perimetre(old, &x->r->perimetres[now->perimetre].scope);
    while (q < old->periodes_n && (old->periodes[q].debut != p->debut || old->periodes[q].fin != p->fin))
        q++;
    if (q == old->periodes_n || where == RAPPORT_SANS)
        return false;
    const struct rapport_chiffre *then = rapport_find(old, old->programme, q, where, i->forme.code);
    if (!then || old->indicateurs[then->indicateur].forme.slots_n != i->forme.slots_n)
        return false;
    if (i->forme.kind == KIND_REPARTITION)
        return then->etats[cle] != RAPPORT_SECRET && then->slots[2 + cle] == now->slots[2 + cle];
    return then->etats[0] != RAPPORT_SECRET && memcmp(then->slots, now->slots, 3 * sizeof *now->slots) == 0;
}

static bool known(const struct paire *x, const struct rapport_chiffre *now, size_t cle)
{
    for (size_t v = 0; v + 1 < x->a->versions_n; v++)
        if (known_by(x, x->a->versions[v], now, cle))
            return true;
    return false;
}

static void judge(struct paire *x, const struct rapport_chiffre *now, const char *partie, double change, double others)
{
    const struct indicator *i = &x->r->indicateurs[now->indicateur].forme;
    double k = k_of(x, i);
    bool zero_key = i->kind == KIND_REPARTITION && change == 0 && !i->sensitive;
    if ((change != 0 || others != 0) && ((fabs(change) < k && !zero_key) || fabs(others) < k))
        find(x, now, partie, change, others);
}

static double den(const struct rapport *r, const struct rapport_chiffre *c)
{
    return (double)c->slots[r->indicateurs[c->indicateur].forme.kind == KIND_REPARTITION ? 0 : 1];
}

/* A key's position in the earlier report, where it was told; SIZE_MAX. */
static size_t key_then(const struct paire *x, const struct rapport_chiffre *now, const struct rapport_chiffre *then,
                       size_t a)
{
    const struct rapport_indicateur *i = &x->r->indicateurs[now->indicateur],
                                    *k = &x->avant->indicateurs[then->indicateur];
    for (size_t b = 0; b < k->forme.keys_n; b++)
        if (strcmp(i->cles[a].cle, k->cles[b].cle) == 0)
            return now->etats[a] != RAPPORT_SECRET && then->etats[b] != RAPPORT_SECRET ? b : SIZE_MAX;
    return SIZE_MAX;
}

static void compare_cles(struct paire *x, const struct rapport_chiffre *now, const struct rapport_chiffre *then)
{
    const struct rapport_indicateur *i = &x->r->indicateurs[now->indicateur];
    double all = den(x->r, now) - den(x->avant, then), rest = all;
    struct passage p = {0};
    bool any = false;
    for (size_t a = 0; a < i->forme.keys_n; a++) {
        size_t b = key_then(x, now, then, a);
        if (b == SIZE_MAX)
            continue;
        any |= !known(x, now, a);
        pass(&p, (double)(now->slots[2 + a] - then->slots[2 + b]));
        rest -= (double)(now->slots[2 + a] - then->slots[2 + b]);
    }
    pass(&p, rest);
    if (i->forme.sensitive)
        pass(&p, (double)(now->slots[1] - then->slots[1]));
    for (size_t a = 0; any && enough(x, now, &p) && a < i->forme.keys_n; a++) {
        size_t b = key_then(x, now, then, a);
        double change = b == SIZE_MAX ? 0 : (double)(now->slots[2 + a] - then->slots[2 + b]);
        if (b != SIZE_MAX && !known(x, now, a))
            judge(x, now, i->cles[a].cle, change, all - change);
    }
}

static void compare(struct paire *x, const struct rapport_chiffre *now, const struct rapport_chiffre *then)
{
    const struct indicator *i = &x->r->indicateurs[now->indicateur].forme;
    double all = den(x->r, now) - den(x->avant, then), change = (double)(now->slots[0] - then->slots[0]);
    struct passage p = {0};
    if (i->kind == KIND_REPARTITION) {
        compare_cles(x, now, then);
        return;
    }
    if (now->etats[0] == RAPPORT_SECRET || then->etats[0] == RAPPORT_SECRET || known(x, now, 0))
        return;
    if (i->kind == KIND_MOYENNE) {
        pass(&p, all != 0 ? all : change != 0);
        change = all;
    } else {
        pass(&p, change);
        pass(&p, all - change);
    }
    if (i->sensitive)
        pass(&p, (double)(now->slots[2] - then->slots[2]));
    if (enough(x, now, &p))
        judge(x, now, "num", change, i->kind == KIND_MOYENNE ? all : all - change);
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
                if (then->debut != now->debut)
                    continue;
                struct paire x = {.a = a, .r = r, .avant = a->versions[v], .periode = i, .periode_avant = k};
                compare_all(&x);
                n += x.few_n;
            }
    return n;
}
