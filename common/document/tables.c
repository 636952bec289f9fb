/* Tables of figures: a row a figure, or a row a key of one. The year before stands beside, and the whole
 * programme beside the perimeter that the document is about. */
#include <string.h>

#include "base/text.h"
#include "document/corps.h"

#define ROLES_MAX 9

static const char NOM_INDICATEUR[] = "Indicateur";
static const char NOM_MODALITE[] = "Réponse";
static const char NOM_NOMBRE[] = "Nombre";
static const char NOM_SUR[] = "Sur";
static const char NOM_NR[] = "NR";
static const char NOM_ECART[] = "Écart";
static const char NOM_CONNUS[] = "Réponses connues";
static const char NOM_INCONNUS[] = "Non renseignés (NR)";
static const char AUCUNE[] = "%s : aucune donnée dans la période.";

enum role { LIBELLE, VALEUR, NOMBRE, SUR, NR, AVANT, ECART, NATION, NATION_AVANT };

struct layout {
    struct plan_colonne columns[ROLES_MAX];
    enum role roles[ROLES_MAX];
    size_t n;
};

static void add_column(struct layout *l, enum role role, const char *nom, double part)
{
    l->columns[l->n] =
        (struct plan_colonne){.nom = nom, .part = part, .nombre = role != LIBELLE, .fort = role == VALEUR};
    l->roles[l->n++] = role;
}

/* parts: numbers stand beside the value. */
static void layout_init(struct vue *v, struct layout *l, const char *first, bool parts, bool nr)
{
    struct plan *p = v->plan;
    l->n = 0;
    add_column(l, LIBELLE, first, parts ? 3.4 : 4.2);
    add_column(l, VALEUR, p->maintenant, 1);
    if (parts)
        add_column(l, NOMBRE, NOM_NOMBRE, 1.05);
    if (parts)
        add_column(l, SUR, NOM_SUR, .95);
    if (parts && nr)
        add_column(l, NR, NOM_NR, .75);
    if (vue_a_avant(v)) {
        add_column(l, AVANT, p->avant, 1);
        add_column(l, ECART, NOM_ECART, 1.1);
    }
    if (v->nation == RAPPORT_SANS)
        return;
    add_column(l, NATION, plan_textf(p, "%s %s", p->nation, p->maintenant), 1.3);
    if (vue_a_avant(v))
        add_column(l, NATION_AVANT, plan_textf(p, "%s %s", p->nation, p->avant), 1.3);
}

/* ---- a row a figure ---- */

/* A count or a sum has no number beside it: it is that number. */
static bool alone(const struct vue *v, const char *code)
{
    enum indicator_kind k = vue_indicateur(v, code)->forme.kind;
    return k == KIND_COMPTE || k == KIND_SOMME;
}

/* Nor has a mean: a sum of days is nothing to read. */
static bool has_number(const struct vue *v, const char *code)
{
    return !alone(v, code) && vue_indicateur(v, code)->forme.kind != KIND_MOYENNE;
}

static struct plan_valeur cell_of(struct vue *v, enum role role, const char *code)
{
    struct plan_valeur now, before;
    switch (role) {
    case LIBELLE:
        return plan_mot(vue_libelle_court(v, code));
    case NOMBRE:
        return has_number(v, code) ? vue_partie(v, VUE_MAINTENANT, v->principal, code, FIGURE_NUM) : plan_mot(NULL);
    case SUR:
        return vue_partie(v, VUE_MAINTENANT, v->principal, code, FIGURE_DEN);
    case NR:
        return vue_partie(v, VUE_MAINTENANT, v->principal, code, FIGURE_NR);
    case AVANT:
        return vue_valeur(v, VUE_AVANT, v->principal, code);
    case ECART:
        now = vue_valeur(v, VUE_MAINTENANT, v->principal, code);
        before = vue_valeur(v, VUE_AVANT, v->principal, code);
        return plan_ecart(v->plan, &now, &before);
    case NATION:
        return vue_valeur(v, VUE_MAINTENANT, v->nation, code);
    case NATION_AVANT:
        return vue_valeur(v, VUE_AVANT, v->nation, code);
    default:
        return vue_valeur(v, VUE_MAINTENANT, v->principal, code);
    }
}

/* Has one of them a denominator? Whole sums and counts have nothing beside them. */
static bool has_parts(struct vue *v, const struct piece *p, bool *nr_out)
{
    bool parts = false;
    *nr_out = false;
    for (size_t i = 0; i < PIECE_CODES_MAX && p->codes[i]; i++) {
        const struct rapport_indicateur *f = vue_indicateur(v, p->codes[i]);
        parts |= f && !alone(v, p->codes[i]);
        *nr_out |= f && (f->forme.kind == KIND_TAUX || f->forme.kind == KIND_MOYENNE);
    }
    return parts;
}

void tables_indicateurs(struct vue *v, const struct piece *p)
{
    struct layout l;
    bool nr, parts = has_parts(v, p, &nr);
    layout_init(v, &l, NOM_INDICATEUR, parts, nr);
    struct plan_table *t = plan_table_new(v->plan, p->titre, l.columns, l.n);
    for (size_t i = 0; i < PIECE_CODES_MAX && p->codes[i]; i++) {
        if (!vue_indicateur(v, p->codes[i]))
            continue;
        bool part_of = text_starts(vue_libelle(v, p->codes[i]), "dont ");
        struct plan_valeur *row = plan_table_row(v->plan, t, part_of ? PLAN_LIGNE_DONT : PLAN_LIGNE);
        for (size_t c = 0; c < l.n; c++)
            row[c] = cell_of(v, l.roles[c], p->codes[i]);
    }
    plan_table_end(v->plan, t);
}

/* ---- a row a key ---- */

static struct plan_valeur key_of(struct vue *v, enum role role, const char *code, size_t k)
{
    struct plan_valeur now, before;
    switch (role) {
    case LIBELLE:
        return plan_mot(plan_text(v->plan, vue_indicateur(v, code)->cles[k].libelle));
    case NOMBRE:
        return vue_cle(v, VUE_MAINTENANT, v->principal, code, k);
    case AVANT:
        return vue_cle_part(v, VUE_AVANT, v->principal, code, k);
    case ECART:
        now = vue_cle_part(v, VUE_MAINTENANT, v->principal, code, k);
        before = vue_cle_part(v, VUE_AVANT, v->principal, code, k);
        return plan_ecart(v->plan, &now, &before);
    case NATION:
        return vue_cle_part(v, VUE_MAINTENANT, v->nation, code, k);
    case NATION_AVANT:
        return vue_cle_part(v, VUE_AVANT, v->nation, code, k);
    default:
        return vue_cle_part(v, VUE_MAINTENANT, v->principal, code, k);
    }
}

/* How many are known, or are not, below the keys. */
static void add_known(struct vue *v, struct plan_table *t, const struct layout *l, const char *code,
                      enum figure_part part)
{
    struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE_TOTAL);
    for (size_t c = 0; c < l->n; c++)
        if (l->roles[c] == LIBELLE)
            row[c] = plan_mot(part == FIGURE_DEN ? NOM_CONNUS : NOM_INCONNUS);
        else if (l->roles[c] == NOMBRE)
            row[c] = vue_partie(v, VUE_MAINTENANT, v->principal, code, part);
        else
            row[c] = plan_mot(NULL);
}

void tables_repartition(struct vue *v, const struct piece *p)
{
    struct layout l = {0};
    const char *code = p->codes[0];
    const struct rapport_indicateur *i = vue_indicateur(v, code);
    if (!i)
        return;
    layout_init(v, &l, NOM_MODALITE, true, false);
    for (size_t c = 0; c < l.n; c++) /* of a key its own number only: what it is out of stands below */
        if (l.roles[c] == SUR) {
            memmove(&l.columns[c], &l.columns[c + 1], (l.n - c - 1) * sizeof *l.columns);
            memmove(&l.roles[c], &l.roles[c + 1], (l.n - c - 1) * sizeof *l.roles);
            l.n--;
        }
    struct plan_table *t = plan_table_new(v->plan, p->titre ? p->titre : vue_libelle(v, code), l.columns, l.n);
    for (size_t k = 0; k < i->forme.keys_n; k++) {
        if (vue_cle_absente(v, code, k))
            continue;
        struct plan_valeur *row = plan_table_row(v->plan, t, PLAN_LIGNE);
        for (size_t c = 0; c < l.n; c++)
            row[c] = key_of(v, l.roles[c], code, k);
    }
    if (!t->lignes_n) { /* nobody answered, anywhere */
        plan_add(v->plan, PLAN_PARAGRAPHE, plan_textf(v->plan, AUCUNE, t->titre));
        return;
    }
    add_known(v, t, &l, code, FIGURE_DEN);
    add_known(v, t, &l, code, FIGURE_NR);
    plan_table_end(v->plan, t);
}
