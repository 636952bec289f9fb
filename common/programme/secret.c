/* Disclosure control: puts the states of the model, and of what needs none, into a report. */
#include "programme/secret_modele.h"
#include "programme/secret_sommes.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "programme/definitions.h"

static const char TEXT_NO_NATION[] = "ce rapport n'a pas de chiffres de la nation : rien ne peut en être publié";

struct secret_regles secret_regles_de(const struct definitions *d)
{
    const struct numbers *n = &d->numbers;
    return (struct secret_regles){.k = n->secret_k_others,
                                  .k_sensible = n->secret_k,
                                  .chantiers = n->secret_chantiers,
                                  .dominance_pourcent = n->secret_dominance};
}

static void put(const struct rapport *r, struct rapport_chiffre *c, enum rapport_etat etat)
{
    memset(c->etats, (int)etat, rapport_lignes_n(r, c));
}

static bool no_den(const struct indicator *i, const int64_t *slots)
{
    switch (i->kind) {
    case KIND_TAUX:
    case KIND_MOYENNE:
    case KIND_RATIO:
        return slots[1] == 0;
    case KIND_REPARTITION:
        return slots[0] == 0;
    default:
        return false;
    }
}

/* Headcounts are public by convention, of every perimeter and programme; what counts no person's characteristic is told
 * of territories and above. The rest is withheld, until the model says otherwise. */
static void put_without_model(const struct rapport *r, struct rapport_chiffre *c)
{
    const struct indicator *i = &r->indicateurs[c->indicateur].forme;
    bool effectif = text_starts(i->code, "effectif.");
    bool chantier = r->perimetres[c->perimetre].scope.kind == SCOPE_CHANTIER;
    bool told = i->kind == KIND_COMPTE && (effectif || !chantier);
    if (!chantier && strcmp(c->programme, r->programme) == 0) {
        told |= text_starts(i->code, "coordination.") || text_starts(i->code, "qualite.");
        told |= effectif && (i->kind == KIND_SOMME || i->kind == KIND_RATIO);
    }
    bool unknown = no_den(i, c->slots) || c->etats[0] == RAPPORT_INCONNU; /* as when no coordination sent anything */
    put(r, c, !told ? RAPPORT_SECRET : unknown ? RAPPORT_INCONNU : RAPPORT_PUBLIE);
}

static void put_masque(const struct secret_modele *m, size_t at, struct rapport_masque *out)
{
    const struct secret_raison *x = &m->raisons[at];
    *out = (struct rapport_masque){.raison = (enum rapport_raison)x->quoi};
    if (x->quoi != RAPPORT_RAISON_PROTEGE)
        return;
    size_t a = x->cellule % m->atomes_n;
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[a]];
    if (secret_ligne_de(m, a) != SECRET_SANS && secret_dit(m, x->cellule / m->atomes_n, a)) {
        out->raison = RAPPORT_RAISON_ENSEMBLE; /* what asked for it was told since: others need it */
        return;
    }
    out->perimetre = m->perimetres[x->cellule / m->atomes_n];
    out->indicateur = t->indicateur;
    out->ligne = t->genre == KIND_REPARTITION && a - t->atome < t->lignes_n ? a - t->atome : 0;
}

static void put_perimetre(const struct secret_modele *m, size_t p, size_t in_report)
{
    const struct rapport *r = m->r;
    for (size_t i = 0; i < m->tableaux_n; i++) {
        const struct secret_tableau *t = &m->tableaux[i];
        const struct rapport_chiffre *c = m->chiffres[in_report * r->indicateurs_n + t->indicateur];
        if (!c || !t->juge)
            continue;
        for (size_t l = 0; l < t->lignes_n; l++) {
            size_t at = p * m->lignes_n + t->ligne + l;
            c->etats[l] = m->etats[at] != SECRET_DIT ? RAPPORT_SECRET
                          : m->inconnu[at]           ? RAPPORT_INCONNU
                                                     : RAPPORT_PUBLIE;
            if (c->etats[l] == RAPPORT_SECRET)
                put_masque(m, at, &c->masques[l]);
        }
    }
}

struct travail {
    pthread_t fil;
    bool parti;
    struct rapport *r;
    size_t periode;
    const struct rapport *const *avant;
    size_t avant_n;
};

static void *proteger_periode(void *of)
{
    const struct travail *t = of;
    const struct rapport *r = t->r;
    struct secret_modele m;
    if (secret_modele_init(&m, r, t->periode)) {
        secret_primaire(&m);
        for (size_t i = 0; i < t->avant_n; i++)
            secret_avant(&m, t->avant[i]);
        secret_second(&m);
        for (size_t p = 0; p < m.perimetres_n; p++)
            put_perimetre(&m, p, m.perimetres[p]);
        if (m.jumeau != SECRET_SANS)
            put_perimetre(&m, m.nation, m.jumeau);
    }
    secret_modele_deinit(&m);
    return NULL;
}

/* Nothing links the periods of a report, and each writes the states of its own figures only: one thread each, the
 * last on this one. */
static void proteger_periodes(struct rapport *r, const struct rapport *const *avant, size_t avant_n)
{
    struct travail *t = mem_new_n(r->periodes_n + 1, sizeof *t);
    for (size_t i = 0; i < r->periodes_n; i++) {
        t[i] = (struct travail){.r = r, .periode = i, .avant = avant, .avant_n = avant_n};
        t[i].parti = i + 1 < r->periodes_n && pthread_create(&t[i].fil, NULL, proteger_periode, &t[i]) == 0;
        if (!t[i].parti)
            proteger_periode(&t[i]);
    }
    for (size_t i = 0; i < r->periodes_n; i++)
        if (t[i].parti)
            must(pthread_join(t[i].fil, NULL) == 0);
    free(t);
}

int secret_proteger(struct rapport *r, const struct rapport *const *avant, size_t avant_n,
                    const struct secret_regles *regles, struct err *e)
{
    const struct scope nation = {.kind = SCOPE_NATION};
    if (rapport_find_perimetre(r, &nation) == RAPPORT_SANS)
        return err_set(e, ERR_FORMAT, "%s", TEXT_NO_NATION);
    r->secret_k = regles->k;
    r->secret_k_sensible = regles->k_sensible;
    r->secret_chantiers = regles->chantiers;
    r->secret_dominance = regles->dominance_pourcent;
    for (size_t i = 0; i < r->chiffres_n; i++) {
        struct rapport_chiffre *c = &r->chiffres[i];
        c->masques = arena_new(&r->memoire, (rapport_lignes_n(r, c) + 1) * sizeof *c->masques);
        put_without_model(r, c);
    }
    proteger_periodes(r, avant, avant_n);
    for (size_t i = 0; i < r->periodes_n; i++)
        secret_sommes(r, i, avant, avant_n);
    return 0;
}

struct secret_compte secret_compter(const struct rapport *r, enum scope_kind kind)
{
    struct secret_compte n = {0};
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        if (r->perimetres[c->perimetre].scope.kind != kind || strcmp(c->programme, r->programme) != 0)
            continue;
        for (size_t l = 0; l < rapport_lignes_n(r, c); l++) {
            n.lignes += c->etats[l] != RAPPORT_INCONNU;
            n.dites += c->etats[l] == RAPPORT_PUBLIE;
        }
    }
    return n;
}
