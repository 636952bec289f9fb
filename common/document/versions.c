/* What the bytes of documents depend on beside the report: the libraries at run time, and the files of the fonts. */
#include <cairo.h>
#include <pango/pango.h>
#include <xlsxwriter.h>

#include "document/document.h"
#include "document/pdf_fonts.h"

void document_versions(struct buf *out)
{
    buf_addf(out, "cairo %s, pango %s, libxlsxwriter %s", cairo_version_string(), pango_version_string(),
             lxw_version());
    pdf_fonts_versions(out);
}
