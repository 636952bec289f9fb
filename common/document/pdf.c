/* A plan as a PDF, tagged, with bookmarks. */
#include <string.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cal.h"
#include "document/document.h"
#include "document/pdf_finish.h"
#include "document/pdf_page.h"

#define SECTION_PART .75 /* of a page: a section begins above it, if its beginning has room, or on the next page */
#define SECTION_AVANT 34.0
#define SECTION_APRES 8.0
#define SOUS_AVANT 16.0
#define SOUS_APRES 4.0
#define PARAGRAPHE_APRES 5.0
#define MOTS_ASSEZ 110.0 /* words that may stand below a heading alone */

static const char AUTEUR[] = "Convergence France";
static const char PRODUCTEUR[] = "cvg";

static cairo_status_t keep(void *arg, const unsigned char *data, unsigned len)
{
    buf_add(arg, data, len);
    return CAIRO_STATUS_SUCCESS;
}

/* ---- blocks ---- */

static void bookmark(struct pdf *d, int *parent, const char *text, bool section)
{
    char where[80];
    if (!d->c)
        return;
    snprintf(where, sizeof where, "page=%d pos=[%d %d]", d->page, (int)MARGE, (int)d->y);
    int id = cairo_pdf_surface_add_outline(d->surface, section ? CAIRO_PDF_OUTLINE_ROOT : *parent, text, where,
                                           section ? CAIRO_PDF_OUTLINE_FLAG_BOLD : 0);
    if (section)
        *parent = id;
}

static double paragraph_width(const struct pdf *d)
{
    /* not wider than is well read */
    return pdf_room(d) > PAGE_COURT - 2 * MARGE ? PAGE_COURT - 2 * MARGE : pdf_room(d);
}

/* What stands below a heading on its page: enough words, or few and the chart or the beginning of the table that they
 * lead to. */
static double below(struct pdf *d, const struct plan_bloc *b)
{
    const struct plan_bloc *end = d->plan->blocs + d->plan->blocs_n;
    double h = 0;
    for (b++; b < end && h < MOTS_ASSEZ; b++)
        if (b->genre == PLAN_SOUS)
            h += SOUS_AVANT + pdf_height(d, STYLE_SOUS, b->texte, pdf_room(d)) + SOUS_APRES;
        else if (b->genre == PLAN_PARAGRAPHE)
            h += pdf_height(d, STYLE_CORPS, b->texte, paragraph_width(d)) + PARAGRAPHE_APRES;
        else
            break;
    if (h >= MOTS_ASSEZ || b == end)
        return h;
    if (b->genre == PLAN_GRAPHIQUE)
        return h + pdf_figure_height(d, b->graphique);
    return b->genre == PLAN_TABLE ? h + pdf_table_start(d, b->table) : h;
}

static bool has_room(struct pdf *d, const struct plan_bloc *b)
{
    double h = SECTION_AVANT + pdf_height(d, STYLE_SECTION, b->texte, pdf_room(d)) + SECTION_APRES;
    return d->y < d->hauteur * SECTION_PART && h + below(d, b) <= pdf_left(d);
}

static void section(struct pdf *d, const struct plan_bloc *b, bool first, int *parent)
{
    bool large = d->largeur > d->hauteur;
    if (!first)
        pdf_end(d, "Sect");
    if (!first && (b->large != large || large || !has_room(d, b))) {
        pdf_page_end(d);
        pdf_page_begin(d, b->large);
    } else {
        d->y += first ? 0 : SECTION_AVANT;
    }
    pdf_begin(d, "Sect");
    pdf_mark(d, b->id);
    bookmark(d, parent, b->texte, true);
    d->y += pdf_text(d, STYLE_SECTION, ENCRE_ACCENT, "H1", (struct pdf_box){MARGE, d->y, pdf_room(d)}, PANGO_ALIGN_LEFT,
                     b->texte) +
            SECTION_APRES;
}

static void sub_heading(struct pdf *d, const struct plan_bloc *b, int *parent)
{
    d->y += SOUS_AVANT;
    pdf_need(d, pdf_height(d, STYLE_SOUS, b->texte, pdf_room(d)) + SOUS_APRES + below(d, b));
    bookmark(d, parent, b->texte, false);
    d->y += pdf_text(d, STYLE_SOUS, ENCRE_TEXTE, "H2", (struct pdf_box){MARGE, d->y, pdf_room(d)}, PANGO_ALIGN_LEFT,
                     b->texte) +
            SOUS_APRES;
}

static void paragraph(struct pdf *d, enum pdf_style s, enum encre ink, const char *tag, const char *text)
{
    double width = paragraph_width(d);
    pdf_need(d, pdf_height(d, s, text, width));
    d->y += pdf_text(d, s, ink, tag, (struct pdf_box){MARGE, d->y, width}, PANGO_ALIGN_LEFT, text) + PARAGRAPHE_APRES;
}

static void block(struct pdf *d, const struct plan_bloc *b, bool first, int *parent)
{
    switch (b->genre) {
    case PLAN_SECTION:
        section(d, b, first, parent);
        break;
    case PLAN_SOUS:
        sub_heading(d, b, parent);
        break;
    case PLAN_PARAGRAPHE:
        paragraph(d, STYLE_CORPS, ENCRE_TEXTE, "P", b->texte);
        break;
    case PLAN_NOTE:
        paragraph(d, STYLE_NOTE, ENCRE_DISCRETE, "Note", b->texte);
        break;
    case PLAN_TUILES:
        pdf_tiles(d, b);
        break;
    case PLAN_TABLE:
        pdf_table(d, b->table);
        break;
    default:
        pdf_figure(d, b->graphique);
    }
}

/* ---- the document ---- */

static void lay_out(struct pdf *d)
{
    int parent = CAIRO_PDF_OUTLINE_ROOT;
    d->page = 0;
    pdf_cover(d); /* begins it */
    if (!d->plan->bref) {
        pdf_contents(d);
        pdf_page_begin(d, d->plan->blocs_n && d->plan->blocs[0].large);
    }
    for (size_t i = 0; i < d->plan->blocs_n; i++)
        block(d, &d->plan->blocs[i], i == 0, &parent);
    pdf_end(d, "Sect");
    pdf_end(d, "Document");
    pdf_page_end(d);
}

static void describe(struct pdf *d)
{
    char instant[CAL_INSTANT_LEN], day[24];
    cal_format_instant(d->plan->cree_us, instant);
    snprintf(day, sizeof day, "%.19sZ", instant);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_TITLE, d->plan->courant);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_SUBJECT, d->plan->surtitre);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_AUTHOR, AUTEUR);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATOR, PRODUCTEUR);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATE_DATE, day);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_MOD_DATE, day);
}

static int draw(struct pdf *d, struct buf *out, struct err *e)
{
    d->surface = cairo_pdf_surface_create_for_stream(keep, out, PAGE_COURT, PAGE_LONG);
    describe(d);
    d->c = cairo_create(d->surface);
    lay_out(d);
    cairo_status_t bad = cairo_status(d->c);
    cairo_destroy(d->c);
    cairo_surface_finish(d->surface);
    bad = bad ? bad : cairo_surface_status(d->surface);
    cairo_surface_destroy(d->surface);
    return bad ? err_set(e, ERR_FORMAT, "PDF: %s", cairo_status_to_string(bad)) : 0;
}

static int write_plan(const struct plan *p, struct buf *out, struct err *e)
{
    struct buf drawn = {0}, alts = {0};
    struct pdf d = {.plan = p, .explains = plan_explains(p), .alts = &alts};
    if (pdf_fonts_init(&d.fonts, e))
        return -1;
    lay_out(&d);
    int rc = draw(&d, &drawn, e);
    if (!rc)
        rc = pdf_finish(&drawn, &alts, out, e);
    pdf_fonts_deinit(&d.fonts);
    free(d.places);
    free(d.measured);
    buf_deinit(&drawn);
    buf_deinit(&alts);
    return rc;
}

int document_pdf(const struct rapport *r, struct buf *out, struct err *e)
{
    struct plan *p = document_plan(r);
    int rc = write_plan(p, out, e);
    plan_free(&p);
    return rc;
}

int document_dialogue_pdf(const struct rapport *r, const char *chantier, struct buf *out, struct err *e)
{
    struct plan *p = document_plan_dialogue(r, chantier, e);
    int rc = p ? write_plan(p, out, e) : -1;
    plan_free(&p);
    return rc;
}
