/* x */
#include "document/pdf_finish.h"
int pdf_finish(const struct buf *in, const struct buf *alts, struct buf *out, struct err *e)
{
    (void)alts;
    (void)e;
    buf_add(out, in->data, in->len);
    return 0;
}
