/* What an indicator is, in words: how its kind is read, and what the names in its expressions stand for. */
#include "dashboard/definition_words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "programme/near.h"

static const char *const kinds[KIND_COUNT] = {
    [KIND_COMPTE] = "Compte",           [KIND_TAUX] = "Taux",   [KIND_MOYENNE] = "Moyenne",
    [KIND_REPARTITION] = "Répartition", [KIND_SOMME] = "Somme", [KIND_RATIO] = "Rapport de deux sommes",
};
/* How a figure counted over rows is read; then one computed once a chantier. */
static const char *const readings[KIND_COUNT] = {
    [KIND_COMPTE] = "Le nombre de lignes de la population.",
    [KIND_TAUX] =
        "Comptés : les lignes de la population pour lesquelles la condition est vraie. Sur : celles dont on sait si "
        "elle l’est. Non renseignés : celles dont on ne le sait pas. Le taux est le premier nombre divisé par le "
        "deuxième ; il n’y en a pas quand le deuxième est nul.",
    [KIND_MOYENNE] =
        "Comptés : la somme de l’expression sur les lignes de la population où elle est connue. Sur : le nombre "
        "de ces lignes. Non renseignés : les autres. La moyenne est le premier nombre divisé par le deuxième.",
    [KIND_REPARTITION] =
        "Les lignes de la population, comptées pour chaque valeur de l’expression. Sur : celles dont la valeur "
        "est connue. Non renseignés : les autres.",
    [KIND_SOMME] =
        "La somme de l’expression sur les lignes de la population ; une ligne où elle n’est pas connue n’ajoute "
        "rien, et compte parmi les non renseignés.",
    [KIND_RATIO] = "Deux sommes sur les lignes de la population, divisées l’une par l’autre une seule fois, à la fin.",
};
static const char *const readings_of_chantier[KIND_COUNT] = {
    [KIND_COMPTE] = "Le nombre de chantiers du périmètre qui remplissent la condition.",
    [KIND_TAUX] =
        "Chaque chantier du périmètre apporte deux nombres ; chacun est additionné sur les chantiers, et le premier "
        "total est divisé par le second.",
    [KIND_RATIO] =
        "Chaque chantier du périmètre qui remplit la condition apporte deux nombres ; chacun est additionné sur les "
        "chantiers, et le premier total est divisé par le second.",
};
static const char TEXT_CHANTIER[] = "Ce chiffre n’est pas compté ligne à ligne dans les exports : il est fait une fois "
                                    "par chantier, à partir de ses autres "
                                    "chiffres et des données de référence. C’est pourquoi il n’a pas de requête SQL.";
static const char TEXT_DISTINCT[] = "Chaque valeur n’est comptée qu’une fois par chantier.";
static const char TEXT_AT_END[] = "Seuls comptent les chantiers membres du programme le dernier jour de la période.";
static const char TEXT_SHARED[] = "Il est le même quel que soit le programme choisi.";
static const char TEXT_TERRITORY[] = "Il existe pour les territoires et au-dessus, pas pour un chantier.";
static const char TEXT_SUM[] = "Pour un territoire ou la nation, on additionne ces nombres sur les chantiers : ce "
                               "n’est jamais une moyenne de taux.";
static const char TEXT_ATTRIBUTE[] = "attribut de la liste de codes";

/* Columns of the source `chantier` that are no indicators. */
static const char *const chantier_values[CHANTIER_VALUE_COUNT] = {
    [CHANTIER_OBJECTIF] = "l’objectif de file active du chantier le dernier jour (donnée de référence)",
    [CHANTIER_LIGNES_LUES] = "les lignes lues dans son dernier envoi accepté",
    [CHANTIER_LIGNES_ECARTEES] = "les lignes écartées de son dernier envoi accepté",
    [CHANTIER_ATTENDU] = "1 : un export est attendu de ce chantier",
    [CHANTIER_A_JOUR] = "1 : son dernier export accepté va jusqu’à la dernière nuit attendue, délai de grâce passé",
};

/* ---- sentences ---- */

static json_t *sentences(const struct indicator *i)
{
    bool chantier = i->source == SOURCE_CHANTIER;
    const char *kind = chantier ? readings_of_chantier[i->kind] : readings[i->kind];
    const struct {
        bool said;
        const char *text;
    } list[] = {{chantier, TEXT_CHANTIER}, {kind != NULL, kind},     {i->distinct, TEXT_DISTINCT},
                {i->at_end, TEXT_AT_END},  {i->shared, TEXT_SHARED}, {i->territory_only, TEXT_TERRITORY},
                {!chantier, TEXT_SUM}};
    json_t *out = json_array();
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        if (list[k].said)
            json_array_append_new(out, json_string(list[k].text));
    return out;
}

/* ---- names ---- */

#define NAMES_MAX 256

struct naming {
    const struct definitions *d;
    const struct indicator *i;
    const struct expr_scope *scope;
    bool named[NAMES_MAX]; /* macros and populations of the scope */
    json_t *out;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Does the name stand in the text as a word of its own? */
static bool mentions(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = text; (p = strstr(p, name)); p += n)
        if ((p == text || !is_word(p[-1])) && !is_word(p[n]))
            return true;
    return false;
}

static bool is_mentioned(const struct naming *x, const char *name)
{
    const char *const texts[] = {x->i->population_text, x->i->expression_text, x->i->denominator_text};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        if (mentions(texts[k], name))
            return true;
    for (size_t k = 0; k < x->scope->macros_n; k++)
        if (x->named[k] && mentions(x->scope->macros[k].body, name))
            return true;
    return false;
}

/* A macro names only macros above it: from the last to the first each is seen after all that may name it. */
static void find_names(struct naming *x)
{
    must(x->scope->macros_n <= NAMES_MAX);
    for (size_t k = x->scope->macros_n; k-- > 0;)
        x->named[k] = is_mentioned(x, x->scope->macros[k].name);
}

static void add_name(const struct naming *x, const char *name, const char *label, const char *definition)
{
    must(json_array_append_new(
             x->out, json_pack("{s:s, s:s, s:s}", "nom", name, "libelle", label, "definition", definition)) == 0);
}

static const char *label_of(const struct naming *x, const char *population)
{
    const struct catalogue *c = x->d->catalogue;
    for (size_t k = 0; k < c->populations_n; k++)
        if (c->populations[k].source == x->i->source && strcmp(c->populations[k].name, population) == 0)
            return c->populations[k].label;
    return "";
}

static void add_macros(const struct naming *x)
{
    char name[160];
    for (size_t k = x->scope->macros_n; k-- > 0;) {
        const struct expr_macro *m = &x->scope->macros[k];
        snprintf(name, sizeof name, "%s%s%s%s", m->name, m->param ? "(" : "", m->param ? m->param : "",
                 m->param ? ")" : "");
        if (x->named[k])
            add_name(x, name, label_of(x, m->name), m->body);
    }
}

static bool reads(const struct naming *x, size_t column)
{
    const struct expr *const list[] = {x->d->catalogue->conditions[x->i->condition].expr, x->i->expression,
                                       x->i->denominator};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        if (list[k] && expr_reads(list[k], column))
            return true;
    return false;
}

static void add_columns(const struct naming *x)
{
    const struct dataset *set = x->d->datasets[x->i->source];
    for (size_t k = 0; k < set->fields_n; k++) {
        char list[160] = "";
        const struct codes *codes = set->fields[k].codes;
        if (!reads(x, k))
            continue;
        if (codes && codes->attributes_n)
            snprintf(list, sizeof list, "%s.… : %s %s", set->fields[k].name, TEXT_ATTRIBUTE, codes->name);
        add_name(x, set->fields[k].name, set->fields[k].title, list);
    }
}

static void add_chantier_columns(const struct naming *x)
{
    const struct catalogue *c = x->d->catalogue;
    for (size_t k = 0; k < CHANTIER_VALUE_COUNT; k++)
        if (reads(x, k))
            add_name(x, x->scope->columns[k].name, chantier_values[k], "");
    for (size_t k = 0; k < c->indicators_n; k++)
        if (reads(x, CHANTIER_COLUMN(k)))
            add_name(x, c->indicators[k].code, c->indicators[k].label, "");
}

static json_t *names_of(const struct definitions *d, const struct indicator *i)
{
    const struct catalogue *c = d->catalogue;
    bool chantier = i->source == SOURCE_CHANTIER;
    struct naming x = {
        .d = d, .i = i, .scope = &c->scopes[chantier ? c->scopes_n - 1 : i->source], .out = json_array()};
    find_names(&x);
    add_macros(&x);
    if (chantier)
        add_chantier_columns(&x);
    else
        add_columns(&x);
    return x.out;
}

/* ---- the whole ---- */

json_t *definition_words(const struct definitions *d, const struct indicator *i)
{
    char divisor[40] = "";
    bool chantier = i->source == SOURCE_CHANTIER;
    if (i->divisor != 1)
        snprintf(divisor, sizeof divisor, "%g", i->divisor);
    for (char *s = divisor; *s; s++)
        *s = *s == '.' ? ',' : *s;
    json_t *out =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:o, s:b, s:b, s:b}", "code", i->code,
                  "libelle", i->label, "section", i->section, "unite", i->unit, "genre", kinds[i->kind], "source",
                  chantier ? "" : d->datasets[i->source]->title, "lecture", sentences(i), "population",
                  i->population_text, "expression", i->expression_text, "denominateur", i->denominator_text, "diviseur",
                  divisor, "noms", names_of(d, i), "chantier", chantier, "sensible", i->sensitive, "indirect",
                  !i->sensitive && (i->telling_population || i->telling_answer));
    must(out);
    return out;
}

/* ---- what may have been meant ---- */

size_t definition_near(const struct catalogue *c, const char *code, const char *out[DEFINITION_NEAR_MAX])
{
    size_t scores[DEFINITION_NEAR_MAX] = {0}, n = 0;
    for (size_t k = 0; k < c->indicators_n; k++) {
        const char *dot = strchr(c->indicators[k].code, '.');
        size_t whole = near_score(code, c->indicators[k].code), part = dot ? near_score(code, dot + 1) : 0;
        size_t score = whole > part ? whole : part, at = n < DEFINITION_NEAR_MAX ? n : DEFINITION_NEAR_MAX;
        for (; at > 0 && score > scores[at - 1]; at--)
            if (at < DEFINITION_NEAR_MAX) {
                scores[at] = scores[at - 1];
                out[at] = out[at - 1];
            }
        if (!score || at == DEFINITION_NEAR_MAX)
            continue;
        scores[at] = score;
        out[at] = c->indicators[k].code;
        n += n < DEFINITION_NEAR_MAX;
    }
    return n;
}
