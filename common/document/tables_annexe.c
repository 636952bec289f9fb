/* The tables of the annexes: figures by territory, what was sent, what each figure counts, what changed. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "document/corps.h"
#include "document/ecrit.h"
#include "programme/expr.h"

#define TERRITOIRES_MAX 14 /* beside one another */

static const char NOM_INDICATEUR[] = "Indicateur";
static const char SUITE[] = "%s (%zu sur %zu)";

/* ---- a column a territory ---- */

static void add_perimeter(struct vue *v, size_t perimetre, size_t *columns, struct plan_colonne *shown, size_t *n)
{
    columns[*n] = perimetre;
    shown[1 + *n] = (struct plan_colonne){.nom = vue_perimetre_court(v, perimetre),
                                          .part = 1,
                                          .nombre = true,
                                          .fort = v->r->perimetres[perimetre].scope.kind != SCOPE_TERRITOIRE};
    (*n)++;
}

/* A row for this period and one for the year before. */
static void add_rows(struct vue *v, struct plan_table *t, const size_t *columns, size_t n, const char *code,
                     const char *label, size_t k)
{
    bool keys = vue_indicateur(v, code)->forme.kind == KIND_REPARTITION;
    for (size_t periode = 0; periode < v->r->periodes_n; periode++) {
        bool now = periode == VUE_MAINTENANT;
        struct plan_valeur *row = plan_table_row(v->plan, t,
                                                 !now                                  ? PLAN_LIGNE_AVANT
                                                 : keys || text_starts(label, "dont ") ? PLAN_LIGNE_DONT
                                                                                       : PLAN_LIGNE);
        row[0] = plan_mot(now ? label : v->plan->avant);
        for (size_t c = 0; c < n; c++)
            row[1 + c] =
                keys ? vue_cle_part(v, periode, columns[c], code, k) : vue_valeur(v, periode, columns[c], code);
    }
}

static void add_figure(struct vue *v, struct plan_table *t, const size_t *columns, size_t n,
                       const struct rapport_indicateur *i)
{
    if (i->forme.kind != KIND_REPARTITION) {
        add_rows(v, t, columns, n, i->forme.code, vue_libelle_court(v, i->forme.code), 0);
        return;
    }
    bool titled = false;
    for (size_t k = 0; k < i->forme.keys_n; k++)
        if (!vue_cle_absente(v, i->forme.code, k)) {
            if (!titled)
                plan_table_row(v->plan, t, PLAN_LIGNE_TITRE)[0] = plan_mot(vue_libelle(v, i->forme.code));
            titled = true;
            add_rows(v, t, columns, n, i->forme.code, plan_text(v->plan, i->cles[k].libelle), k);
        }
}

/* The figures of the piece, of some territories beside the whole. */
static void add_annex(struct vue *v, const struct piece *p, const char *titre, const size_t *territories, size_t n)
{
    size_t columns[2 + TERRITOIRES_MAX], columns_n = 0;
    struct plan_colonne shown[3 + TERRITOIRES_MAX] = {{.nom = NOM_INDICATEUR, .part = 3.4}};
    if (v->nation != RAPPORT_SANS)
        add_perimeter(v, v->nation, columns, shown, &columns_n);
    add_perimeter(v, v->principal, columns, shown, &columns_n);
    for (size_t i = 0; i < n; i++)
        add_perimeter(v, territories[i], columns, shown, &columns_n);
    struct plan_table *t = plan_table_new(v->plan, titre, shown, 1 + columns_n);
    for (size_t i = 0; i < v->r->indicateurs_n; i++)
        for (size_t c = 0; c < PIECE_CODES_MAX && p->codes[c]; c++)
            if (text_starts(v->r->indicateurs[i].forme.code, p->codes[c]))
                add_figure(v, t, columns, columns_n, &v->r->indicateurs[i]);
    plan_table_end(v->plan, t);
}

void tables_annexe(struct vue *v, const struct piece *p)
{
    size_t *territories = arena_new(&v->plan->memoire, v->r->perimetres_n * sizeof *territories), n = 0;
    for (size_t i = 0; i < v->r->perimetres_n; i++)
        if (v->r->perimetres[i].scope.kind == SCOPE_TERRITOIRE)
            territories[n++] = i;
    size_t tables_n = (n + TERRITOIRES_MAX - 1) / TERRITOIRES_MAX;
    for (size_t i = 0; i < tables_n; i++) {
        size_t from = i * TERRITOIRES_MAX, left = n - from;
        const char *titre = tables_n > 1 ? plan_textf(v->plan, SUITE, p->titre, i + 1, tables_n) : p->titre;
        add_annex(v, p, titre, territories + from, left < TERRITOIRES_MAX ? left : TERRITOIRES_MAX);
    }
}

/* ---- what was sent ---- */

static const struct plan_colonne REMONTEES[] = {{.nom = "Chantier ou coordination", .part = 3.6},
                                                {.nom = "Dernier export", .part = 1.4, .nombre = true, .fort = true},
                                                {.nom = "Lignes lues", .part = 1, .nombre = true},
                                                {.nom = "Mises de côté", .part = 1, .nombre = true},
                                                {.nom = "Situation", .part = 3}};
static const struct {
    const char *etat, *mot;
} RETENUS[] = {{"held", "Export du %s retenu, en attente d’une décision"},
               {"refused", "Export du %s refusé"},
               {"received", "Export du %s reçu, pas encore traité"},
               {"quarantined", "Export du %s mis en quarantaine"}};
static const char MANQUE[] = "Aucun export accepté : ne compte pas";
static const char AVANT_FIN[] = "Export qui s’arrête avant la fin de la période";
static const char RESUME[] =
    "Remontées attendues : %s ; qui comptent dans ce rapport : %s ; manquantes : %s ; avec un export retenu, refusé ou "
    "en attente : %s ; qui s’arrêtent avant la fin de la période : %s. Lignes lues : %s ; mises de côté : %s.";

static const char *situation(struct vue *v, const struct rapport_remontee *m)
{
    char day[CAL_DAY_LEN];
    for (size_t i = 0; m->retenu != CELL_NULL && i < sizeof RETENUS / sizeof *RETENUS; i++)
        if (strcmp(RETENUS[i].etat, m->retenu_etat) == 0) {
            struct buf b = {0};
            const char *at = strstr(RETENUS[i].mot, "%s");
            cal_format_day_fr(m->retenu, day);
            buf_addf(&b, "%.*s%s%s", (int)(at - RETENUS[i].mot), RETENUS[i].mot, day, at + 2);
            const char *text = plan_text(v->plan, buf_text(&b));
            buf_deinit(&b);
            return text;
        }
    return m->situation == CELL_NULL ? plan_text(v->plan, MANQUE) : m->avant_fin ? plan_text(v->plan, AVANT_FIN) : "";
}

static const char *shown(struct plan *p, int64_t n)
{
    return plan_entier(p, n).texte;
}

static void add_summary(struct vue *v)
{
    const struct rapport *r = v->r;
    int64_t counted = 0, held = 0, read = 0, aside = 0;
    for (size_t i = 0; i < r->remontees_n; i++) {
        counted += r->remontees[i].situation != CELL_NULL;
        held += r->remontees[i].retenu != CELL_NULL;
        read += r->remontees[i].lues;
        aside += r->remontees[i].ecartees;
    }
    struct plan *p = v->plan;
    int64_t all = (int64_t)r->remontees_n;
    plan_add(p, PLAN_PARAGRAPHE,
             plan_textf(p, RESUME, shown(p, all), shown(p, counted), shown(p, all - counted), shown(p, held),
                        shown(p, (int64_t)rapport_avant_fin_n(r)), shown(p, read), shown(p, aside)));
}

static void add_remontee(struct vue *v, struct plan_table *t, const struct rapport_remontee *m)
{
    bool there = m->situation != CELL_NULL;
    struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE);
    row[0] = plan_mot(plan_text(v->plan, *m->nom ? m->nom : m->reporter));
    row[1] = plan_jour(v->plan, m->situation);
    row[2] = there ? plan_entier(v->plan, m->lues) : plan_inconnu();
    row[3] = there ? plan_entier(v->plan, m->ecartees) : plan_inconnu();
    row[4] = plan_mot(situation(v, m));
}

static void add_remontees_of(struct vue *v, struct plan_table *t, const char *territoire, const char *nom)
{
    bool titled = false;
    for (size_t i = 0; i < v->r->remontees_n; i++) {
        if (strcmp(v->r->remontees[i].territoire, territoire) != 0)
            continue;
        if (!titled)
            plan_table_row(v->plan, t, PLAN_LIGNE_TITRE)[0] = plan_mot(plan_text(v->plan, nom));
        titled = true;
        add_remontee(v, t, &v->r->remontees[i]);
    }
}

/* Is it the first of a territory that is no perimeter of the report? */
static bool first_elsewhere(const struct rapport *r, size_t at)
{
    struct scope s = {.kind = SCOPE_TERRITOIRE};
    snprintf(s.code, sizeof s.code, "%s", r->remontees[at].territoire);
    for (size_t i = 0; i < at; i++)
        if (strcmp(r->remontees[i].territoire, s.code) == 0)
            return false;
    return rapport_find_perimetre(r, &s) == RAPPORT_SANS;
}

/* The territories in the order of all tables. */
void tables_remontees(struct vue *v, const struct piece *p)
{
    const struct rapport *r = v->r;
    if (!r->remontees_n)
        return;
    add_summary(v);
    struct plan_table *t = plan_table_new(v->plan, p->titre, REMONTEES, sizeof REMONTEES / sizeof *REMONTEES);
    for (size_t i = 0; i < r->perimetres_n; i++)
        if (r->perimetres[i].scope.kind == SCOPE_TERRITOIRE)
            add_remontees_of(v, t, r->perimetres[i].scope.code, r->perimetres[i].nom);
    for (size_t i = 0; i < r->remontees_n; i++)
        if (first_elsewhere(r, i))
            add_remontees_of(v, t, r->remontees[i].territoire, r->remontees[i].territoire);
    plan_table_end(v->plan, t);
}

/* ---- what each figure counts ---- */

static const struct plan_colonne DEFINITIONS[] = {{.nom = "Indicateur", .part = 2.7, .fort = true},
                                                  {.nom = "Code", .part = 2.9},
                                                  {.nom = "Genre", .part = 1.6},
                                                  {.nom = "Population", .part = 2.5},
                                                  {.nom = "Condition ou expression", .part = 3.4},
                                                  {.nom = "Sensible", .part = 1.1}};
static const char *const GENRES[KIND_COUNT] = {"", "compte", "taux", "moyenne", "répartition", "somme", "ratio"};

void tables_definitions(struct vue *v, const struct piece *p)
{
    struct plan_table *t = plan_table_new(v->plan, p->titre, DEFINITIONS, sizeof DEFINITIONS / sizeof *DEFINITIONS);
    const char *section = "";
    t->code = 1;
    for (size_t i = 0; i < v->r->indicateurs_n; i++) {
        const struct rapport_indicateur *f = &v->r->indicateurs[i];
        if (strcmp(f->forme.section, section) != 0) {
            section = f->forme.section;
            plan_table_row(v->plan, t, PLAN_LIGNE_TITRE)[0] = plan_mot(plan_text(v->plan, section));
        }
        struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE);
        row[0] = plan_mot(vue_libelle(v, f->forme.code));
        row[1] = plan_mot(f->forme.code);
        row[2] = plan_mot(GENRES[f->forme.kind]);
        row[3] = plan_mot(f->population);
        row[4] = plan_mot(f->expression);
        row[5] = plan_mot(f->forme.sensitive ? "oui" : "non");
    }
    plan_table_end(v->plan, t);
}
