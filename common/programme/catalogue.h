/* The catalogue of indicators: what each counts, and where its numbers stand in a vector of a contribution. */
#ifndef CVG_PROGRAMME_CATALOGUE_H
#define CVG_PROGRAMME_CATALOGUE_H

#include "base/map.h"
#include "programme/expr.h"
#include "programme/schema.h"

enum indicator_kind {
    KIND_NONE,
    KIND_COMPTE,
    KIND_TAUX,
    KIND_MOYENNE,
    KIND_REPARTITION,
    KIND_SOMME,
    KIND_RATIO,
    KIND_COUNT
};

#define SOURCE_CHANTIER ((size_t)-1) /* computed once a chantier, from its other figures and its reference data */

/* Where an expression stands in its file, to name the place of a fault. */
struct place {
    const char *file;
    size_t line, column;
};

struct population {
    char *name, *label;
    size_t source; /* index of the dataset */
    char *condition;
    bool at_end; /* counts only chantiers that are members on the last day */
};

/* Slots of an indicator, from `slot` on: compte num; taux num den nr; moyenne num den nr; somme num nr; ratio num den;
 * repartition den nr, then one num a key. */
struct indicator {
    char *code, *label, *unit, *section;
    enum indicator_kind kind;
    size_t source;
    size_t condition; /* its population, index into the catalogue's distinct conditions */
    struct expr *expression, *denominator;
    char *population_text, *expression_text, *denominator_text;
    double divisor; /* 1 where none */
    bool decimal;   /* num (and den of a somme's ratio) are hundredths */
    bool den_decimal;
    bool sensitive, at_end, distinct;
    /* What a sensitive figure counts by is told by others too: by those whose population is chosen by such a column
     * ("accompagnes AND nationalite <> 'FR'"), and by those whose condition asks for it. */
    bool telling_population, telling_answer; /* telling_answer: also of what is sensitive itself */
    bool territory_only;                     /* not for a chantier */
    bool shared;                             /* the same for every programme: its source has no `programme` column */
    bool nullable;                           /* the summed expression may be unknown: nr is told */
    int32_t key_min;                         /* repartition of integers: the first key */
    size_t keys_n;
    size_t slot, slots_n;
};

/* What the source `chantier` may read beside the nums of indicators above it. */
enum chantier_value {
    CHANTIER_OBJECTIF,
    CHANTIER_LIGNES_LUES,
    CHANTIER_LIGNES_ECARTEES,
    CHANTIER_ATTENDU,
    CHANTIER_A_JOUR,
    CHANTIER_VALUE_COUNT
};

struct catalogue {
    struct population *populations;
    size_t populations_n;
    struct indicator *indicators;
    size_t indicators_n;
    struct condition { /* a distinct population expression: evaluated once for all indicators that share it */
        size_t source;
        char *text;
        struct expr *expr;
    } * conditions;
    size_t conditions_n;
    size_t slots_n;
    struct map by_code;
    /* one scope a dataset, and the last for SOURCE_CHANTIER; scope columns are the dataset's fields in order */
    struct expr_scope *scopes;
    size_t scopes_n;
    struct expr_column **columns; /* owned, one array a scope; a column that is off has the empty name */
    size_t macros_n;
    struct expr_macro **scope_macros; /* macros, then the populations of that source */
    struct arena texts;               /* texts that live as long as the catalogue */
};

#define INDICATORS_MAX 400
/* Scope and column numbers of the source `chantier`: its values first, then the indicators in order. */
#define CHANTIER_COLUMN(indicator) ((size_t)CHANTIER_VALUE_COUNT + (indicator))

struct indicator *catalogue_find(const struct catalogue *c, const char *code);
/* The key of a repartition, as shown: a code, a word, a number. Written into out. */
void indicator_key(const struct indicator *i, size_t k, char *out, size_t cap);
/* Its French label; a word that has none is made readable. Written into out. */
void indicator_key_label(const struct indicator *i, size_t k, char *out, size_t cap);
const char *indicator_kind_name(enum indicator_kind k);
enum indicator_kind indicator_kind_parse(const char *name); /* KIND_NONE: no such */

struct definitions;
/* Reads expressions.csv, populations.csv and indicateurs.csv of `folder` for datasets read already. */
int catalogue_load(const struct definitions *d, const char *folder, bool (*option_on)(void *, const char *), void *arg,
                   struct catalogue **out, struct err *e) CHECKED;
void catalogue_free(struct catalogue **c);

#endif
