/* What `cvg check` finds in files, as the contract's document. */
#ifndef CVG_CVG_CHECK_DOCUMENT_H
#define CVG_CVG_CHECK_DOCUMENT_H

#include <jansson.h>

#include "cvg/files.h"
#include "programme/definitions.h"
#include "programme/period.h"

struct check {
    const struct definitions *definitions;
    int32_t situation, today;
    const struct correspondance *profile; /* by which the files are read; NULL: none */
    const struct period *period;          /* NULL: no figures */
    size_t programme;                     /* of the figures; see programme_find() */
    json_t *
        *todo_out; /* what the taken rows leave to complete (programme/todo_json.h), a new reference; NULL: not asked */
};

/* Judges the files as a first snapshot would be, and writes the JSON text; the figures also as a person reads them. */
void check_document(const struct check *c, const struct files *files, struct buf *out, struct buf *figures_out);

#endif
