/* What earlier releases tell. Of the same period: numbers that still stand are known, whatever is withheld now; and
 * withheld ones that still stand obey their equations. An equation of an earlier release that does not hold any more
 * tells nothing: something in it was corrected. Of the same period before a correction, and of another cumulative one
 * of the same year: the differences between what was told and what would be are a tableau as any other, of the
 * people who moved. Where they are few nothing of it is told again, not even what stands: that would leave the rest. */
#include "programme/secret_modele.h"

#include <stdlib.h>
#include <string.h>

struct lecture {
    struct secret_modele *m;
    struct secret_modele avant; /* over the earlier report: its values where told, states as it was published */
    size_t *perimetre;          /* [m->perimetres_n] position in `avant`; SECRET_SANS: it has none */
    size_t *atome;              /* [m->atomes_n] the same */
    bool *bouge;                /* [m->perimetres_n] somebody moved there: what stands is not known to */
    bool *bouge_avant;          /* [avant.perimetres_n] the same */
};

static size_t same_perimetre(const struct secret_modele *m, const struct secret_modele *avant, size_t p)
{
    const struct scope *s = &m->r->perimetres[m->perimetres[p]].scope;
    for (size_t q = 0; q < avant->perimetres_n; q++) {
        const struct scope *o = &avant->r->perimetres[avant->perimetres[q]].scope;
        if (o->kind == s->kind && strcmp(o->code, s->code) == 0)
            return q;
    }
    return SECRET_SANS;
}

static void match_atomes(struct lecture *l, const struct secret_tableau *t)
{
    const struct secret_modele *b = &l->avant;
    const struct rapport_indicateur *x = &l->m->r->indicateurs[t->indicateur];
    for (size_t i = 0; i < b->tableaux_n; i++) {
        const struct secret_tableau *o = &b->tableaux[i];
        const struct rapport_indicateur *y = &b->r->indicateurs[o->indicateur];
        /* the same word for something else is no address of the same */
        if (o->genre != t->genre || strcmp(x->forme.code, y->forme.code) != 0 ||
            strcmp(x->population, y->population) != 0 || strcmp(x->expression, y->expression) != 0)
            continue;
        if (t->genre != KIND_REPARTITION) {
            for (size_t a = 0; a < t->atomes_n; a++)
                l->atome[t->atome + a] = o->atome + a;
            return;
        }
        l->atome[t->atome + t->atomes_n - 1] = o->atome + o->atomes_n - 1;
        for (size_t k = 0; k < t->lignes_n; k++)
            for (size_t n = 0; n < o->lignes_n; n++)
                if (strcmp(x->cles[k].cle, y->cles[n].cle) == 0)
                    l->atome[t->atome + k] = o->atome + n;
        return;
    }
}

/* The states as they were published. */
static void read_etats(struct secret_modele *b)
{
    for (size_t p = 0; p < b->perimetres_n; p++)
        for (size_t i = 0; i < b->tableaux_n; i++) {
            const struct secret_tableau *t = &b->tableaux[i];
            const struct rapport_chiffre *c = b->chiffres[b->perimetres[p] * b->r->indicateurs_n + t->indicateur];
            for (size_t n = 0; n < t->lignes_n; n++)
                b->etats[p * b->lignes_n + t->ligne + n] =
                    c && c->etats[n] != RAPPORT_SECRET ? SECRET_DIT : SECRET_PRIMAIRE;
        }
}

static bool told_then(const struct lecture *l, size_t q, size_t b)
{
    return b != SECRET_SANS && secret_dit(&l->avant, q, b);
}

/* Numbers that were told and stand. */
static void read_told(struct lecture *l)
{
    struct secret_modele *m = l->m;
    for (size_t p = 0; p < m->perimetres_n; p++) {
        size_t q = l->perimetre[p];
        for (size_t a = 0; q != SECRET_SANS && a < m->atomes_n; a++) {
            size_t b = l->atome[a], ligne = secret_ligne_de(m, a);
            if (b == SECRET_SANS)
                continue;
            if (told_then(l, q, b)) {
                if (secret_valeur(m, p, a) == secret_valeur(&l->avant, q, b) && !l->bouge[p])
                    m->fixe[p * m->atomes_n + a] = true;
            } else if (ligne != SECRET_SANS) {
                m->avant_secret[p * m->lignes_n + ligne] = true;
            }
        }
    }
}

struct somme {
    size_t *perimetres, *atomes;
    size_t n;
    int64_t rest; /* what the told numbers leave, less what the unknown ones are now: 0 where it holds */
};

static void keep(struct secret_modele *m, const struct somme *s)
{
    if (!s->n || s->rest)
        return;
    struct secret_equation *x;
    m->equations = mem_room(m->equations, m->equations_n, &m->equations_cap, sizeof *m->equations);
    x = &m->equations[m->equations_n++];
    *x = (struct secret_equation){.n = s->n,
                                  .perimetres = arena_new(&m->memoire, s->n * sizeof *x->perimetres),
                                  .atomes = arena_new(&m->memoire, s->n * sizeof *x->atomes)};
    memcpy(x->perimetres, s->perimetres, s->n * sizeof *x->perimetres);
    memcpy(x->atomes, s->atomes, s->n * sizeof *x->atomes);
}

/* Of what was told of a whole, its told parts taken off: the unknown parts. false: one of them is not there now. */
static bool minus(const struct lecture *l, struct somme *s, size_t q, size_t b)
{
    const struct secret_modele *m = l->m;
    if (told_then(l, q, b)) {
        s->rest -= secret_valeur(&l->avant, q, b);
        return true;
    }
    for (size_t p = 0; p < m->territoires_n; p++)
        for (size_t a = 0; l->perimetre[p] == q && a < m->atomes_n; a++)
            if (l->atome[a] == b) {
                s->perimetres[s->n] = p;
                s->atomes[s->n++] = a;
                s->rest -= secret_valeur(m, p, a);
                return true;
            }
    return false;
}

/* A nation that was told is the sum of its territories, as they were then. */
static void read_sommes(struct lecture *l, struct somme *s, size_t whole)
{
    struct secret_modele *b = &l->avant;
    for (size_t a = 0; whole != SECRET_SANS && a < l->m->atomes_n; a++) {
        size_t of = l->atome[a];
        bool all = true;
        if (of == SECRET_SANS || l->bouge_avant[whole] || !secret_dit(b, whole, of))
            continue;
        *s = (struct somme){.perimetres = s->perimetres, .atomes = s->atomes, .rest = secret_valeur(b, whole, of)};
        for (size_t q = 0; q < b->territoires_n; q++)
            if (whole == b->nation || b->operationnel[q])
                all = minus(l, s, q, of) && all;
        if (all)
            keep(l->m, s);
    }
}

/* The den of a répartition was told as long as one of its keys was: the others make the rest of it. */
static void read_dens(struct lecture *l, struct somme *s)
{
    const struct secret_modele *b = &l->avant;
    for (size_t q = 0; q < b->territoires_n; q++)
        for (size_t i = 0; i < b->tableaux_n; i++) {
            const struct secret_tableau *t = &b->tableaux[i];
            const struct rapport_chiffre *c = b->chiffres[b->perimetres[q] * b->r->indicateurs_n + t->indicateur];
            bool all = true;
            if (t->genre != KIND_REPARTITION || !c || l->bouge_avant[q] ||
                !secret_dit(b, q, t->atome + t->atomes_n - 1))
                continue;
            *s = (struct somme){.perimetres = s->perimetres, .atomes = s->atomes, .rest = c->slots[0]};
            for (size_t k = 0; k < t->lignes_n; k++)
                all = minus(l, s, q, t->atome + k) && all;
            if (all)
                keep(l->m, s);
        }
}

/* ---- differences ---- */

/* What is known of how a tableau moved in a perimeter: of people who came, and of people who went. */
struct mouvement {
    int64_t venus, partis;
    int64_t den; /* of those whose answer is known, all in all */
};

static bool compared(const struct lecture *l, size_t p, size_t a)
{
    return l->perimetre[p] != SECRET_SANS && told_then(l, l->perimetre[p], l->atome[a]);
}

static int64_t change_of(const struct lecture *l, size_t p, size_t a)
{
    return secret_valeur(l->m, p, a) - secret_valeur(&l->avant, l->perimetre[p], l->atome[a]);
}

static void add_change(struct mouvement *x, int64_t change)
{
    if (change > 0)
        x->venus += change;
    else
        x->partis -= change;
}

/* The den of a répartition as it was told. */
static int64_t den_then(const struct lecture *l, size_t p, const struct secret_tableau *t)
{
    const struct secret_modele *b = &l->avant;
    size_t i = b->tableaux[b->tableau_de[l->atome[t->atome + t->atomes_n - 1]]].indicateur;
    const struct rapport_chiffre *c = b->chiffres[b->perimetres[l->perimetre[p]] * b->r->indicateurs_n + i];
    must(c);
    return c->slots[0];
}

/* By key, and all those that were not told in one. */
static void read_repartition(const struct lecture *l, size_t p, const struct secret_tableau *t, struct mouvement *x)
{
    int64_t rest = -den_then(l, p, t);
    for (size_t a = t->atome; a < t->atome + t->lignes_n; a++)
        rest += secret_valeur(l->m, p, a);
    x->den = rest;
    for (size_t a = t->atome; a < t->atome + t->lignes_n; a++)
        if (compared(l, p, a)) {
            add_change(x, change_of(l, p, a));
            rest -= change_of(l, p, a);
        }
    add_change(x, rest);
}

static struct mouvement read_mouvement(const struct lecture *l, size_t p, const struct secret_tableau *t)
{
    struct mouvement x = {0};
    size_t nr = t->atome + t->atomes_n - 1;
    if (t->genre == KIND_REPARTITION) {
        read_repartition(l, p, t, &x);
    } else if (t->genre == KIND_TAUX) {
        add_change(&x, change_of(l, p, t->atome));
        add_change(&x, change_of(l, p, t->atome + 1));
        x.den = change_of(l, p, t->atome) + change_of(l, p, t->atome + 1);
    } else {
        x.den = change_of(l, p, t->atome + 1);
        add_change(&x, x.den ? x.den : change_of(l, p, t->atome) != 0); /* at least one person's amount */
    }
    if (t->sensible) /* having no answer is one */
        add_change(&x, change_of(l, p, nr));
    return x;
}

/* Nothing, or k on either side, tells on nobody; nor does a key that none of k chose, where that is not sensitive. */
static bool few(const struct secret_tableau *t, int64_t change, int64_t others)
{
    bool zero_key = change == 0 && t->genre == KIND_REPARTITION && !t->sensible;
    return (change || others) && ((llabs(change) < t->k && !zero_key) || llabs(others) < t->k);
}

/* One row that was told and would be told again, of a tableau in which k people moved. */
static bool tells_of_few(const struct lecture *l, size_t p, const struct secret_tableau *t, size_t ligne, int64_t den)
{
    if (t->genre == KIND_MOYENNE)
        return few(t, den, den);
    int64_t change = change_of(l, p, t->atome + ligne);
    return few(t, change, den - change);
}

/* Does an earlier report of this very period tell the row already? */
static bool known(const struct secret_modele *m, size_t p, const struct secret_tableau *t, size_t ligne)
{
    const bool *fixe = &m->fixe[p * m->atomes_n + t->atome];
    return t->genre == KIND_REPARTITION ? fixe[ligne] : fixe[0] && fixe[1] && fixe[2];
}

static void judge_mouvement(struct lecture *l, size_t p, size_t tableau)
{
    struct secret_modele *m = l->m;
    const struct secret_tableau *t = &m->tableaux[tableau];
    struct mouvement x = read_mouvement(l, p, t);
    int64_t people = x.venus > x.partis ? x.venus : x.partis;
    if (people == 0)
        return;
    l->bouge[p] = l->bouge_avant[l->perimetre[p]] = true;
    for (size_t n = 0; n < t->lignes_n; n++)
        if (!known(m, p, t, n) &&
            (people < t->k ||
             (compared(l, p, t->atome + (t->genre == KIND_REPARTITION ? n : 0)) && tells_of_few(l, p, t, n, x.den))))
            secret_interdire(m, p, t->ligne + n, RAPPORT_RAISON_CORRECTION);
}

static void read_differences(struct lecture *l)
{
    const struct secret_modele *m = l->m;
    for (size_t i = 0; i < m->tableaux_n; i++) {
        const struct secret_tableau *t = &m->tableaux[i];
        size_t nr = t->atome + t->atomes_n - 1; /* told as long as anything is */
        for (size_t p = 0; t->juge && l->atome[nr] != SECRET_SANS && p < m->perimetres_n; p++)
            if (compared(l, p, nr))
                judge_mouvement(l, p, i);
    }
}

/* ---- a release ---- */

static void match(struct lecture *l)
{
    read_etats(&l->avant);
    for (size_t p = 0; p < l->m->perimetres_n; p++)
        l->perimetre[p] = same_perimetre(l->m, &l->avant, p);
    for (size_t a = 0; a < l->m->atomes_n; a++)
        l->atome[a] = SECRET_SANS;
    for (size_t i = 0; i < l->m->tableaux_n; i++)
        if (l->m->tableaux[i].juge)
            match_atomes(l, &l->m->tableaux[i]);
}

static void read_equations(struct lecture *l)
{
    struct secret_modele *m = l->m, *b = &l->avant;
    struct somme s = {.perimetres = mem_new_n(m->atomes_n + b->atomes_n + b->perimetres_n + 1, sizeof *s.perimetres),
                      .atomes = mem_new_n(m->atomes_n + b->atomes_n + b->perimetres_n + 1, sizeof *s.atomes)};
    read_told(l);
    read_sommes(l, &s, b->nation);
    read_sommes(l, &s, b->operationnels);
    read_dens(l, &s);
    free(s.perimetres);
    free(s.atomes);
}

void secret_avant(struct secret_modele *m, const struct rapport *avant)
{
    const struct period *now = &m->r->periodes[m->periode];
    for (size_t i = 0; i < avant->periodes_n; i++) {
        if (avant->periodes[i].debut != now->debut || strcmp(avant->programme, m->r->programme) != 0)
            continue;
        struct lecture l = {.m = m,
                            .perimetre = mem_new_n(m->perimetres_n + 1, sizeof *l.perimetre),
                            .atome = mem_new_n(m->atomes_n + 1, sizeof *l.atome),
                            .bouge = mem_new_n(m->perimetres_n + 1, sizeof *l.bouge)};
        if (secret_modele_init(&l.avant, avant, i)) {
            l.bouge_avant = arena_new(&l.avant.memoire, l.avant.perimetres_n + 1);
            match(&l);
            read_differences(&l);
            if (avant->periodes[i].fin == now->fin)
                read_equations(&l);
        }
        secret_modele_deinit(&l.avant);
        free(l.perimetre);
        free(l.atome);
        free(l.bouge);
    }
}
