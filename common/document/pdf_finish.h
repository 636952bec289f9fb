/* What cairo 1.16 cannot say in a PDF: its language, that its title is shown, what a figure shows in words, of what a
 * heading cell is the heading. Written into its objects afterwards, and the table of objects anew. */
#ifndef CVG_DOCUMENT_PDF_FINISH_H
#define CVG_DOCUMENT_PDF_FINISH_H

#include "base/buf.h"

/* `alts`: the texts of its figures, in order, NUL after each. ERR_FORMAT: these are no bytes that cairo writes. */
int pdf_finish(const struct buf *in, const struct buf *alts, struct buf *out, struct err *e) CHECKED;

#endif
