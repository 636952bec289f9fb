/* Blocks, one after the other, and the values in them. */
#include "document/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "document/ecrit.h"
#include "programme/expr.h"
#include "programme/figures.h"

#define MOINS "\u2212"

static const char SECRET[] = "s";
static const char INCONNU[] = "\u2013";
static const char NOTE_SECRET[] = "s : chiffre masqué par le secret statistique.";
static const char NOTE_INCONNU[] = "– : sans objet ou non connu ; 0 est un zéro.";
static const char NOTE_LES_DEUX[] =
    "s : chiffre masqué par le secret statistique. – : sans objet ou non connu ; 0 est un zéro.";

void plan_free(struct plan **p)
{
    if (!*p)
        return;
    arena_deinit(&(*p)->memoire);
    free((*p)->blocs);
    mem_free(p);
}

bool plan_explains(const struct plan *p)
{
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].genre == PLAN_TABLE && p->blocs[i].table->code)
            return true;
    return false;
}

const char *plan_text(struct plan *p, const char *s)
{
    struct buf b = {0};
    ecrit_typographie(s, &b);
    const char *kept = arena_text(&p->memoire, buf_text(&b), b.len);
    buf_deinit(&b);
    return kept;
}

const char *plan_textf(struct plan *p, const char *fmt, ...)
{
    char room[2048];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(room, sizeof room, fmt, ap);
    va_end(ap);
    return plan_text(p, room);
}

struct plan_bloc *plan_add(struct plan *p, enum plan_genre g, const char *texte)
{
    p->blocs = mem_room(p->blocs, p->blocs_n, &p->blocs_cap, sizeof *p->blocs);
    struct plan_bloc *b = &p->blocs[p->blocs_n++];
    *b = (struct plan_bloc){.genre = g, .texte = texte ? plan_text(p, texte) : NULL};
    return b;
}

/* ---- tables ---- */

struct plan_table *plan_table_new(struct plan *p, const char *titre, const struct plan_colonne *colonnes, size_t n)
{
    struct plan_table *t = arena_new(&p->memoire, sizeof *t);
    struct plan_colonne *own = arena_new(&p->memoire, n * sizeof *own);
    memcpy(own, colonnes, n * sizeof *own);
    t->titre = titre ? plan_text(p, titre) : "";
    t->colonnes = own;
    t->colonnes_n = n;
    return t;
}

/* Rows double in the arena: what is left behind goes with it. */
struct plan_valeur *plan_table_row(struct plan *p, struct plan_table *t, enum plan_ligne kind)
{
    if (t->lignes_n == t->lignes_cap) {
        size_t cap = t->lignes_cap ? 2 * t->lignes_cap : 16;
        struct plan_valeur *cells = arena_new(&p->memoire, cap * t->colonnes_n * sizeof *cells);
        enum plan_ligne *kinds = arena_new(&p->memoire, cap * sizeof *kinds);
        if (t->lignes_n) {
            memcpy(cells, t->cellules, t->lignes_n * t->colonnes_n * sizeof *cells);
            memcpy(kinds, t->lignes, t->lignes_n * sizeof *kinds);
        }
        t->cellules = cells;
        t->lignes = kinds;
        t->lignes_cap = cap;
    }
    t->lignes[t->lignes_n] = kind;
    struct plan_valeur *row = &t->cellules[t->lignes_n++ * t->colonnes_n];
    for (size_t c = 0; c < t->colonnes_n; c++)
        row[c] = plan_mot(NULL);
    return row;
}

static void add_note(struct plan *p, bool secret, bool inconnu)
{
    if (secret || inconnu)
        plan_add(p, PLAN_NOTE, secret && inconnu ? NOTE_LES_DEUX : secret ? NOTE_SECRET : NOTE_INCONNU);
}

void plan_table_end(struct plan *p, struct plan_table *t)
{
    if (!t->lignes_n)
        return;
    for (size_t i = 0; i < t->lignes_n * t->colonnes_n; i++) {
        t->secret |= t->cellules[i].etat == PLAN_SECRET;
        t->inconnu |= t->cellules[i].etat == PLAN_INCONNU;
    }
    plan_add(p, PLAN_TABLE, NULL)->table = t;
    add_note(p, t->secret, t->inconnu);
}

void plan_graphique_end(struct plan *p, struct plan_graphique *g)
{
    for (size_t s = 0; s < g->series_n; s++)
        for (size_t i = 0; i < g->categories_n; i++) {
            g->secret |= g->series[s].valeurs[i].etat == PLAN_SECRET;
            g->inconnu |= g->series[s].valeurs[i].etat == PLAN_INCONNU;
        }
    for (size_t i = 0; i < g->panneaux_n; i++)
        g->inconnu |= g->panneaux[i].inconnu;
    plan_add(p, PLAN_GRAPHIQUE, NULL)->graphique = g;
    add_note(p, g->secret, g->inconnu);
}

/* ---- values ---- */

struct plan_valeur plan_mot(const char *texte)
{
    return (struct plan_valeur){.etat = texte && *texte ? PLAN_DIT : PLAN_VIDE, .texte = texte ? texte : ""};
}

struct plan_valeur plan_inconnu(void)
{
    return (struct plan_valeur){.etat = PLAN_INCONNU, .texte = INCONNU};
}

struct plan_valeur plan_secret(void)
{
    return (struct plan_valeur){.etat = PLAN_SECRET, .texte = SECRET};
}

static void print_day(int32_t day, struct buf *out)
{
    char text[CAL_DAY_LEN];
    cal_format_day_fr(day, text);
    buf_adds(out, text);
}

void plan_valeur_print(struct plan *p, struct plan_valeur *v)
{
    struct buf b = {0};
    int64_t n = v->arrondi, size = n < 0 ? -n : n;
    if (v->forme == PLAN_JOUR) {
        print_day((int32_t)n, &b);
    } else {
        buf_adds(&b, n < 0 ? MOINS : v->ecart && n > 0 ? "+" : "");
        figure_show_int(v->forme == PLAN_DIXIEME ? size / 10 : size, &b);
        if (v->forme == PLAN_DIXIEME)
            buf_addf(&b, ",%d", (int)(size % 10));
        if (v->forme == PLAN_POURCENT)
            buf_adds(&b, v->ecart ? ECRIT_FINE "pt" : ECRIT_FINE "%");
        if (v->forme == PLAN_POURCENT && v->ecart && size > 1)
            buf_addc(&b, 's');
    }
    v->texte = arena_text(&p->memoire, buf_text(&b), b.len);
    buf_deinit(&b);
}

struct plan_valeur plan_entier(struct plan *p, int64_t n)
{
    struct plan_valeur v = {.etat = PLAN_DIT, .forme = PLAN_ENTIER, .nombre = (double)n, .arrondi = n};
    plan_valeur_print(p, &v);
    return v;
}

struct plan_valeur plan_jour(struct plan *p, int32_t jour)
{
    struct plan_valeur v = {.etat = PLAN_DIT, .forme = PLAN_JOUR, .nombre = jour, .arrondi = jour};
    if (jour == CELL_NULL)
        return plan_inconnu();
    plan_valeur_print(p, &v);
    return v;
}

struct plan_valeur plan_ecart(struct plan *p, const struct plan_valeur *a, const struct plan_valeur *b)
{
    if (a->etat == PLAN_SECRET || b->etat == PLAN_SECRET)
        return plan_secret();
    if (a->etat != PLAN_DIT || b->etat != PLAN_DIT)
        return plan_inconnu();
    struct plan_valeur v = {.etat = PLAN_DIT, .forme = a->forme, .ecart = true, .arrondi = a->arrondi - b->arrondi};
    /* of what is printed, so that a page adds up */
    v.nombre = (double)v.arrondi / (v.forme == PLAN_DIXIEME ? 10 : v.forme == PLAN_POURCENT ? 100 : 1);
    plan_valeur_print(p, &v);
    return v;
}
