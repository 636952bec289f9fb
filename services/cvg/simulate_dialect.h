/* How a chantier's tool writes an export: encoding, separator, spellings, and what else real files have. */
#ifndef CVG_SIMULATE_DIALECT_H
#define CVG_SIMULATE_DIALECT_H

#include "base/buf.h"
#include "cvg/simulate_lives.h"

#define SIMULATE_DIALECTS_N 10

/* The name of the tool that writes so; dialect 0 is the plainest: UTF-8, `;`, ISO dates, columns as in the contract. */
const char *simulate_dialect_tool(int dialect);

/* The two files of a chantier's night, as the dialect (0 … SIMULATE_DIALECTS_N − 1) writes them, added to `out`. */
void simulate_dialect_salaries(int dialect, const struct simulate_lives *l, int32_t date, struct buf *out);
void simulate_dialect_accompagnants(int dialect, const struct simulate_lives *l, int32_t date, struct buf *out);

#endif
