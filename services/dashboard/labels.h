/* The labels of the definitions as pages print them. */
#ifndef CVG_DASHBOARD_LABELS_H
#define CVG_DASHBOARD_LABELS_H

#include "programme/definitions.h"

/* Appends a label with its apostrophes as they are printed: "l'entrée" → "l’entrée". */
void label_print(const char *label, struct buf *out);
/* indicator_key_label(), printed so. */
void label_key(const struct indicator *i, size_t k, char *out, size_t cap);
/* All of indicators and populations, once, where the definitions were loaded: data files are typed with straight ones,
 * as code lists are, whose words are also spellings and stay as they are. */
void labels_print(struct catalogue *c);

#endif
