/* Small reports out of people drawn by chance, for the tests of disclosure control: territories with chantiers, figures
 * of every kind that is judged, and the links between them that hold by construction. */
#ifndef CVG_TESTS_SECRET_MONDE_H
#define CVG_TESTS_SECRET_MONDE_H

#include <stdio.h>
#include <string.h>

#include "programme_fixture.h"
#include "programme/rapport.h"
#include "programme/secret.h"

enum {
    MONDE_POPULATION, /* compte */
    MONDE_A,          /* taux */
    MONDE_CLES,       /* répartition */
    MONDE_PREMIERE,   /* taux: the first key of it */
    MONDE_S,          /* taux, sensitive */
    MONDE_PARMI_A,    /* taux over those with A */
    MONDE_PARMI_Z,    /* taux over those with Z, that no other figure counts; sensitive */
    MONDE_DUREE,      /* moyenne */
    MONDE_CLES_A,     /* répartition over those with A */
    MONDE_FIGURES
};

struct monde {
    size_t territoires, chantiers, cles; /* chantiers of each territory */
    int gens_min, gens_max;              /* people of a chantier */
    bool operationnels;                  /* all territories but the last */
    size_t figures;                      /* how many of the figures, from the first */
};

#define MONDE_CLES_MAX 8

static const struct {
    const char *code, *population, *expression;
    enum indicator_kind kind;
    bool sensitive;
} monde_figures[MONDE_FIGURES] = {
    [MONDE_POPULATION] = {"effectif.tous", "tous", "", KIND_COMPTE, false},
    [MONDE_A] = {"public.a", "tous", "a", KIND_TAUX, false},
    [MONDE_CLES] = {"public.cles", "tous", "c", KIND_REPARTITION, false},
    [MONDE_PREMIERE] = {"public.premiere", "tous", "c = 'K0'", KIND_TAUX, false},
    [MONDE_S] = {"sante.s", "tous", "s", KIND_TAUX, true},
    [MONDE_PARMI_A] = {"modalite.parmi_a", "tous AND a", "b", KIND_TAUX, false},
    [MONDE_PARMI_Z] = {"sante.parmi_z", "tous AND z", "b", KIND_TAUX, true},
    [MONDE_DUREE] = {"parcours.duree", "tous", "d", KIND_MOYENNE, false},
    [MONDE_CLES_A] = {"emploi.cles_a", "tous AND a", "e", KIND_REPARTITION, false},
};

static inline void monde_add_indicateurs(struct rapport *r, const struct monde *m)
{
    r->indicateurs_n = m->figures;
    r->indicateurs = arena_new(&r->memoire, MONDE_FIGURES * sizeof *r->indicateurs);
    for (size_t i = 0; i < m->figures; i++) {
        struct rapport_indicateur *x = &r->indicateurs[i];
        bool keys = monde_figures[i].kind == KIND_REPARTITION;
        x->forme = (struct indicator){.kind = monde_figures[i].kind,
                                      .code = mem_unconst(monde_figures[i].code),
                                      .label = mem_unconst(""),
                                      .unit = mem_unconst(""),
                                      .section = mem_unconst(""),
                                      .divisor = monde_figures[i].kind == KIND_MOYENNE ? 30 : 1,
                                      .sensitive = monde_figures[i].sensitive,
                                      .keys_n = keys ? m->cles : 0,
                                      .slots_n = monde_figures[i].kind == KIND_COMPTE ? 1
                                                 : keys                               ? m->cles + 2
                                                                                      : 3};
        x->population = monde_figures[i].population;
        x->expression = monde_figures[i].expression;
        x->cles = arena_new(&r->memoire, (MONDE_CLES_MAX + 1) * sizeof *x->cles);
        for (size_t k = 0; k < x->forme.keys_n; k++) {
            char text[32];
            snprintf(text, sizeof text, "K%zu", k);
            x->cles[k] = (struct rapport_cle){arena_text(&r->memoire, text, strlen(text)), ""};
        }
    }
}

static inline void monde_lien(struct rapport *r, size_t a, enum rapport_partie pa, size_t b, enum rapport_partie pb)
{
    if (a >= r->indicateurs_n || b >= r->indicateurs_n)
        return;
    struct rapport_lien *l = &r->liens[r->liens_n++];
    *l = (struct rapport_lien){.egal = true, .termes_n = 2, .termes = arena_new(&r->memoire, 2 * sizeof *l->termes)};
    l->termes[0] = (struct rapport_lien_terme){a, pa, 0, -1};
    l->termes[1] = (struct rapport_lien_terme){b, pb, 0, 1};
}

static inline void monde_add_liens(struct rapport *r)
{
    r->liens = arena_new(&r->memoire, 16 * sizeof *r->liens);
    for (size_t i = MONDE_A; i <= MONDE_S; i++)
        monde_lien(r, i, RAPPORT_PARTIE_TOTAL, MONDE_POPULATION, RAPPORT_PARTIE_TOTAL);
    monde_lien(r, MONDE_DUREE, RAPPORT_PARTIE_TOTAL, MONDE_POPULATION, RAPPORT_PARTIE_TOTAL);
    monde_lien(r, MONDE_PREMIERE, RAPPORT_PARTIE_NUM, MONDE_CLES, RAPPORT_PARTIE_CLE);
    monde_lien(r, MONDE_PREMIERE, RAPPORT_PARTIE_NR, MONDE_CLES, RAPPORT_PARTIE_NR);
    monde_lien(r, MONDE_PARMI_A, RAPPORT_PARTIE_TOTAL, MONDE_A, RAPPORT_PARTIE_NUM);
    monde_lien(r, MONDE_CLES_A, RAPPORT_PARTIE_TOTAL, MONDE_A, RAPPORT_PARTIE_NUM);
}

static inline void monde_add_perimetre(struct rapport *r, enum scope_kind kind, const char *code, size_t territoire,
                                       bool op)
{
    struct rapport_perimetre *p = &r->perimetres[r->perimetres_n++];
    *p = (struct rapport_perimetre){.scope = {.kind = kind},
                                    .nom = "",
                                    .territoire = {territoire, territoire},
                                    .operationnel = {op, op},
                                    .objectif = -1};
    snprintf(p->scope.code, sizeof p->scope.code, "%s", code);
}

static inline void monde_add_perimetres(struct rapport *r, const struct monde *m)
{
    char code[64];
    r->perimetres = arena_new(&r->memoire, (2 + m->territoires * (1 + m->chantiers)) * sizeof *r->perimetres);
    monde_add_perimetre(r, SCOPE_NATION, "", RAPPORT_SANS, false);
    if (m->operationnels)
        monde_add_perimetre(r, SCOPE_OPERATIONNELS, "", RAPPORT_SANS, false);
    size_t first = r->perimetres_n;
    for (size_t t = 0; t < m->territoires; t++) {
        snprintf(code, sizeof code, "T%zu", t);
        monde_add_perimetre(r, SCOPE_TERRITOIRE, code, RAPPORT_SANS, m->operationnels && t + 1 < m->territoires);
    }
    for (size_t t = 0; t < m->territoires; t++)
        for (size_t c = 0; c < m->chantiers; c++) {
            snprintf(code, sizeof code, "C%zu-%zu", t, c);
            monde_add_perimetre(r, SCOPE_CHANTIER, code, first + t, false);
        }
}

static inline void monde_add_chiffres(struct rapport *r)
{
    r->chiffres = arena_new(&r->memoire, (r->perimetres_n * r->indicateurs_n + 1) * sizeof *r->chiffres);
    for (size_t p = 0; p < r->perimetres_n; p++)
        for (size_t i = 0; i < r->indicateurs_n; i++) {
            struct rapport_chiffre *c = &r->chiffres[r->chiffres_n++];
            *c = (struct rapport_chiffre){.perimetre = p, .indicateur = i, .programme = r->programme};
            c->slots = arena_new(&r->memoire, (MONDE_CLES_MAX + 3) * sizeof *c->slots);
            c->etats = arena_new(&r->memoire, MONDE_CLES_MAX + 3);
            memset(c->etats, RAPPORT_PUBLIE, rapport_lignes_n(r, c));
        }
}

/* One person's answer to one figure, added to it. yes: -1 is not known. */
static inline void monde_answer(struct rapport *r, size_t p, size_t figure, int yes)
{
    if (figure >= r->indicateurs_n)
        return;
    int64_t *s = r->chiffres[p * r->indicateurs_n + figure].slots;
    switch (monde_figures[figure].kind) {
    case KIND_COMPTE:
        s[0]++;
        break;
    case KIND_REPARTITION:
        s[yes < 0 ? 1 : 0]++;
        if (yes >= 0)
            s[2 + yes]++;
        break;
    default:
        s[yes < 0 ? 2 : 1]++;
        if (yes >= 0)
            s[0] += yes;
    }
}

struct monde_personne {
    int a, b, c, d, e, s, z;
};

static inline int monde_maybe(uint64_t *seed, unsigned yes_percent)
{
    return draw(seed, 25) == 0 ? -1 : draw(seed, 100) < yes_percent;
}

static inline void monde_count(struct rapport *r, size_t p, const struct monde_personne *x)
{
    monde_answer(r, p, MONDE_POPULATION, 1);
    monde_answer(r, p, MONDE_A, x->a);
    monde_answer(r, p, MONDE_CLES, x->c);
    monde_answer(r, p, MONDE_PREMIERE, x->c < 0 ? -1 : x->c == 0);
    monde_answer(r, p, MONDE_S, x->s);
    monde_answer(r, p, MONDE_DUREE, x->d);
    if (x->a == 1) {
        monde_answer(r, p, MONDE_PARMI_A, x->b);
        monde_answer(r, p, MONDE_CLES_A, x->e);
    }
    if (x->z == 1)
        monde_answer(r, p, MONDE_PARMI_Z, x->b);
}

/* One person of a chantier, counted wherever that is. */
static inline void monde_add_personne(struct rapport *r, const struct monde *m, size_t chantier,
                                      const unsigned percent[4], uint64_t *seed)
{
    size_t t = r->perimetres[chantier].territoire[0];
    struct monde_personne x = {
        .a = monde_maybe(seed, percent[0]), .b = monde_maybe(seed, percent[1]), .s = monde_maybe(seed, percent[2])};
    x.z = monde_maybe(seed, percent[3]);
    x.c = draw(seed, 20) == 0 ? -1 : (int)(draw(seed, (uint32_t)m->cles) * draw(seed, 100) / 99);
    x.c = x.c >= (int)m->cles ? (int)m->cles - 1 : x.c;
    x.e = draw(seed, 20) == 0 ? -1 : (int)draw(seed, (uint32_t)m->cles);
    x.d = (int)draw(seed, 900);
    monde_count(r, chantier, &x);
    monde_count(r, t, &x);
    monde_count(r, 0, &x);
    if (m->operationnels && r->perimetres[t].operationnel[0])
        monde_count(r, 1, &x);
}

static inline void monde_add_gens(struct rapport *r, const struct monde *m, uint64_t *seed)
{
    for (size_t p = 0; p < r->perimetres_n; p++) {
        if (r->perimetres[p].scope.kind != SCOPE_CHANTIER)
            continue;
        unsigned percent[4];
        for (int i = 0; i < 4; i++)
            percent[i] = draw(seed, 101);
        int n = m->gens_min + (int)draw(seed, (uint32_t)(m->gens_max - m->gens_min + 1));
        for (int i = 0; i < n; i++)
            monde_add_personne(r, m, p, percent, seed);
    }
}

/* A frozen report: everything is told. The same seed gives the same. */
static inline struct rapport *monde_faire(const struct monde *m, uint64_t *seed)
{
    struct rapport *r = rapport_new();
    must(m->cles <= MONDE_CLES_MAX);
    r->programme = "CVG";
    r->definitions = r->motif = "";
    r->periodes_n = 1;
    must(period_parse("2023-C4", &r->periodes[0], NULL) == 0);
    monde_add_indicateurs(r, m);
    monde_add_liens(r);
    monde_add_perimetres(r, m);
    monde_add_chiffres(r);
    monde_add_gens(r, m, seed);
    rapport_sort(r);
    return r;
}

/* Adds the same figures a year before, when a territory (index of its perimeter) was not launched yet: they are none of
 * the operationnels'. */
static inline void monde_annee_avant(struct rapport *r, size_t essaimage)
{
    size_t n = r->chiffres_n;
    struct rapport_chiffre *list = arena_new(&r->memoire, 2 * n * sizeof *list);
    memcpy(list, r->chiffres, n * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        struct rapport_chiffre *x = &list[n + i];
        size_t slots_n = r->indicateurs[list[i].indicateur].forme.slots_n;
        *x = list[i];
        x->periode = 1;
        x->slots = arena_new(&r->memoire, slots_n * sizeof *x->slots);
        x->etats = arena_new(&r->memoire, rapport_lignes_n(r, x) + 1);
        memcpy(x->etats, list[i].etats, rapport_lignes_n(r, x));
        for (size_t s = 0; s < slots_n; s++) {
            bool gone = r->perimetres[x->perimetre].scope.kind == SCOPE_OPERATIONNELS;
            x->slots[s] =
                list[i].slots[s] - (gone ? list[essaimage * r->indicateurs_n + list[i].indicateur].slots[s] : 0);
        }
    }
    r->chiffres = list;
    r->chiffres_n = 2 * n;
    r->periodes_n = 2;
    must(period_year_before(&r->periodes[0], &r->periodes[1]));
    r->perimetres[essaimage].operationnel[1] = false;
    rapport_sort(r);
}

/* A copy of its own, through its JSON. */
static inline struct rapport *monde_copier(const struct rapport *r)
{
    struct buf b = {0};
    struct err e = {0};
    rapport_encode(r, &b);
    struct rapport *copy = rapport_decode(buf_text(&b), b.len, &e);
    if (!copy)
        fprintf(stderr, "%s\n", e.text);
    buf_deinit(&b);
    must(copy);
    return copy;
}

/* Protects a copy and empties it, as it is published. */
static inline struct rapport *monde_publier(const struct rapport *r, const struct rapport *const *avant, size_t avant_n,
                                            const struct secret_regles *regles)
{
    struct rapport *copy = monde_copier(r);
    struct err e = {0};
    must(secret_proteger(copy, avant, avant_n, regles, &e) == 0);
    rapport_masquer(copy);
    return copy;
}

#endif
