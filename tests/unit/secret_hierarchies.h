/* Random hierarchies protected and audited, and suppressions taken back: what the tests of both builds share. */
#ifndef CVG_TESTS_SECRET_HIERARCHIES_H
#define CVG_TESTS_SECRET_HIERARCHIES_H

#include "secret_monde.h"
#include "auditeur/audit.h"
#include "programme/secret_modele.h"

static inline void hierarchies_show(void *arg, const struct audit_cellule *c)
{
    struct buf *out = arg;
    scope_format(&c->perimetre, out);
    buf_addf(out, " %s %s: %g to %g, wanted %g\n", c->code, c->partie, c->bas, c->haut, c->besoin);
}

/* How many cells the public (attaquant RAPPORT_SANS) or a coordination (perimeter of the report) bounds too tightly. */
static inline size_t hierarchies_tight_n(const struct rapport *const *versions, size_t n, const struct rapport *truth,
                                         size_t attaquant, struct buf *out)
{
    struct audit a = {.versions = versions, .versions_n = n, .dire = hierarchies_show, .arg = out};
    struct err e = {0};
    size_t found;
    if (attaquant != RAPPORT_SANS) {
        a.connait = truth;
        a.territoire = truth->perimetres[attaquant].scope;
    }
    if (audit_controler(&a, &found, &e)) {
        buf_addf(out, "%s\n", e.text);
        return 1;
    }
    return found;
}

static inline size_t hierarchies_all_tight_n(const struct rapport *const *versions, size_t n,
                                             const struct rapport *truth, bool first, struct buf *out)
{
    size_t found = hierarchies_tight_n(versions, n, truth, RAPPORT_SANS, out);
    for (size_t p = 0; p < truth->perimetres_n && !(first && found); p++)
        if (truth->perimetres[p].scope.kind == SCOPE_TERRITOIRE)
            found += hierarchies_tight_n(versions, n, truth, p, out);
    return found;
}

struct cas {
    struct rapport *verite, *publie, *avant;
    struct secret_regles regles;
};

/* What was published before so many people of one chantier were declared. */
static inline struct rapport *hierarchies_late(struct rapport *verite, const struct monde *m,
                                               const struct secret_regles *regles, size_t people, uint64_t *seed)
{
    static const unsigned percent[4] = {50, 50, 50, 50};
    struct rapport *before = monde_publier(verite, NULL, 0, regles);
    size_t chantier = verite->perimetres_n - 1 - draw(seed, (uint32_t)(m->territoires * m->chantiers));
    for (size_t i = 0; i < people; i++)
        monde_add_personne(verite, m, chantier, percent, seed);
    return before;
}

/* One hierarchy in four has an earlier release by other rules, so that it told other cells; and one an earlier release
 * that was corrected. */
static inline struct cas hierarchies_make(uint64_t *seed, size_t number)
{
    struct monde m = {.territoires = 2 + draw(seed, 5),
                      .chantiers = 2 + draw(seed, 2),
                      .cles = 2 + draw(seed, 4),
                      .gens_min = (int)draw(seed, 4),
                      .gens_max = 6 + (int)draw(seed, 20),
                      .operationnels = draw(seed, 3) == 0,
                      .figures = 4 + draw(seed, MONDE_FIGURES - 3)};
    struct cas c = {.verite = monde_faire(&m, seed),
                    .regles = {.k = 3 + (int32_t)draw(seed, 3),
                               .k_sensible = 6 + (int32_t)draw(seed, 5),
                               .chantiers = 1 + (int32_t)draw(seed, 3),
                               .dominance_pourcent = 80 + (int32_t)draw(seed, 21)}};
    if (number % 4 == 0) {
        struct secret_regles other = {
            .k = 2 + (int32_t)draw(seed, 6), .k_sensible = 8, .chantiers = 1, .dominance_pourcent = 100};
        c.avant = monde_publier(c.verite, NULL, 0, &other);
    }
    if (number % 4 == 2)
        c.avant = hierarchies_late(c.verite, &m, &c.regles, 1 + draw(seed, 12), seed);
    const struct rapport *avant[] = {c.avant};
    c.publie = monde_publier(c.verite, avant, c.avant != NULL, &c.regles);
    return c;
}

static inline void hierarchies_end(struct cas *c)
{
    rapport_free(&c->verite);
    rapport_free(&c->publie);
    rapport_free(&c->avant);
}

/* ---- mutants ---- */

struct rang {
    size_t chiffre, ligne;
};

/* Rows that the rules, and what was told before, alone would tell. */
static inline size_t hierarchies_second(const struct cas *c, struct rang *out, size_t cap)
{
    struct secret_modele m;
    struct rapport *copy = monde_copier(c->verite);
    size_t n = 0;
    copy->secret_k = c->regles.k;
    copy->secret_k_sensible = c->regles.k_sensible;
    copy->secret_chantiers = c->regles.chantiers;
    copy->secret_dominance = c->regles.dominance_pourcent;
    must(secret_modele_init(&m, copy, 0));
    secret_primaire(&m);
    if (c->avant)
        secret_avant(&m, c->avant);
    for (size_t i = 0; i < c->publie->chiffres_n; i++) {
        const struct rapport_chiffre *x = &c->publie->chiffres[i];
        for (size_t p = 0; p < m.perimetres_n; p++)
            for (size_t t = 0; t < m.tableaux_n; t++)
                for (size_t l = 0; m.perimetres[p] == x->perimetre && m.tableaux[t].indicateur == x->indicateur &&
                                   m.tableaux[t].juge && l < m.tableaux[t].lignes_n && n < cap;
                     l++)
                    if (x->etats[l] == RAPPORT_SECRET &&
                        m.etats[p * m.lignes_n + m.tableaux[t].ligne + l] == SECRET_DIT)
                        out[n++] = (struct rang){i, l};
    }
    secret_modele_deinit(&m);
    rapport_free(&copy);
    return n;
}

/* What was published, with one row told that was withheld for others' sake. */
static inline struct rapport *hierarchies_mutant(const struct cas *c, const struct rang *at)
{
    struct rapport *mutant = monde_copier(c->verite);
    mutant->secret_k = c->regles.k;
    mutant->secret_k_sensible = c->regles.k_sensible;
    for (size_t i = 0; i < mutant->chiffres_n; i++)
        memcpy(mutant->chiffres[i].etats, c->publie->chiffres[i].etats, rapport_lignes_n(mutant, &mutant->chiffres[i]));
    mutant->chiffres[at->chiffre].etats[at->ligne] = RAPPORT_PUBLIE;
    rapport_masquer(mutant);
    return mutant;
}

/* Protects `n` hierarchies and has each audited for the public and every coordination; 0, or 1 with what was found. */
static inline int hierarchies_audit(size_t n, struct secret_compte *territoires_out, struct buf *out)
{
    uint64_t seed = 20231231;
    *territoires_out = (struct secret_compte){0};
    for (size_t i = 0; i < n; i++) {
        struct cas c = hierarchies_make(&seed, i);
        const struct rapport *versions[] = {c.avant ? c.avant : c.publie, c.publie};
        size_t found = hierarchies_all_tight_n(versions + !c.avant, 1 + (c.avant != NULL), c.verite, false, out);
        struct secret_compte seen = secret_compter(c.publie, SCOPE_TERRITOIRE);
        territoires_out->lignes += seen.lignes;
        territoires_out->dites += seen.dites;
        hierarchies_end(&c);
        if (found) {
            buf_addf(out, "hierarchy %zu: %zu cells are bounded too tightly\n", i, found);
            return 1;
        }
    }
    return 0;
}

/* Takes back one secondary suppression, `n` times: the auditor must find something. */
static inline int hierarchies_mutate(size_t n, struct buf *out)
{
    uint64_t seed = 77;
    struct rang rows[64];
    for (size_t i = 1, tried = 0; tried < n; i++) {
        struct cas c = hierarchies_make(&seed, i);
        const struct rapport *versions[] = {c.avant, NULL};
        size_t rows_n = hierarchies_second(&c, rows, 64), step = 1 + rows_n / 8, missed = 0;
        for (size_t k = draw(&seed, (uint32_t)step); k < rows_n && tried < n && !missed; k += step, tried++) {
            struct rapport *mutant = hierarchies_mutant(&c, &rows[k]);
            const struct rapport_chiffre *x = &mutant->chiffres[rows[k].chiffre];
            versions[1] = mutant;
            missed = !hierarchies_all_tight_n(versions + !c.avant, 1 + (c.avant != NULL), c.verite, true, out);
            if (!missed)
                buf_reset(out); /* what it found is as it should be */
            else
                buf_addf(out, "hierarchy %zu: nothing is uncovered by telling %s, row %zu, of %s\n", i,
                         mutant->indicateurs[x->indicateur].forme.code, rows[k].ligne,
                         mutant->perimetres[x->perimetre].scope.code);
            rapport_free(&mutant);
        }
        hierarchies_end(&c);
        if (missed)
            return 1;
    }
    return 0;
}

#endif
