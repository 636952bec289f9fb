/* A chart as SVG within a page: inks are classes, and there is no id in it. */
#ifndef CVG_DOCUMENT_SVG_H
#define CVG_DOCUMENT_SVG_H

#include "document/dessin.h"

void svg_write(const struct dessin *d, const char *alt, struct buf *out);

#endif
