/* A history of a programme as CSV files in a folder, for `cvg alerts simulate`: docs/alertes.md tells their columns. */
#ifndef CVG_CVG_ALERTS_HISTOIRE_H
#define CVG_CVG_ALERTS_HISTOIRE_H

#include "programme/definitions.h"
#include "programme/veille_monde.h"

struct histoire; /* owns what the world points to */

/* Reads a folder. A fault is told in French, with file, line and column. */
int histoire_read(const struct definitions *d, const char *folder, struct histoire **out, struct err *e) CHECKED;
struct veille_monde *histoire_monde(struct histoire *h);
int64_t
histoire_debut(const struct histoire *h); /* the midnight on which its first night begins; VEILLE_JAMAIS: none */
void histoire_free(struct histoire **h);

#endif
