/* Where territories lie, as programme/carte.csv says. Pure. */
#ifndef CVG_DASHBOARD_CARTE_FILE_H
#define CVG_DASHBOARD_CARTE_FILE_H

#include "base/map.h"
#include "base/err.h"

/* Reads carte.csv (territoire;departements, INSEE codes separated by blanks) of `folder` into `c`. */
struct carte {
    struct map by_code; /* territory → index */
    char **departements;
    size_t n, cap;
};
int carte_load(struct carte *c, const char *folder, struct err *e) CHECKED;
void carte_deinit(struct carte *c);

#endif
