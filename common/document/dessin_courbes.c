/* Small curves, a panel a perimeter, each on a scale of its own from 0, its ends and its target said. */
#include "document/dessin.h"

#include "document/ecrit.h"
#include "programme/figures.h"

#define COLONNES 3
#define ENTRE 22.0
#define PANNEAU 98.0 /* height with its title and its months */
#define TITRE 16.0
#define COURBE 56.0
#define TAILLE 8.0
#define TAILLE_CLAIRE 6.8
#define DROITE 24.0 /* room for the last value */

static double highest(const struct plan_panneau *p)
{
    int64_t most = p->objectif > 0 ? p->objectif : 1;
    for (size_t i = 0; i < p->n; i++)
        most = p->valeurs[i] > most ? p->valeurs[i] : most;
    return (double)most * 1.05;
}

static void say_number(struct dessin *d, enum encre e, double x, double y, enum ancre a, bool strong, int64_t n)
{
    struct buf b = {0};
    figure_show_int(n, &b);
    dessin_texte(d, e, x, y, strong ? TAILLE : TAILLE_CLAIRE, a, buf_text(&b))->gras = strong;
    buf_deinit(&b);
}

static void say_month(struct dessin *d, double x, double y, enum ancre a, int32_t jour)
{
    struct buf b = {0};
    ecrit_mois(jour, &b);
    dessin_texte(d, ENCRE_DISCRETE, x, y, TAILLE_CLAIRE, a, buf_text(&b));
    buf_deinit(&b);
}

static void draw_target(struct dessin *d, const struct plan_panneau *p, double x, double w, double bottom, double scale)
{
    double y = bottom - (double)p->objectif * scale;
    double last = bottom - (double)p->valeurs[p->n - 1] * scale;
    dessin_ligne(d, ENCRE_DISCRETE, true, x, y, x + w, y);
    /* said at the right unless the last value stands there: then above the line, at the left */
    bool near = y - last < 9 && last - y < 9;
    say_number(d, ENCRE_DISCRETE, near ? x : x + w + 4, near ? y - 2.5 : y + 2.4, ANCRE_DEBUT, false, p->objectif);
}

static void draw_curve(struct dessin *d, const struct plan_panneau *p, double x, double w, double bottom)
{
    double *points = dessin_courbe(d, ENCRE_ACCENT, p->n), scale = COURBE / highest(p);
    double span = (double)(p->jours[p->n - 1] - p->jours[0]);
    for (size_t i = 0; i < p->n; i++) {
        points[2 * i] = x + (span > 0 ? w * (double)(p->jours[i] - p->jours[0]) / span : w);
        points[2 * i + 1] = bottom - (double)p->valeurs[i] * scale;
    }
    double end = points[2 * p->n - 1];
    if (p->objectif > 0)
        draw_target(d, p, x, w, bottom, scale);
    dessin_rond(d, ENCRE_ACCENT, x + w, end, 2);
    say_number(d, ENCRE_TEXTE, x + w + 4, end + 2.8, ANCRE_DEBUT, true, p->valeurs[p->n - 1]);
}

static void draw_panel(struct dessin *d, const struct plan_panneau *p, double x, double y, double width)
{
    double w = width - DROITE, bottom = y + TITRE + COURBE + 6;
    dessin_texte(d, ENCRE_TEXTE, x, y + 8, TAILLE, ANCRE_DEBUT, p->nom)->gras = true;
    dessin_ligne(d, ENCRE_FILET, false, x, bottom, x + w, bottom);
    if (p->inconnu)
        dessin_texte(d, ENCRE_DISCRETE, x, bottom - 4, TAILLE, ANCRE_DEBUT, plan_inconnu().texte);
    else
        draw_curve(d, p, x, w, bottom);
    say_month(d, x, bottom + 9, ANCRE_DEBUT, p->jours[0]);
    say_month(d, x + w, bottom + 9, ANCRE_FIN, p->jours[p->n - 1]);
}

void dessin_courbes(struct dessin *d, const struct plan_graphique *g)
{
    double width = (d->largeur - ENTRE * (COLONNES - 1)) / COLONNES;
    double y = 0;
    for (size_t i = 0; i < g->panneaux_n; i++) {
        y += i && i % COLONNES == 0 ? PANNEAU : 0;
        draw_panel(d, &g->panneaux[i], (double)(i % COLONNES) * (width + ENTRE), y, width);
    }
    y += PANNEAU;
    dessin_ligne(d, ENCRE_DISCRETE, true, 0, y + 3, 18, y + 3);
    dessin_texte(d, ENCRE_DISCRETE, 23, y + 5.5, TAILLE_CLAIRE, ANCRE_DEBUT, "objectif");
    d->hauteur = y + 10;
}
