/* Tables of places: a row a territory, or a row a chantier below its territory; two columns a figure, this period and
 * the year before. */
#include <string.h>

#include "document/corps.h"

#define CODES_MAX 5

static const char NOM_TERRITOIRE[] = "Territoire";
static const char NOM_CHANTIER[] = "Chantier";
static const char NOM_OBJECTIF[] = "Objectif";

struct places {
    struct plan_table *t;
    const char *codes[CODES_MAX];
    size_t n;
    bool target; /* a last column for it */
};

static void begin(struct vue *v, struct places *x, const struct piece *p, const char *first)
{
    struct plan_colonne columns[2 + 2 * CODES_MAX] = {{.nom = first, .part = 2.6}};
    size_t n = 1;
    *x = (struct places){.n = 0};
    for (size_t i = 0; i < PIECE_CODES_MAX && p->codes[i]; i++) {
        if (x->n == CODES_MAX || !vue_indicateur(v, p->codes[i]))
            continue;
        x->codes[x->n++] = p->codes[i];
        x->target |= strcmp(p->codes[i], "effectif.objectif") == 0;
        const char *label = vue_libelle(v, p->codes[i]);
        columns[n++] = (struct plan_colonne){
            .nom = plan_textf(v->plan, "%s %s", label, v->plan->maintenant), .part = 1.2, .nombre = true, .fort = true};
        if (vue_a_avant(v))
            columns[n++] = (struct plan_colonne){.nom = v->plan->avant, .part = .85, .nombre = true};
    }
    if (x->target)
        columns[n++] = (struct plan_colonne){.nom = NOM_OBJECTIF, .part = 1.1, .nombre = true};
    x->t = plan_table_new(v->plan, p->titre, columns, n);
}

static void add_place(struct vue *v, struct places *x, size_t perimetre, enum plan_ligne kind)
{
    const struct rapport_perimetre *p = &v->r->perimetres[perimetre];
    struct plan_valeur *row = plan_table_row(v->plan, x->t, kind);
    size_t c = 0;
    row[c++] = plan_mot(plan_text(v->plan, p->nom));
    for (size_t i = 0; i < x->n; i++) {
        row[c++] = vue_valeur(v, VUE_MAINTENANT, perimetre, x->codes[i]);
        if (vue_a_avant(v))
            row[c++] = vue_valeur(v, VUE_AVANT, perimetre, x->codes[i]);
    }
    if (x->target)
        row[c] = p->objectif >= 0 ? plan_entier(v->plan, p->objectif) : plan_inconnu();
}

void tables_territoires(struct vue *v, const struct piece *p)
{
    struct places x;
    begin(v, &x, p, NOM_TERRITOIRE);
    for (size_t i = 0; i < v->r->perimetres_n; i++)
        if (v->r->perimetres[i].scope.kind == SCOPE_TERRITOIRE)
            add_place(v, &x, i, PLAN_LIGNE);
    if (v->nation != RAPPORT_SANS)
        add_place(v, &x, v->principal, PLAN_LIGNE_TOTAL);
    add_place(v, &x, v->nation != RAPPORT_SANS ? v->nation : v->principal, PLAN_LIGNE_TOTAL);
    plan_table_end(v->plan, x.t);
}

void tables_chantiers(struct vue *v, const struct piece *p)
{
    struct places x;
    begin(v, &x, p, NOM_CHANTIER);
    for (size_t t = 0; t < v->r->perimetres_n; t++) {
        bool titled = false;
        for (size_t i = 0; i < v->r->perimetres_n; i++) {
            if (v->r->perimetres[i].scope.kind != SCOPE_CHANTIER || v->r->perimetres[i].territoire[VUE_MAINTENANT] != t)
                continue;
            if (!titled)
                add_place(v, &x, t, PLAN_LIGNE_TOTAL);
            titled = true;
            add_place(v, &x, i, PLAN_LIGNE_DONT);
        }
    }
    plan_table_end(v->plan, x.t);
}
