/* The fonts of a PDF: Inter and, for what it lacks, DejaVu, by their files, whatever else is installed or configured.
 */
#ifndef CVG_DOCUMENT_PDF_FONTS_H
#define CVG_DOCUMENT_PDF_FONTS_H

#include <pango/pangocairo.h>

#include "base/buf.h"

enum pdf_style {
    STYLE_TITRE,
    STYLE_PERIODE,
    STYLE_SURTITRE,
    STYLE_SECTION,
    STYLE_SOUS,
    STYLE_CORPS,
    STYLE_CORPS_FORT,
    STYLE_NOTE,
    STYLE_LEGENDE, /* above a table or a chart */
    STYLE_ENTETE,  /* of a column */
    STYLE_CELLULE,
    STYLE_CELLULE_FORTE,
    STYLE_AVANT,   /* the row of the year before */
    STYLE_ETROITE, /* many columns: cells, strong cells and headings */
    STYLE_ETROITE_FORTE,
    STYLE_ETROITE_ENTETE,
    STYLE_TUILE,
    STYLE_TRAIT, /* within charts: resized there */
    STYLE_TRAIT_FORT,
    STYLE_COUNT
};

struct pdf_fonts {
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layouts[STYLE_COUNT]; /* bare, of a style each */
    struct pdf_kept *kept;             /* texts that were laid out last */
};

/* ERR_SETTING: a font's file is not there. */
int pdf_fonts_init(struct pdf_fonts *f, struct err *e) CHECKED;
void pdf_fonts_deinit(struct pdf_fonts *f);
/* A text in lines of a width (points; 0: one line), aligned as it was left. It is ours, until the next is asked for:
 * kept for who asks again, because a document is laid out twice and says most of its numbers often. */
PangoLayout *pdf_fonts_layout(struct pdf_fonts *f, enum pdf_style s, const char *text, double width);
/* ", Inter-Regular.otf 0123456789abcdef, …": the first 16 digits of each file's SHA-256; "-" where it is
 * not there. */
void pdf_fonts_versions(struct buf *out);

#endif
