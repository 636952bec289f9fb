/* Bars that lie, a category a row: the first series strong, the others light below it, each with its value at its end.
 * What is withheld or unknown is marked where its bar would begin, and has none. */
#include "document/dessin.h"

#define TAILLE 8.0
#define TAILLE_CLAIRE 6.6
#define BARRE 8.0
#define BARRE_CLAIRE 4.2
#define ENTRE 5.8        /* between categories */
#define LEGENDE 16.0     /* height of the legend */
#define VALEUR 46.0      /* room for a value at the end of the longest bar */
#define LIBELLE_PART .36 /* of the width, at most, for the labels */
#define MARQUE 7.0       /* the empty frame of what is withheld */

static double label_width(const struct dessin *d, const struct plan_graphique *g)
{
    double widest = 40;
    for (size_t i = 0; i < g->categories_n; i++) {
        double w = dessin_mesure(g->categories[i], TAILLE) + 4;
        widest = w > widest ? w : widest;
    }
    return widest > d->largeur * LIBELLE_PART ? d->largeur * LIBELLE_PART : widest;
}

static double scale_of(const struct plan_graphique *g, double room)
{
    double most = 0;
    for (size_t s = 0; s < g->series_n; s++)
        for (size_t i = 0; i < g->categories_n; i++)
            if (g->series[s].valeurs[i].etat == PLAN_DIT && g->series[s].valeurs[i].nombre > most)
                most = g->series[s].valeurs[i].nombre;
    return most > 0 ? room / most : 0;
}

static void draw_legend(struct dessin *d, const struct plan_graphique *g, double x)
{
    for (size_t s = 0; s < g->series_n; s++) {
        dessin_plein(d, s ? ENCRE_CLAIRE : ENCRE_ACCENT, x, 3, 8, 8);
        dessin_texte(d, ENCRE_DISCRETE, x + 12, 10, TAILLE_CLAIRE + .5, ANCRE_DEBUT, g->series[s].nom);
        x += 12 + dessin_mesure(g->series[s].nom, TAILLE) + 16;
    }
}

static void draw_bar(struct dessin *d, const struct plan_valeur *v, bool first, double x, double y, double scale)
{
    double h = first ? BARRE : BARRE_CLAIRE, w = 0;
    enum encre ink = first ? ENCRE_ACCENT : ENCRE_CLAIRE;
    if (v->etat == PLAN_SECRET) {
        dessin_contour(d, ENCRE_DISCRETE, x + .5, y + .5, MARQUE, h - 1);
        w = MARQUE + 1;
    } else if (v->etat == PLAN_DIT) {
        w = v->nombre * scale;
        dessin_plein(d, ink, x, y, w, h);
    }
    struct trait *t = dessin_texte(d, first && v->etat == PLAN_DIT ? ENCRE_TEXTE : ENCRE_DISCRETE, x + w + 4,
                                   y + h - (first ? 1.1 : -.4), first ? TAILLE : TAILLE_CLAIRE, ANCRE_DEBUT, v->texte);
    t->gras = first;
}

void dessin_barres(struct dessin *d, const struct plan_graphique *g)
{
    double label = label_width(d, g), x = label + 8, y = g->series_n > 1 ? LEGENDE + 4 : 4;
    double scale = scale_of(g, d->largeur - x - VALEUR), top = y;
    if (g->series_n > 1)
        draw_legend(d, g, x);
    for (size_t i = 0; i < g->categories_n; i++) {
        double height = BARRE + (double)(g->series_n - 1) * (BARRE_CLAIRE + 1), from = y;
        int lines = dessin_paragraphe(d, ENCRE_TEXTE, label, y + 6.9, label, TAILLE, ANCRE_FIN, g->categories[i]);
        for (size_t s = 0; s < g->series_n; s++) {
            draw_bar(d, &g->series[s].valeurs[i], s == 0, x, y, scale);
            y += (s ? BARRE_CLAIRE : BARRE) + 1;
        }
        double room = lines > 1 ? 2 * TAILLE * 1.2 : 0;
        y = from + (height > room ? height : room) + ENTRE;
    }
    dessin_ligne(d, ENCRE_FILET, false, x, top - 3, x, y - ENTRE + 3);
    d->hauteur = y - ENTRE + 6;
}
