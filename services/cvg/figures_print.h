/* Figures for people and for spreadsheets: sections with shown values, lines of CSV, one line a territory. */
#ifndef CVG_CVG_FIGURES_PRINT_H
#define CVG_CVG_FIGURES_PRINT_H

#include "programme/figures.h"

/* What is told of one perimeter. */
struct figures_answer {
    struct scope scope;
    const char *name; /* of a territory; NULL: none */
    int64_t *slots;   /* of one programme; owned by who made it */
    struct coverage coverage;
};

void figures_print_table(const struct definitions *d, const struct figures_head *h, const int64_t *slots,
                         struct buf *out);
/* The figures alone, by section. `chantier`: without those that exist for territories only. */
void figures_print_sections(const struct definitions *d, const int64_t *slots, bool chantier, struct buf *out);
/* code;cle;genre;num;den;nr;valeur */
void figures_print_csv(const struct definitions *d, const struct figures_head *h, const int64_t *slots,
                       struct buf *out);

/* One line a perimeter: how many are accompanied, came and left. `format` as in cvg/listing.h. */
void figures_print_lines(const struct definitions *d, const struct figures_head *h, const struct figures_answer *list,
                         size_t n, int format, struct buf *out);

#endif
