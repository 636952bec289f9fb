/* A report of the real catalogue that is made up: three territories of which two are operational, four chantiers, every
 * figure a plausible number that is the same in every run, and the sums above them. */
#ifndef CVG_TESTS_DOCUMENT_FIXTURE_H
#define CVG_TESTS_DOCUMENT_FIXTURE_H

#include "document/document.h"
#include "document/plan.h"
#include "programme/rapport_faire.h"
#include "programme_fixture.h"

struct made_up {
    struct definitions *d;
    struct reference ref;
    uint64_t seed;
};

static inline void made_up_init(struct made_up *m)
{
    static const struct {
        const char *id, *territoire;
        int32_t objectif;
    } chantiers[] = {{"LYO1", "LYON", 120}, {"LYO2", "LYON", 90}, {"NAN1", "NANTES", 150}, {"REN1", "RENNES", 60}};
    *m = (struct made_up){.d = fixture_definitions(), .seed = 2023};
    reference_add_territoire(&m->ref, "LYON", "Métropole de Lyon", "FNDSA", cal_day(2020, 1, 1));
    reference_add_territoire(&m->ref, "NANTES", "Nantes Métropole", "ASBL", cal_day(2021, 3, 1));
    reference_add_territoire(&m->ref, "RENNES", "Rennes Métropole", "FAS", cal_day(2023, 10, 1));
    for (size_t i = 0; i < sizeof chantiers / sizeof *chantiers; i++)
        reference_add_ligne(&m->ref, chantiers[i].id, chantiers[i].territoire, INT32_MIN, INT32_MAX,
                            chantiers[i].objectif);
    reference_seal(&m->ref);
}

static inline void made_up_deinit(struct made_up *m)
{
    reference_deinit(&m->ref);
    definitions_free(&m->d);
}

/* 0 to n. */
static inline int64_t made_up_number(struct made_up *m, int64_t n)
{
    m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((m->seed >> 33) % (uint64_t)(n + 1));
}

static inline void made_up_figure(struct made_up *m, const struct indicator *i, int64_t *at)
{
    int64_t people = 80 + made_up_number(m, 120), part = made_up_number(m, people);
    switch (i->kind) {
    case KIND_REPARTITION:
        for (size_t k = 0; k < i->keys_n; k++)
            at[0] += at[2 + k] = 11 + made_up_number(m, 60);
        at[1] = made_up_number(m, 12);
        break;
    case KIND_TAUX:
        memcpy(at, (int64_t[]){part, people, made_up_number(m, 9)}, 3 * sizeof *at);
        break;
    case KIND_MOYENNE:
        memcpy(at, (int64_t[]){people * 480, people, 2}, 3 * sizeof *at);
        break;
    case KIND_RATIO:
        memcpy(at, (int64_t[]){people, people + 10}, 2 * sizeof *at);
        break;
    default:
        at[0] = people * (i->decimal ? 100 : 1);
    }
}

/* Figures of the territories and of the chantiers, and their sums. */
static inline void made_up_period(struct made_up *m, struct rapport *r, size_t periode)
{
    size_t len = contribution_len(m->d), slots = m->d->catalogue->slots_n;
    int64_t *sums = mem_new_n(r->perimetres_n * len, sizeof *sums);
    struct coverage *coverage = mem_new_n(r->perimetres_n, sizeof *coverage);
    size_t programme = (size_t)programme_find(m->d, "CVG");
    for (size_t p = 0; p < r->perimetres_n; p++) {
        int64_t *own = sums + p * len + programme * slots;
        coverage[p] = (struct coverage){4, 3, cal_day(2023, 12, 29)};
        if (r->perimetres[p].scope.kind != SCOPE_TERRITOIRE && r->perimetres[p].scope.kind != SCOPE_CHANTIER)
            continue;
        for (size_t i = 0; i < m->d->catalogue->indicators_n; i++)
            made_up_figure(m, &m->d->catalogue->indicators[i], own + m->d->catalogue->indicators[i].slot);
        for (size_t up = 0; up < 2 && r->perimetres[p].scope.kind == SCOPE_TERRITOIRE; up++)
            for (size_t s = 0; s < slots && (up == 0 || r->perimetres[p].operationnel[periode]); s++)
                sums[up * len + programme * slots + s] += own[s];
    }
    rapport_add_chiffres(r, m->d, periode, sums, coverage);
    free(sums);
    free(coverage);
}

static inline void made_up_bridge(struct rapport *r)
{
    static struct rapport_terme terms[] = {{"entrees", 40}, {"sorties", -25}, {"declarations_tardives", 0}};
    r->ponts = arena_new(&r->memoire, 3 * sizeof *r->ponts);
    for (size_t i = 0; i < 3; i++)
        r->ponts[i] = (struct rapport_pont){.perimetre = i ? 1 + i : 0,
                                            .code = "effectif.file_active",
                                            .avant = "2022-C4, arrêté",
                                            .de = 300,
                                            .a = 315,
                                            .termes = terms,
                                            .termes_n = 3};
    r->ponts_n = 3;
}

/* A draft of 2023-C4; the caller frees. */
static inline struct rapport *made_up_report(struct made_up *m, const char *quarter)
{
    struct period p;
    struct err e;
    if (period_parse(quarter, &p, &e))
        abort();
    struct rapport *r = rapport_begin(m->d, "CVG", &p);
    rapport_add_perimetres(r, &m->ref);
    rapport_add_remontee(r, "LYO1", "LYON", &(struct reporter_facts){cal_day(2023, 12, 31), 1136, 4});
    rapport_add_remontee(r, "LYO2", "LYON", &(struct reporter_facts){cal_day(2023, 12, 29), 80, 0});
    rapport_add_remontee(r, "NAN1", "NANTES", &(struct reporter_facts){cal_day(2023, 12, 31), 210, 1});
    rapport_add_remontee(r, "REN1", "RENNES", &(struct reporter_facts){.situation = CELL_NULL});
    r->connu_us = INT64_C(1705309920000000); /* 15 January 2024, 10:12 in Paris */
    rapport_avant_fin(r, &m->ref);
    rapport_nom_du_chantier(r, "LYO1", "L'Atelier <des> Roses & Cie");
    rapport_en_attente(r, "LYO2", cal_day(2023, 12, 30), "held");
    for (size_t periode = 0; periode < r->periodes_n; periode++)
        made_up_period(m, r, periode);
    rapport_sort(r);
    for (size_t i = 0; i < 5; i++) {
        int32_t days[24];
        int64_t values[24];
        for (int k = 0; k < 24; k++) {
            days[k] = cal_add_months(cal_day(2022, 1, 31), k);
            values[k] = 200 + 10 * (int64_t)i + k;
        }
        rapport_add_courbe(r, i, days, values, 24);
    }
    made_up_bridge(r);
    return r;
}

static inline size_t made_up_place(const struct rapport *r, const char *scope)
{
    struct scope s;
    struct err e;
    if (scope_parse(scope, &s, &e))
        abort();
    return rapport_find_perimetre(r, &s);
}

/* No chantier of Rennes ever sent an export: its numbers are 0 for want of one. */
static inline void made_up_silent(struct rapport *r)
{
    static const char *const scopes[] = {"territoire:RENNES", "chantier:REN1"};
    for (size_t k = 0; k < 2; k++) {
        size_t at = made_up_place(r, scopes[k]);
        r->perimetres[at].couverture = (struct coverage){.expected = 1};
        for (size_t i = 0; i < r->chiffres_n; i++)
            if (r->chiffres[i].perimetre == at)
                memset(r->chiffres[i].slots, 0,
                       r->indicateurs[r->chiffres[i].indicateur].forme.slots_n * sizeof(int64_t));
        for (size_t i = 0; i < r->courbes_n; i++)
            if (r->courbes[i].perimetre == at)
                memset(r->courbes[i].file_active, 0, r->courbes[i].n * sizeof(int64_t));
    }
}

static inline struct rapport_chiffre *made_up_find(struct rapport *r, size_t periode, const char *scope,
                                                   const char *code)
{
    return mem_unconst(rapport_find(r, r->programme, periode, made_up_place(r, scope), code));
}

/* Closed and published: what is marked is withheld, of the chantiers all but their counts. */
static inline void made_up_publish(struct rapport *r)
{
    r->version = 1;
    r->arrete_us = r->connu_us + INT64_C(86400000000);
    rapport_masquer(r);
}

#endif
