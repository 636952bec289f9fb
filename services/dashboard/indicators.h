/* The catalogue as people read it: a table of a perimeter's figures beside those of a year before, and charts of them.
 * Pure. */
#ifndef CVG_DASHBOARD_INDICATORS_H
#define CVG_DASHBOARD_INDICATORS_H

#include "dashboard/table.h"

struct indicators_side {
    const char *period;   /* its name, as a chart's series has it */
    const int64_t *slots; /* NULL: not known */
    const bool *hidden;   /* [indicators_n] withheld; NULL: none */
};

struct indicators_view {
    const struct definitions *definitions;
    struct scope scope;
    const char *query;                  /* behind the links to indicators: "perimetre=…"; never NULL */
    struct indicators_side now, before; /* before: the same period a year before */
    bool live;                          /* `now` follows what comes */
    bool guarded;                       /* but for what privacy_guards() */
};

/* The sections of the catalogue in its order: the k-th one's name and its slug ("difficultes-a-l-entree"); false: there
 * are no more. */
#define INDICATORS_SLUG_LEN 64
const char *indicators_section(const struct catalogue *c, size_t k, char slug_out[INDICATORS_SLUG_LEN]);
/* Does its figure follow what comes? */
bool indicators_live(const struct indicators_view *v, const struct indicator *i);
/* Does the indicator exist for the perimeter? */
bool indicators_has(const struct indicators_view *v, const struct indicator *i);

/* Indicators of one section, or of all (NULL), sections as headings. */
json_t *indicators_table(const struct indicators_view *v, const char *section);
/* The rows of some of them. */
json_t *indicators_table_of(const struct indicators_view *v, const char *id, const char *title,
                            const struct indicator *const *list, size_t n);

/* indicators_chart.c: [{"titre", "donnees": a chart of kind `barres`, "table"}] of a section: its rates in percent,
 * each of its repartitions, its counts by their unit. `slug` begins the tables' ids. */
json_t *indicators_charts(const struct indicators_view *v, const char *section, const char *slug);
/* The chart of one figure alone. */
json_t *indicators_chart(const struct indicators_view *v, const struct indicator *i);

/* Codes of the section's indicators (NULL: of all), with commas between. */
void indicators_codes(const struct indicators_view *v, const char *section, struct buf *out);

/* The cells of a figure behind its name, in any table: value, num, den, nr. Of a repartition: k_th key, or with
 * k = INDICATORS_WHOLE the row above its keys. */
#define INDICATORS_WHOLE ((size_t)-1)
void indicators_columns(json_t *table, const char *suffix, const char *said);
void indicators_cells(json_t *table, const struct indicator *i, size_t k, const int64_t *slots, bool hidden);
/* The count of a key with its share: "45 (30 %)". */
void indicators_key_cell(json_t *table, const struct indicator *i, size_t k, const int64_t *slots, bool hidden);

#endif
