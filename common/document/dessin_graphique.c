/* A chart, by what it is. */
#include "document/dessin.h"

void dessin_init(struct dessin *d, const struct plan_graphique *g, double largeur)
{
    *d = (struct dessin){.largeur = largeur};
    if (g->dessin == PLAN_BARRES)
        dessin_barres(d, g);
    else if (g->dessin == PLAN_COURBES)
        dessin_courbes(d, g);
    else
        dessin_cascade(d, g);
}
