/* A waterfall that lies: a total, the terms that lead to the next total, each where the one before has ended. */
#include "document/dessin.h"

#define TAILLE 8.0
#define BARRE 10.0
#define ENTRE 6.0
#define LIBELLE 150.0
#define VALEUR 46.0
#define COUPE 7.0 /* from where such a bar begins */
#define COUPE_LARGE 3.0
#define LOIN .5 /* all above this share of the greatest: the axis does not begin at 0 */

static const char TEXT_AXE[] = "L’axe ne commence pas à zéro.";

/* The least and the greatest that the bars reach. */
static void reach(const struct plan_graphique *g, double *low_out, double *high_out)
{
    double at = 0;
    *low_out = *high_out = g->series[0].valeurs[0].nombre;
    for (size_t i = 0; i < g->categories_n; i++) {
        const struct plan_valeur *v = &g->series[0].valeurs[i];
        at = v->ecart ? at + v->nombre : v->nombre;
        *low_out = at < *low_out ? at : *low_out;
        *high_out = at > *high_out ? at : *high_out;
    }
}

/* Through a bar that does not begin at 0: it is longer than is drawn. */
static void draw_cut(struct dessin *d, double x, double y)
{
    dessin_plein(d, ENCRE_FILET, x, y - 1, COUPE_LARGE, BARRE + 2);
    for (int i = 0; i < 2; i++)
        dessin_ligne(d, ENCRE_TEXTE, false, x - 1 + i * COUPE_LARGE, y + BARRE + 2, x + 1 + i * COUPE_LARGE, y - 2);
}

void dessin_cascade(struct dessin *d, const struct plan_graphique *g)
{
    double low, high, at = 0, y = 2, x = LIBELLE + 8, room = d->largeur - x - VALEUR;
    reach(g, &low, &high);
    bool cut = high > 0 && low > high * LOIN;
    double base = cut ? low - (high - low) * .25 - 1 : low < 0 ? low : 0;
    double scale = high > base ? room / (high - base) : 0;
    for (size_t i = 0; i < g->categories_n; i++) {
        const struct plan_valeur *v = &g->series[0].valeurs[i];
        double from = v->ecart ? at : base, to = v->ecart ? at + v->nombre : v->nombre;
        double left = from < to ? from : to, right = from < to ? to : from;
        enum encre ink = !v->ecart ? ENCRE_TOTAL : v->nombre < 0 ? ENCRE_CONTRAIRE : ENCRE_ACCENT;
        int lines = dessin_paragraphe(d, ENCRE_TEXTE, LIBELLE, y + 7.6, LIBELLE, TAILLE, ANCRE_FIN, g->categories[i]);
        double width = (right - left) * scale;
        dessin_plein(d, ink, x + (left - base) * scale, y, width < .75 ? .75 : width, BARRE);
        if (cut && !v->ecart)
            draw_cut(d, x + COUPE, y);
        dessin_texte(d, ENCRE_TEXTE, x + (right - base) * scale + 4, y + 8, TAILLE, ANCRE_DEBUT, v->texte)->gras =
            !v->ecart;
        at = to;
        double step = lines > 1 ? 2 * TAILLE * 1.2 + 2 : BARRE + ENTRE;
        if (i + 1 < g->categories_n)
            dessin_ligne(d, ENCRE_FILET, false, x + (at - base) * scale, y + BARRE, x + (at - base) * scale, y + step);
        y += step;
    }
    if (cut)
        dessin_texte(d, ENCRE_DISCRETE, x, y + 6, TAILLE - 1, ANCRE_DEBUT, TEXT_AXE);
    d->hauteur = y + (cut ? 10 : 2);
}
