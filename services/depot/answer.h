/* The answer to one dropped file, as CSV: first the state of its submission, then what was found in it. */
#ifndef CVG_DEPOT_ANSWER_H
#define CVG_DEPOT_ANSWER_H

#include <jansson.h>

#include "base/buf.h"
#include "programme/definitions.h"

/* How every answer begins, so that it is told from a dropped file of such a name. */
#define ANSWER_BEGIN "\xef\xbb\xbfligne;code;gravite;"

/* UTF-8 with BOM, `;`, CRLF: ligne;code;gravite;colonne;valeur;message;que_faire. `dataset` is that of the file (below
 * 0: none of its own, as an archive), `others` those of all files of the submission: a finding stands in the answer of
 * its dataset's file, one without a file of its own in all. A line of another dataset's file is told with its name, a
 * row that has no line with its key. */
void answer_make(const struct definitions *d, const json_t *outcome, int dataset, const bool others[DATASETS_MAX],
                 bool erased, struct buf *out);

/* The state alone, of what was refused before it was a submission; `why` is a sentence and what to do. */
void answer_refused(const char *why, struct buf *out);

/* Was the content wiped at the centre, so that it must go here too? */
bool answer_wiped(const json_t *outcome);

#endif
