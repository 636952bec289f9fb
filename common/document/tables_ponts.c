/* What changed: the bridges, of the whole with a picture, of the territories in one table a figure. */
#include <string.h>

#include "document/corps.h"
#include "programme/pont.h"

static const struct plan_colonne PONT[] = {{.nom = "Terme", .part = 2.6},
                                           {.nom = "Effet", .part = 1, .nombre = true, .fort = true},
                                           {.nom = "Ce qu’il compte", .part = 6}};
static const char PONT_TITRE[] = "%s, %s : de « %s » à cette version";
static const char PONT_RIEN[] =
    "Depuis « %s », rien n’a changé : aucun terme d’aucun pont n’est différent de 0, ni pour l’ensemble, ni pour un "
    "territoire.";
static const char PONT_INCHANGE[] = "%s, %s : %s, sans changement depuis « %s ».";
static const char PONT_TERRITOIRES_INCHANGES[] = "%s : sans changement dans aucun territoire depuis « %s ».";
static const char PONT_COMMUN[] = "nation et territoires opérationnels";
static const char PONT_TERRITOIRES[] = "%s, par territoire : de « %s » à cette version";
static const char PONT_AUCUN[] = "Aucun rapport d’un trimestre antérieur n’était arrêté quand celui-ci a été fait : il "
                                 "n’y a rien à quoi le comparer.";
static const char NOM_TERRITOIRE[] = "Territoire";
static const char NOM_AVANT[] = "Avant";
static const char NOM_APRES[] = "Cette version";
static struct plan_valeur signed_value(struct vue *v, int64_t n)
{
    struct plan_valeur x = plan_entier(v->plan, n);
    x.ecart = true;
    plan_valeur_print(v->plan, &x);
    return x;
}

/* ---- of the whole ---- */

static void total_row(struct vue *v, struct plan_table *t, const char *what, int64_t n)
{
    struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE_TOTAL);
    row[0] = plan_mot(plan_text(v->plan, what));
    row[1] = plan_entier(v->plan, n);
}

static bool moves(const struct rapport_pont *b)
{
    for (size_t i = 0; i < b->termes_n; i++)
        if (b->termes[i].n)
            return true;
    return b->de != b->a;
}

static void add_bridge(struct vue *v, const struct rapport_pont *b, const char *of)
{
    if (!moves(b)) {
        plan_add(v->plan, PLAN_PARAGRAPHE,
                 plan_textf(v->plan, PONT_INCHANGE, vue_libelle(v, b->code), of, plan_entier(v->plan, b->a).texte,
                            b->avant));
        return;
    }
    const char *title = plan_textf(v->plan, PONT_TITRE, vue_libelle(v, b->code), of, b->avant);
    struct plan_table *t = plan_table_new(v->plan, title, PONT, sizeof PONT / sizeof *PONT);
    total_row(v, t, b->avant, b->de);
    for (size_t i = 0; i < b->termes_n; i++) {
        struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE);
        row[0] = plan_mot(plan_text(v->plan, pont_libelle(b->termes[i].cle)));
        row[1] = signed_value(v, b->termes[i].n);
        row[2] = plan_mot(plan_text(v->plan, pont_explication(b->termes[i].cle)));
    }
    total_row(v, t, v->plan->version, b->a);
    graphiques_cascade(v, t, title);
    plan_table_end(v->plan, t);
}

/* ---- of the territories ---- */

static bool of_territory(const struct vue *v, const struct rapport_pont *b)
{
    return v->r->perimetres[b->perimetre].scope.kind == SCOPE_TERRITOIRE;
}

static int64_t effect(const struct rapport_pont *b, const char *cle)
{
    int64_t n = 0;
    for (size_t i = 0; i < b->termes_n; i++)
        if (strcmp(b->termes[i].cle, cle) == 0)
            n += b->termes[i].n;
    return n;
}

/* Of a territory that was there only a year before there is nothing to say. */
static bool nothing_there(const struct vue *v, const struct rapport_pont *b)
{
    return !b->de && !b->a && !rapport_en_est(v->r, b->perimetre, VUE_MAINTENANT);
}

/* Has a bridge of that figure this term? One that all have at 0 is no column. */
static bool is_told(const struct vue *v, const char *code, const char *avant, const char *cle)
{
    for (size_t i = 0; i < v->r->ponts_n; i++) {
        const struct rapport_pont *b = &v->r->ponts[i];
        if (of_territory(v, b) && strcmp(b->code, code) == 0 && strcmp(b->avant, avant) == 0 && effect(b, cle))
            return true;
    }
    return false;
}

static void add_territories(struct vue *v, const struct rapport_pont *of)
{
    struct plan_colonne columns[3 + PONT_TERME_COUNT] = {{.nom = NOM_TERRITOIRE, .part = 2.6},
                                                         {.nom = NOM_AVANT, .part = 1, .nombre = true}};
    const char *keys[PONT_TERME_COUNT];
    size_t n = 0;
    for (enum pont_terme t = 0; t < PONT_TERME_COUNT; t++)
        if (is_told(v, of->code, of->avant, pont_cle(t))) {
            columns[2 + n] = (struct plan_colonne){
                .nom = plan_text(v->plan, pont_libelle(pont_cle(t))), .part = 1.15, .nombre = true};
            keys[n++] = pont_cle(t);
        }
    if (!n) {
        plan_add(v->plan, PLAN_PARAGRAPHE,
                 plan_textf(v->plan, PONT_TERRITOIRES_INCHANGES, vue_libelle(v, of->code), of->avant));
        return;
    }
    columns[2 + n] = (struct plan_colonne){.nom = NOM_APRES, .part = 1, .nombre = true, .fort = true};
    struct plan_table *t = plan_table_new(
        v->plan, plan_textf(v->plan, PONT_TERRITOIRES, vue_libelle(v, of->code), of->avant), columns, 3 + n);
    for (size_t i = 0; i < v->r->ponts_n; i++) {
        const struct rapport_pont *b = &v->r->ponts[i];
        if (!of_territory(v, b) || nothing_there(v, b) || strcmp(b->code, of->code) != 0 ||
            strcmp(b->avant, of->avant) != 0)
            continue;
        struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE);
        row[0] = plan_mot(plan_text(v->plan, v->r->perimetres[b->perimetre].nom));
        row[1] = plan_entier(v->plan, b->de);
        for (size_t k = 0; k < n; k++)
            row[2 + k] = signed_value(v, effect(b, keys[k]));
        row[2 + n] = plan_entier(v->plan, b->a);
    }
    plan_table_end(v->plan, t);
}

/* The first of its figure and its start that is of a territory: for them all. */
static bool first_territory(const struct vue *v, size_t at)
{
    const struct rapport_pont *b = &v->r->ponts[at];
    for (size_t i = 0; i < at; i++)
        if (of_territory(v, &v->r->ponts[i]) && strcmp(v->r->ponts[i].code, b->code) == 0 &&
            strcmp(v->r->ponts[i].avant, b->avant) == 0)
            return false;
    return of_territory(v, b);
}

static bool of_many(const struct vue *v, const struct rapport_pont *b)
{
    return v->r->perimetres[b->perimetre].scope.kind != SCOPE_CHANTIER && !of_territory(v, b);
}

static bool same_bridge(const struct rapport_pont *a, const struct rapport_pont *b)
{
    bool same = strcmp(a->code, b->code) == 0 && strcmp(a->avant, b->avant) == 0 && a->de == b->de && a->a == b->a &&
                a->termes_n == b->termes_n;
    for (size_t i = 0; same && i < a->termes_n; i++)
        same = strcmp(a->termes[i].cle, b->termes[i].cle) == 0 && a->termes[i].n == b->termes[i].n;
    return same;
}

/* The bridge of the operationnels that is that of the nation, term by term; they are told as one. */
static bool has_twin(const struct vue *v, const struct rapport_pont *b)
{
    for (size_t i = 0; i < v->r->ponts_n; i++)
        if (&v->r->ponts[i] != b && of_many(v, &v->r->ponts[i]) && same_bridge(&v->r->ponts[i], b))
            return true;
    return false;
}

static void add_bridges(struct vue *v)
{
    for (size_t i = 0; i < v->r->ponts_n; i++) {
        const struct rapport_pont *b = &v->r->ponts[i];
        const struct rapport_perimetre *of = &v->r->perimetres[b->perimetre];
        if (!of_many(v, b))
            continue;
        if (!has_twin(v, b))
            add_bridge(v, b, of->nom);
        else if (of->scope.kind == SCOPE_NATION)
            add_bridge(v, b, PONT_COMMUN);
    }
}

bool tables_ponts_large(const struct vue *v)
{
    for (size_t i = 0; i < v->r->ponts_n; i++)
        if (moves(&v->r->ponts[i]))
            return true;
    return false;
}

void tables_ponts(struct vue *v)
{
    if (!v->r->ponts_n)
        plan_add(v->plan, PLAN_PARAGRAPHE, PONT_AUCUN);
    else if (!tables_ponts_large(v))
        plan_add(v->plan, PLAN_PARAGRAPHE, plan_textf(v->plan, PONT_RIEN, v->r->ponts[0].avant));
    if (!tables_ponts_large(v))
        return;
    add_bridges(v);
    for (size_t i = 0; i < v->r->ponts_n; i++)
        if (first_territory(v, i))
            add_territories(v, &v->r->ponts[i]);
}
