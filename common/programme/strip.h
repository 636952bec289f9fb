/* What stays of a submission's content once it is judged: the declared columns of its datasets, nothing else. */
#ifndef CVG_PROGRAMME_STRIP_H
#define CVG_PROGRAMME_STRIP_H

#include "programme/judge.h"

/* True, and the remaining files as a bundle (see bundle.h), where the findings tell of undeclared columns or files, or
 * a workbook was sent, of which only the sheets' CSV stays; false where all may stay. What stays is judged as before,
 * on the same lines. */
bool strip_files(const struct definitions *d, const struct judgement *j, const struct submission_file *files, size_t n,
                 struct buf *bundle_out);

#endif
