/* What is found in a plan; a test that looks for what is not there fails. */
#ifndef CVG_TESTS_DOCUMENT_PLAN_H
#define CVG_TESTS_DOCUMENT_PLAN_H

#include <cmocka.h>
#include <string.h>

#include "document_fixture.h"
#include "document/plan.h"

/* The report that all tests of a file are about. */
static struct made_up world;

static int setup(void **state)
{
    (void)state;
    made_up_init(&world);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    made_up_deinit(&world);
    return 0;
}

static inline const struct plan_table *find_table(const struct plan *p, const char *titre)
{
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].genre == PLAN_TABLE && strcmp(p->blocs[i].table->titre, titre) == 0)
            return p->blocs[i].table;
    fail_msg("no table « %s »", titre);
    return NULL;
}

static inline const struct plan_graphique *find_chart(const struct plan *p, const char *titre)
{
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].genre == PLAN_GRAPHIQUE && strcmp(p->blocs[i].graphique->titre, titre) == 0)
            return p->blocs[i].graphique;
    fail_msg("no chart « %s »", titre);
    return NULL;
}

static inline const struct plan_valeur *cell(const struct plan_table *t, const char *row, const char *column)
{
    for (size_t i = 0; i < t->lignes_n; i++)
        for (size_t c = 1; c < t->colonnes_n; c++)
            if (strcmp(t->cellules[i * t->colonnes_n].texte, row) == 0 && strcmp(t->colonnes[c].nom, column) == 0)
                return &t->cellules[i * t->colonnes_n + c];
    fail_msg("« %s » : no « %s », « %s »", t->titre, row, column);
    return NULL;
}

static inline const struct plan_panneau *find_panel(const struct plan_graphique *g, const char *nom)
{
    for (size_t i = 0; i < g->panneaux_n; i++)
        if (strcmp(g->panneaux[i].nom, nom) == 0)
            return &g->panneaux[i];
    fail_msg("no curve « %s »", nom);
    return NULL;
}

static inline bool says(const struct plan *p, const char *words)
{
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].texte && strstr(p->blocs[i].texte, words))
            return true;
    return false;
}

#endif
