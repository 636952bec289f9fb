/* The document of a judgement as pages tell it: read from its text, its findings grouped by what is to be done, and as
 * a table where it is taken away. Takes long where there are thousands of findings: over TOLD_SHORT bytes not on the
 * loop's thread (page_build_again()). Pure. */
#ifndef CVG_DASHBOARD_TOLD_H
#define CVG_DASHBOARD_TOLD_H

#include <jansson.h>

#include "programme/definitions.h"

#define TOLD_SHORT 65536

struct told {
    const char *text; /* of the document; NULL: there is none */
    size_t len;
    const struct definitions *definitions;
    bool theirs;  /* who looks is the reporter or its coordination: ids and values of cells are shown */
    bool purpose; /* or said what for, and the journal has it */
    bool taken;   /* the table is wanted whole; else its columns alone */

    /* made of these */
    bool made;
    json_t *document; /* of its findings those alone that hold it: they name nobody */
    json_t *constats; /* findings_view(); taken by who shows them */
    json_t *table;    /* findings_table(); the same */
    bool hides;       /* would a purpose show more? Not of identity data: nothing of them is left */
    bool identity;    /* E-IDENTITE is one of the findings */
};

void told_make(struct told *t);
void told_deinit(struct told *t);

#endif
