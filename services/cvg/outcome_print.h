/* An outcome on stdout: as JSON, as a table with the names of the figures, or its findings as CSV. */
#ifndef CVG_CVG_OUTCOME_PRINT_H
#define CVG_CVG_OUTCOME_PRINT_H

#include "cvg/listing.h"

void outcome_print(const json_t *document, enum listing_format format);
/* The same, but in CSV one line of what became of it: for commands that act. */
void outcome_print_line(const json_t *document, enum listing_format format);

#endif
