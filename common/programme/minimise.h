/* What of a file of a dataset may leave the chantier: its declared columns (under their names, or under those of a
 * mapping profile), byte for byte as they are, and the rest of its lines' shape; own numbers as pseudonyms where that
 * is asked for.
 *
 * Whatever the engine would say of the file, it still says of what is left, but for the columns that are gone and but
 * for pseudonyms. What cannot be read, and so could not be searched for identity data, is left behind too. */
#ifndef CVG_PROGRAMME_MINIMISE_H
#define CVG_PROGRAMME_MINIMISE_H

#include "programme/definitions.h"
#include "programme/pseudonym.h"

struct minimised {
    struct buf bytes;
    char **dropped; /* [dropped_n]: headers of the columns left out, as UTF-8, in their order */
    size_t dropped_n, dropped_cap;
    size_t pseudonyms_n; /* own numbers that were replaced */
    bool cut; /* what follows could not be read and is not in `bytes`; they cannot be read to their end either */
};

/* `pseudonym` may be NULL. */
void minimise_file(const struct definitions *d, size_t dataset, const char *bytes, size_t len,
                   const struct pseudonym *pseudonym, struct minimised *out);
void minimised_deinit(struct minimised *m);

#endif
