/* The answer to a submission as the contract's JSON document. Source: the contract's interfaces. */
#ifndef CVG_PROGRAMME_OUTCOME_H
#define CVG_PROGRAMME_OUTCOME_H

#include "base/jsonout.h"
#include "programme/judge.h"
#include "programme/perimeter.h"

/* Figures of the reporter before and after, for "effect": one period and its two vectors (contribution_len values each;
 * before may be NULL). */
struct outcome_effect {
    const char *period;
    const int64_t *before, *after;
};

/* The body of an outcome: {"rows":…,"changes":…,"effect":…,"findings":…}, as it is stored; the head is put before it
 * when it is told. */
void outcome_body(const struct definitions *d, const struct judgement *j, const struct outcome_effect *effects,
                  size_t effects_n, struct buf *out);
/* Members "rows" and "findings" (and "profil", the mapping profile, where there is one) alone, into an object that is
 * open: what `cvg check` tells. */
void outcome_rows(const struct judgement *j, struct jsonout *out);
void outcome_findings(const struct definitions *d, const struct judgement *j, struct jsonout *out);

#endif
