/* A chart as strokes: what is drawn where, in points from the upper left, with inks by their meaning. PDF and HTML play
 * the same strokes, so that they show the same chart; in HTML the inks follow light and dark. */
#ifndef CVG_DOCUMENT_DESSIN_H
#define CVG_DOCUMENT_DESSIN_H

#include "document/plan.h"

/* The pair accent and contraire, and each beside its light form, are told apart by every eye. */
enum encre {
    ENCRE_TEXTE,
    ENCRE_DISCRETE,  /* text that stands back */
    ENCRE_FILET,     /* hairlines */
    ENCRE_ACCENT,    /* what the chart is about */
    ENCRE_CLAIRE,    /* the year before */
    ENCRE_CONTRAIRE, /* what goes down */
    ENCRE_TOTAL,
    ENCRE_COUNT
};
enum trait_genre { TRAIT_PLEIN, TRAIT_CONTOUR, TRAIT_LIGNE, TRAIT_TIRETS, TRAIT_COURBE, TRAIT_ROND, TRAIT_TEXTE };
enum ancre { ANCRE_DEBUT, ANCRE_MILIEU, ANCRE_FIN };

struct trait {
    enum trait_genre genre;
    enum encre encre;
    double x, y, w, h; /* a line: from x, y to w, h; a disc: w its radius; a text: x, y of its base line, h its size */
    const char *texte;
    enum ancre ancre;
    bool gras;
    const double *points; /* a curve: n pairs */
    size_t n;
};

struct dessin {
    struct arena memoire;
    double largeur, hauteur;
    struct trait *traits;
    size_t n, cap;
};

/* The chart, `largeur` points wide. */
void dessin_init(struct dessin *d, const struct plan_graphique *g, double largeur);
void dessin_deinit(struct dessin *d);

/* ---- drawing ---- */
void dessin_plein(struct dessin *d, enum encre e, double x, double y, double w, double h);
void dessin_contour(struct dessin *d, enum encre e, double x, double y, double w, double h);
void dessin_ligne(struct dessin *d, enum encre e, bool tirets, double x1, double y1, double x2, double y2);
void dessin_rond(struct dessin *d, enum encre e, double x, double y, double rayon);
double *dessin_courbe(struct dessin *d, enum encre e, size_t n); /* n pairs to fill */
struct trait *dessin_texte(struct dessin *d, enum encre e, double x, double y, double taille, enum ancre a,
                           const char *texte); /* good until the next stroke; texte is copied */
/* About as wide as Inter prints it: never narrower by much. */
double dessin_mesure(const char *texte, double taille);
/* In lines of at most `largeur`, at most two; returns how many. */
int dessin_paragraphe(struct dessin *d, enum encre e, double x, double y, double largeur, double taille, enum ancre a,
                      const char *texte);

void dessin_barres(struct dessin *d, const struct plan_graphique *g);
void dessin_courbes(struct dessin *d, const struct plan_graphique *g);
void dessin_cascade(struct dessin *d, const struct plan_graphique *g);

#endif
