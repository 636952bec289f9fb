/* Pages, text, tags. */
#include "document/pdf_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One accent, and its contrary; both keep their contrast on white, and are told apart by every eye. */
static const unsigned inks[ENCRE_COUNT] = {
    [ENCRE_TEXTE] = 0x1b2432,  [ENCRE_DISCRETE] = 0x5b6678,  [ENCRE_FILET] = 0xd8dde6, [ENCRE_ACCENT] = 0x1f4e8c,
    [ENCRE_CLAIRE] = 0xa9bfdd, [ENCRE_CONTRAIRE] = 0xb8560f, [ENCRE_TOTAL] = 0x46536a};
#define BANDE 0xf3f6fa

static void set_rgb(struct pdf *d, unsigned rgb)
{
    cairo_set_source_rgb(d->c, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

void pdf_ink(struct pdf *d, enum encre ink)
{
    if (d->c)
        set_rgb(d, inks[ink]);
}

double pdf_room(const struct pdf *d)
{
    return d->largeur - 2 * MARGE;
}

double pdf_left(const struct pdf *d)
{
    return d->hauteur - MARGE_BAS - d->y;
}

/* What every page bears: outside the structure, as no part of what is said. */
static void draw_frame(struct pdf *d)
{
    char number[16];
    double y = d->hauteur - MARGE_BAS + 26;
    snprintf(number, sizeof number, "%d", d->page);
    if (*d->plan->mention)
        pdf_text(d, STYLE_ENTETE, ENCRE_CONTRAIRE, NULL, (struct pdf_box){MARGE, 30, pdf_room(d)}, PANGO_ALIGN_RIGHT,
                 d->plan->mention);
    if (d->page == 1 && !d->plan->bref)
        return;
    pdf_rule(d, ENCRE_FILET, MARGE, y - 8, pdf_room(d), .5);
    pdf_text(d, STYLE_NOTE, ENCRE_DISCRETE, NULL, (struct pdf_box){MARGE, y, pdf_room(d)}, PANGO_ALIGN_LEFT,
             d->plan->courant);
    pdf_text(d, STYLE_NOTE, ENCRE_DISCRETE, NULL, (struct pdf_box){MARGE, y, pdf_room(d)}, PANGO_ALIGN_RIGHT, number);
}

void pdf_page_begin(struct pdf *d, bool large)
{
    d->largeur = large ? PAGE_LONG : PAGE_COURT;
    d->hauteur = large ? PAGE_COURT : PAGE_LONG;
    d->y = MARGE_HAUT;
    d->page++;
    if (d->c) {
        /* before all else: it takes back what is on the page already, tags too */
        cairo_pdf_surface_set_size(d->surface, d->largeur, d->hauteur);
        draw_frame(d);
    }
}

void pdf_page_end(struct pdf *d)
{
    if (d->c)
        cairo_show_page(d->c);
}

void pdf_need(struct pdf *d, double height)
{
    if (height <= pdf_left(d) || d->y <= MARGE_HAUT)
        return;
    pdf_page_end(d);
    pdf_page_begin(d, d->largeur > d->hauteur);
}

/* ---- text ---- */

double pdf_height(struct pdf *d, enum pdf_style s, const char *text, double width)
{
    int w, h;
    pango_layout_get_size(pdf_fonts_layout(&d->fonts, s, text, width), &w, &h);
    return (double)h / PANGO_SCALE;
}

double pdf_width(struct pdf *d, enum pdf_style s, const char *text)
{
    int w, h;
    pango_layout_get_size(pdf_fonts_layout(&d->fonts, s, text, 0), &w, &h);
    return (double)w / PANGO_SCALE;
}

/* How far to the right it begins. One line is not laid out anew for that. */
static double aligned(PangoLayout *l, PangoAlignment a)
{
    int w, h, left = pango_layout_get_width(l);
    bool one = pango_layout_get_line_count(l) == 1 && left >= 0;
    pango_layout_set_alignment(l, one ? PANGO_ALIGN_LEFT : a);
    if (!one || a == PANGO_ALIGN_LEFT)
        return 0;
    pango_layout_get_size(l, &w, &h);
    return (double)(a == PANGO_ALIGN_RIGHT ? left - w : (left - w) / 2) / PANGO_SCALE;
}

double pdf_text(struct pdf *d, enum pdf_style s, enum encre ink, const char *tag, struct pdf_box at, PangoAlignment a,
                const char *text)
{
    int w, h;
    PangoLayout *l = pdf_fonts_layout(&d->fonts, s, text, at.w);
    if (d->c) {
        double x = at.x + aligned(l, a);
        if (tag)
            cairo_tag_begin(d->c, tag, NULL);
        pdf_ink(d, ink);
        cairo_move_to(d->c, x, at.y);
        pango_cairo_show_layout(d->c, l);
        if (tag)
            cairo_tag_end(d->c, tag);
    }
    pango_layout_get_size(l, &w, &h);
    return (double)h / PANGO_SCALE;
}

void pdf_rule(struct pdf *d, enum encre ink, double x, double y, double width, double thickness)
{
    if (!d->c)
        return;
    pdf_ink(d, ink);
    cairo_rectangle(d->c, x, y - thickness / 2, width, thickness);
    cairo_fill(d->c);
}

void pdf_band(struct pdf *d, double x, double y, double width, double height)
{
    if (!d->c)
        return;
    set_rgb(d, BANDE);
    cairo_rectangle(d->c, x, y, width, height);
    cairo_fill(d->c);
}

/* ---- structure ---- */

void pdf_begin(struct pdf *d, const char *tag)
{
    if (d->c)
        cairo_tag_begin(d->c, tag, NULL);
}

void pdf_end(struct pdf *d, const char *tag)
{
    if (d->c)
        cairo_tag_end(d->c, tag);
}

const struct pdf_place *pdf_find(const struct pdf *d, const char *nom)
{
    for (size_t i = 0; i < d->places_n; i++)
        if (strcmp(d->places[i].nom, nom) == 0)
            return &d->places[i];
    return NULL;
}

bool pdf_link_begin(struct pdf *d, const char *nom)
{
    char where[80];
    const struct pdf_place *p = d->c ? pdf_find(d, nom) : NULL;
    if (!p)
        return false;
    snprintf(where, sizeof where, "page=%d pos=[%d %d]", p->page, (int)MARGE, (int)p->y);
    cairo_tag_begin(d->c, CAIRO_TAG_LINK, where);
    return true;
}

void pdf_link_end(struct pdf *d)
{
    cairo_tag_end(d->c, CAIRO_TAG_LINK);
}

void pdf_mark(struct pdf *d, const char *nom)
{
    if (d->c)
        return;
    d->places = mem_room(d->places, d->places_n, &d->places_cap, sizeof *d->places);
    d->places[d->places_n++] = (struct pdf_place){.nom = nom, .page = d->page, .y = d->y};
}

/* ---- charts ---- */

static void stroke_text(struct pdf *d, const struct trait *t, double x, double y)
{
    enum pdf_style s = t->gras ? STYLE_TRAIT_FORT : STYLE_TRAIT;
    PangoLayout *l = d->fonts.layouts[s];
    pango_layout_set_text(l, t->texte, -1);
    PangoFontDescription *f = pango_font_description_copy(pango_layout_get_font_description(l));
    int w, h;
    pango_font_description_set_size(f, (int)(t->h * PANGO_SCALE));
    pango_layout_set_font_description(l, f);
    pango_font_description_free(f);
    pango_layout_get_size(l, &w, &h);
    double width = (double)w / PANGO_SCALE, base = (double)pango_layout_get_baseline(l) / PANGO_SCALE;
    cairo_move_to(d->c,
                  x + t->x -
                      (t->ancre == ANCRE_FIN      ? width
                       : t->ancre == ANCRE_MILIEU ? width / 2
                                                  : 0),
                  y + t->y - base);
    pango_cairo_show_layout(d->c, l);
}

static void stroke_path(struct pdf *d, const struct trait *t, double x, double y)
{
    static const double dashes[] = {3, 2};
    if (t->genre == TRAIT_COURBE)
        for (size_t i = 0; i < t->n; i++)
            cairo_line_to(d->c, x + t->points[2 * i], y + t->points[2 * i + 1]);
    else if (t->genre == TRAIT_CONTOUR)
        cairo_rectangle(d->c, x + t->x, y + t->y, t->w, t->h);
    else {
        cairo_move_to(d->c, x + t->x, y + t->y);
        cairo_line_to(d->c, x + t->w, y + t->h);
    }
    cairo_set_dash(d->c, dashes, t->genre == TRAIT_TIRETS ? 2 : 0, 0);
    cairo_set_line_width(d->c, t->genre == TRAIT_COURBE ? 1.5 : .7);
    cairo_set_line_join(d->c, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(d->c);
}

void pdf_dessin(struct pdf *d, const struct dessin *strokes, double x, double y)
{
    for (size_t i = 0; d->c && i < strokes->n; i++) {
        const struct trait *t = &strokes->traits[i];
        pdf_ink(d, t->encre);
        cairo_new_path(d->c);
        if (t->genre == TRAIT_TEXTE) {
            stroke_text(d, t, x, y);
        } else if (t->genre == TRAIT_PLEIN) {
            cairo_rectangle(d->c, x + t->x, y + t->y, t->w, t->h);
            cairo_fill(d->c);
        } else if (t->genre == TRAIT_ROND) {
            cairo_arc(d->c, x + t->x, y + t->y, t->w, 0, 6.2831853);
            cairo_fill(d->c);
        } else {
            stroke_path(d, t, x, y);
        }
    }
}
