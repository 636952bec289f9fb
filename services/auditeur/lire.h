/* Published files, read as anybody can: a release's JSON (and that its CSV says the same), and the CSV of what one
 * coordination knows of its own territory. */
#ifndef CVG_AUDITEUR_LIRE_H
#define CVG_AUDITEUR_LIRE_H

#include "programme/rapport.h"

/* The report of a folder, from its only rapport-*.json; its .csv must say the same. NULL with *e. */
struct rapport *lire_version(const char *folder, struct err *e) CHECKED;
/* What a coordination knows: rows of one territory in the contract's CSV, in terms of a release that tells the shapes
 * of its figures and outlives it. NULL with *e. */
struct rapport *lire_connait(const char *path, const struct rapport *forme, struct scope *territoire_out,
                             struct err *e) CHECKED;

#endif
