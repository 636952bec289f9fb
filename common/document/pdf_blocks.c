/* Key figures, charts, the cover and the table of contents. */
#include <stdio.h>
#include <string.h>

#include "document/pdf_page.h"

#define TUILES 3
#define TUILE_HAUTEUR 59.0
#define TUILE_DESSOUS 6.0
#define NOTE 16.0 /* below a chart */
#define TUILE_ENTRE 18.0
#define COUVERTURE_NOM 120.0
#define NUMERO 40.0 /* room for a page's number */

static const char TEXT_SOMMAIRE[] = "Sommaire";

static void tile(struct pdf *d, const struct plan_tuile *t, double x, double y, double w)
{
    char below[160] = "";
    const char *nation = d->plan->nation;
    bool before = t->avant.texte != NULL, beside = t->nation.texte != NULL;
    snprintf(below, sizeof below, "%s%s%s%s%s%s%s", before ? d->plan->avant : "", before ? "\u00a0: " : "",
             before ? t->avant.texte : "", before && beside ? " · " : "", beside ? nation : "",
             beside ? "\u00a0: " : "", beside ? t->nation.texte : "");
    pdf_rule(d, ENCRE_ACCENT, x, y, w, 1);
    pdf_begin(d, "LI");
    bool there = t->valeur.etat == PLAN_DIT;
    pdf_text(d, STYLE_TUILE, there ? ENCRE_ACCENT : ENCRE_DISCRETE, "Lbl", (struct pdf_box){x, y + 7, w},
             PANGO_ALIGN_LEFT, t->valeur.texte);
    pdf_begin(d, "LBody");
    double h = pdf_text(d, STYLE_CELLULE, ENCRE_TEXTE, "P", (struct pdf_box){x, y + 33, w}, PANGO_ALIGN_LEFT, t->nom);
    pdf_text(d, STYLE_NOTE, ENCRE_DISCRETE, "P", (struct pdf_box){x, y + 35 + h, w}, PANGO_ALIGN_LEFT, below);
    pdf_end(d, "LBody");
    pdf_end(d, "LI");
}

void pdf_tiles(struct pdf *d, const struct plan_bloc *b)
{
    double w = (pdf_room(d) - TUILE_ENTRE * (TUILES - 1)) / TUILES;
    size_t rows = (b->tuiles_n + TUILES - 1) / TUILES;
    double height = (double)rows * (TUILE_HAUTEUR + TUILE_DESSOUS), y = 0;
    pdf_need(d, height);
    d->y += 8;
    pdf_begin(d, "L");
    for (size_t i = 0; i < b->tuiles_n; i++) {
        y += i && i % TUILES == 0 ? TUILE_HAUTEUR + TUILE_DESSOUS : 0;
        tile(d, &b->tuiles[i], MARGE + (double)(i % TUILES) * (w + TUILE_ENTRE), d->y + y, w);
    }
    pdf_end(d, "L");
    d->y += height + 10;
}

double pdf_figure_height(struct pdf *d, const struct plan_graphique *g)
{
    struct dessin strokes;
    dessin_init(&strokes, g, pdf_room(d));
    double h = 12 + pdf_height(d, STYLE_LEGENDE, g->titre, pdf_room(d)) + 6 + strokes.hauteur + NOTE;
    dessin_deinit(&strokes);
    return h;
}

void pdf_figure(struct pdf *d, const struct plan_graphique *g)
{
    struct dessin strokes;
    dessin_init(&strokes, g, pdf_room(d));
    double caption = pdf_height(d, STYLE_LEGENDE, g->titre, pdf_room(d));
    d->y += 12;
    pdf_need(d, caption + 6 + strokes.hauteur + (g->secret || g->inconnu ? NOTE : 0));
    pdf_text(d, STYLE_LEGENDE, ENCRE_TEXTE, "Caption", (struct pdf_box){MARGE, d->y, pdf_room(d)}, PANGO_ALIGN_LEFT,
             g->titre);
    d->y += caption + 6;
    pdf_begin(d, "Figure");
    pdf_dessin(d, &strokes, MARGE, d->y);
    pdf_end(d, "Figure");
    if (d->c)
        buf_add(d->alts, g->alt, strlen(g->alt) + 1);
    d->y += strokes.hauteur + 4;
    dessin_deinit(&strokes);
}

static double cover_lines(struct pdf *d, double y)
{
    const struct plan *p = d->plan;
    double w = pdf_room(d), space = p->bref ? 5 : 10;
    pdf_begin(d, "Table");
    for (size_t i = 0; i < p->couverture_n; i++) {
        pdf_rule(d, ENCRE_FILET, MARGE, y - space / 2, w, .5);
        pdf_begin(d, "TR");
        pdf_text(d, STYLE_CORPS, ENCRE_DISCRETE, "TH", (struct pdf_box){MARGE, y, COUVERTURE_NOM}, PANGO_ALIGN_LEFT,
                 p->couverture[i].nom);
        y += pdf_text(d, i < 2 ? STYLE_CORPS_FORT : STYLE_CORPS, ENCRE_TEXTE, "TD",
                      (struct pdf_box){MARGE + COUVERTURE_NOM, y, w - COUVERTURE_NOM}, PANGO_ALIGN_LEFT,
                      p->couverture[i].valeur) +
             space;
        pdf_end(d, "TR");
    }
    pdf_end(d, "Table");
    pdf_rule(d, ENCRE_FILET, MARGE, y - space / 2, w, .5);
    return y;
}

void pdf_cover(struct pdf *d)
{
    const struct plan *p = d->plan;
    pdf_page_begin(d, false);
    double w = pdf_room(d), y = p->bref ? MARGE_HAUT : 150;
    pdf_begin(d, "Document");
    pdf_begin(d, "Sect");
    pdf_rule(d, ENCRE_ACCENT, MARGE, y, 56, 4);
    y += p->bref ? 14 : 22;
    y += pdf_text(d, STYLE_SURTITRE, ENCRE_ACCENT, "P", (struct pdf_box){MARGE, y, w}, PANGO_ALIGN_LEFT, p->surtitre) +
         8;
    y += pdf_text(d, p->bref ? STYLE_SECTION : STYLE_TITRE, ENCRE_TEXTE, "H1", (struct pdf_box){MARGE, y, w},
                  PANGO_ALIGN_LEFT, p->titre) +
         8;
    if (!p->bref)
        y += pdf_text(d, STYLE_PERIODE, ENCRE_DISCRETE, "P", (struct pdf_box){MARGE, y, w}, PANGO_ALIGN_LEFT,
                      p->periode) +
             8;
    if (!p->bref && *p->mention)
        y += pdf_text(d, STYLE_SOUS, ENCRE_CONTRAIRE, "P", (struct pdf_box){MARGE, y + 6, w}, PANGO_ALIGN_LEFT,
                      p->mention);
    y = cover_lines(d, y + (p->bref ? 4 : 56));
    double h = pdf_height(d, STYLE_NOTE, p->avertissement, w);
    pdf_text(d, STYLE_NOTE, ENCRE_DISCRETE, "P",
             (struct pdf_box){MARGE, p->bref ? y + 4 : d->hauteur - MARGE_BAS - h, w}, PANGO_ALIGN_LEFT,
             p->avertissement);
    pdf_end(d, "Sect");
    d->y = y + h + 30;
}

static void contents_line(struct pdf *d, const struct plan_bloc *b)
{
    char number[16] = "";
    const struct pdf_place *at = pdf_find(d, b->id);
    if (at)
        snprintf(number, sizeof number, "%d", at->page);
    pdf_begin(d, "TOCI");
    bool linked = pdf_link_begin(d, b->id);
    double h = pdf_text(d, STYLE_CORPS, ENCRE_TEXTE, "P", (struct pdf_box){MARGE, d->y, pdf_room(d) - NUMERO},
                        PANGO_ALIGN_LEFT, b->texte);
    pdf_text(d, STYLE_CORPS, ENCRE_DISCRETE, "P", (struct pdf_box){MARGE + pdf_room(d) - NUMERO, d->y, NUMERO},
             PANGO_ALIGN_RIGHT, number);
    if (linked)
        pdf_link_end(d);
    pdf_end(d, "TOCI");
    d->y += h + 4;
    pdf_rule(d, ENCRE_FILET, MARGE, d->y, pdf_room(d), .5);
    d->y += 5;
}

void pdf_contents(struct pdf *d)
{
    pdf_page_end(d);
    pdf_page_begin(d, false);
    pdf_begin(d, "Sect");
    d->y += pdf_text(d, STYLE_SECTION, ENCRE_ACCENT, "H1", (struct pdf_box){MARGE, d->y, pdf_room(d)}, PANGO_ALIGN_LEFT,
                     TEXT_SOMMAIRE) +
            20;
    pdf_begin(d, "TOC");
    for (size_t i = 0; i < d->plan->blocs_n; i++)
        if (d->plan->blocs[i].genre == PLAN_SECTION)
            contents_line(d, &d->plan->blocs[i]);
    pdf_end(d, "TOC");
    pdf_end(d, "Sect");
    pdf_page_end(d);
}
