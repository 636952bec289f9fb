/* What a submission does to its reporter's figures, as its outcome tells it: before and after. Pure. */
#ifndef CVG_DASHBOARD_EFFECT_H
#define CVG_DASHBOARD_EFFECT_H

#include <jansson.h>

#include "programme/definitions.h"

struct effect_words {
    const char *title, *legend;
    const char *before, *after; /* headings of the two columns */
    bool single;                /* one period and programme, which stand elsewhere: neither is told of each figure */
};

/* A table "effet" (dashboard/table.h) of the figures that move, a section a period. A new reference. */
json_t *effect_table(const json_t *outcome, const struct definitions *d, const struct effect_words *words);

/* A count after the submission, of a period and programme: false where it does not move. */
bool effect_after(const json_t *outcome, const char *code, const char *programme, const char *period,
                  int64_t *after_out);

#endif
