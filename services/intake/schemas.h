/* What the definitions publish to those who send: the Table Schemas, code lists written out and columns whose option is
 * off left out, and the workbooks to fill in. */
#ifndef CVG_INTAKE_SCHEMAS_H
#define CVG_INTAKE_SCHEMAS_H

#include "base/buf.h"
#include "programme/definitions.h"

struct schemas {
    size_t n;
    struct {
        char *name; /* "salaries.json" */
        struct buf json;
    } items[DATASETS_MAX];
    struct buf chantier, coordination; /* .xlsx */
};

int schemas_make(const struct definitions *d, struct schemas **out, struct err *e) CHECKED;
const struct buf *schemas_find(const struct schemas *s, const char *name); /* NULL: none */
void schemas_free(struct schemas **s);

#endif
