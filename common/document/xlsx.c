/* x */
#include "document/document.h"
int document_xlsx(const struct rapport *r, struct buf *out, struct err *e)
{
    (void)r; (void)e; (void)out;
    return 0;
}
