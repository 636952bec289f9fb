/* The mapping profiles by their names, and which one reads the exports of which tool. */
#ifndef CVG_PROGRAMME_CORRESPONDANCES_H
#define CVG_PROGRAMME_CORRESPONDANCES_H

#include "programme/correspondance_file.h"

#define CORRESPONDANCES_MAX 64

struct correspondances {
    struct correspondance *list[CORRESPONDANCES_MAX];
    size_t n;
    struct map tools; /* name of a tool, normalised like a header → index into list */
};

/* Reads correspondances.csv and the profiles that it names; every file of correspondances/ among names[n] must be
 * named there. */
int correspondances_load(const char *folder, char *const *names, size_t n, const struct definitions *d,
                         struct correspondances **out, struct err *e) CHECKED;
void correspondances_free(struct correspondances **c);

const struct correspondance *correspondances_find(const struct correspondances *c, const char *name);
/* The profile of a tool as the reference data name it (`logiciel`); NULL: none. */
const struct correspondance *correspondances_of_tool(const struct correspondances *c, const char *tool);

#endif
