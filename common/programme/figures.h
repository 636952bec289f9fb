/* Figures as people and programs read them: from the slots of a perimeter to JSON (the contract's interfaces, `cvg
 * figures`) and to shown values. */
#ifndef CVG_PROGRAMME_FIGURES_H
#define CVG_PROGRAMME_FIGURES_H

#include "base/jsonout.h"
#include "programme/perimeter.h"

/* The member "figures": every indicator of the catalogue that exists for the scope. `slots` are of one programme.
 * `hidden`: [indicators_n], true for those that are left out, or NULL. */
void figures_format(const struct definitions *d, const int64_t *slots, bool chantier, const bool *hidden,
                    struct jsonout *j);

/* A whole number with its thousands apart, as the French write it. */
void figure_show_int(int64_t v, struct buf *out);
/* What is shown of one figure: "1 204", "45 %", "16,1 mois", "32,70"; "–" where it has no value. For a repartition: of
 * its k-th key. */
void figure_show(const struct indicator *i, const int64_t *slots, size_t k, struct buf *out);
/* What stands beside the shown value, whole or with two decimals: of a repartition den and nr, of others what they
 * have. */
enum figure_part { FIGURE_NUM, FIGURE_DEN, FIGURE_NR, FIGURE_PART_COUNT };
bool figure_part(const struct indicator *i, const int64_t *slots, enum figure_part part, double *out); /* false: none */
bool figure_part_whole(const struct indicator *i, enum figure_part part);                              /* always */
bool figure_show_part(const struct indicator *i, const int64_t *slots, enum figure_part part, struct buf *out);
/* num and den of a figure in their printed unit (hundredths and divisors applied); false: it has no den. */
bool figure_parts(const struct indicator *i, const int64_t *slots, double *num_out, double *den_out);
/* The number behind what is shown: a percentage, a quotient, a sum or a count; of a repartition the count of its k-th
 * key. false: it has no value (den is 0). */
bool figure_value(const struct indicator *i, const int64_t *slots, size_t k, double *out);
/* Is its value a percentage? A repartition's is not: it has a count a key. */
bool figure_is_percentage(const struct indicator *i);
/* Is its value always a whole number? */
bool figure_is_whole(const struct indicator *i);
/* num/den as a whole percentage, rounded half up on the exact integers. -1 where den is 0. */
long figure_percent(int64_t num, int64_t den);

/* Everything around the figures of one answer. */
struct figures_head {
    const struct scope *scope;
    const char *programme, *period, *source; /* source "live", "facts" */
    int32_t debut, fin;
    int64_t as_known_on_us;
    struct coverage coverage;
    const bool *hidden; /* as figures_format(); NULL: all are told */
};
/* The whole document. */
void figures_document(const struct definitions *d, const struct figures_head *h, const int64_t *slots, struct buf *out);

#endif
