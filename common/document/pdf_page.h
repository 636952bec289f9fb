/* Pages of a PDF: where the next thing stands, text in its styles, tags of its structure.
 *
 * A plan is laid out twice by the same code: first without a surface, to know on which page everything stands (the
 * table of contents and the links ask for it), then drawn. */
#ifndef CVG_DOCUMENT_PDF_PAGE_H
#define CVG_DOCUMENT_PDF_PAGE_H

#include <cairo-pdf.h>

#include "document/dessin.h"
#include "document/pdf_fonts.h"

#define PAGE_COURT 595.28 /* A4 */
#define PAGE_LONG 841.89
#define MARGE 56.0
#define MARGE_HAUT 62.0
#define MARGE_BAS 64.0

struct pdf_place {   /* where something stands */
    const char *nom; /* a section's id, a figure's code */
    int page;
    double y;
};

struct pdf {
    const struct plan *plan;
    struct pdf_fonts fonts;
    cairo_surface_t *surface;
    cairo_t *c; /* NULL: only laid out */
    double largeur, hauteur, y;
    int page;
    bool explains;
    struct pdf_place *places; /* found by the first pass */
    size_t places_n, places_cap;
    double *measured; /* heights of the rows of all tables, in order: by the first pass, for both */
    size_t measured_n, measured_cap, measured_at;
    struct buf *alts; /* texts of the figures in order, NUL after each */
};

void pdf_page_begin(struct pdf *d, bool large);
void pdf_page_end(struct pdf *d);
double pdf_room(const struct pdf *d);        /* between the margins */
double pdf_left(const struct pdf *d);        /* points down to the bottom margin */
void pdf_need(struct pdf *d, double height); /* a new page, unless that much is left */

double pdf_height(struct pdf *d, enum pdf_style s, const char *text, double width);
double pdf_width(struct pdf *d, enum pdf_style s, const char *text);
struct pdf_box {
    double x, y, w; /* its upper left, and how wide it may be */
};
/* Draws it there as the content of a tag (NULL: no part of the structure); returns its height. */
double pdf_text(struct pdf *d, enum pdf_style s, enum encre ink, const char *tag, struct pdf_box at, PangoAlignment a,
                const char *text);
void pdf_ink(struct pdf *d, enum encre ink);
void pdf_rule(struct pdf *d, enum encre ink, double x, double y, double width, double thickness);
void pdf_band(struct pdf *d, double x, double y, double width, double height); /* behind a row */
void pdf_begin(struct pdf *d, const char *tag);
void pdf_end(struct pdf *d, const char *tag);
/* The tag of a link to a place; false: it is not known, and nothing is begun. */
bool pdf_link_begin(struct pdf *d, const char *nom);
void pdf_link_end(struct pdf *d);
void pdf_mark(struct pdf *d, const char *nom); /* the first pass: it stands here */
const struct pdf_place *pdf_find(const struct pdf *d, const char *nom);
void pdf_dessin(struct pdf *d, const struct dessin *strokes, double x, double y);

/* ---- the parts of a document ---- */
void pdf_cover(struct pdf *d);
void pdf_contents(struct pdf *d);
double pdf_table_start(struct pdf *d, const struct plan_table *t); /* what of it is not parted from its title */
void pdf_table(struct pdf *d, const struct plan_table *t);
void pdf_tiles(struct pdf *d, const struct plan_bloc *b);
double pdf_figure_height(struct pdf *d, const struct plan_graphique *g);
void pdf_figure(struct pdf *d, const struct plan_graphique *g);

#endif
