/* What a document says, before it is known how it is printed: blocks in order, built once from a report. PDF, HTML and
 * workbook print the same plan, so that they cannot say different things.
 *
 * A value is one of four: empty, said, withheld or unknown; 0 is said. All texts are UTF-8, French, live in the plan's
 * arena or are constants. */
#ifndef CVG_DOCUMENT_PLAN_H
#define CVG_DOCUMENT_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

enum plan_etat { PLAN_VIDE, PLAN_DIT, PLAN_SECRET, PLAN_INCONNU, PLAN_ETAT_COUNT };
enum plan_forme {
    PLAN_TEXTE,
    PLAN_ENTIER,
    PLAN_DIXIEME,
    PLAN_POURCENT, /* nombre is the share, 0 to 1; arrondi whole percents */
    PLAN_JOUR,     /* arrondi is the day */
    PLAN_FORME_COUNT
};

struct plan_valeur {
    enum plan_etat etat;
    enum plan_forme forme;
    bool ecart;      /* a difference: signed, of percentages in points */
    double nombre;   /* the exact value */
    int64_t arrondi; /* as printed: units, tenths, whole percents */
    const char *texte;
    const struct plan_adresse *adresse; /* NULL: no figure */
};

/* Where the dashboard shows the figure behind a printed value. */
struct plan_adresse {
    const char *code, *cle; /* cle "": none */
    const char *perimetre, *periode, *lien;
    struct plan_valeur num, den, nr; /* what stands behind the value, not printed; PLAN_VIDE where it has none */
};

struct plan_colonne {
    const char *nom;
    double part; /* of the width, relative to the others */
    bool nombre; /* printed at the right */
    bool fort;   /* the values that the table is about */
};
enum plan_ligne { PLAN_LIGNE, PLAN_LIGNE_DONT, PLAN_LIGNE_TOTAL, PLAN_LIGNE_AVANT, PLAN_LIGNE_TITRE };
struct plan_table {
    const char *titre;
    const struct plan_colonne *colonnes;
    size_t colonnes_n;
    struct plan_valeur *cellules; /* [lignes_n * colonnes_n]; of a PLAN_LIGNE_TITRE only the first counts */
    enum plan_ligne *lignes;
    size_t lignes_n, lignes_cap;
    bool secret, inconnu; /* it has such values: a note says what they are */
    size_t code;          /* the column of codes that other tables' figures are explained by; 0: none */
};

enum plan_dessin { PLAN_BARRES, PLAN_COURBES, PLAN_CASCADE };
struct plan_serie {
    const char *nom;
    struct plan_valeur *valeurs; /* [categories_n] */
};
struct plan_panneau { /* one curve */
    const char *nom;
    bool inconnu; /* nothing was ever sent: there is no curve */
    const int32_t *jours;
    const int64_t *valeurs;
    size_t n;
    int64_t objectif; /* -1: none */
    bool tout;        /* of all or many territories */
};
struct plan_graphique {
    enum plan_dessin dessin;
    const char *titre, *alt;
    const char **categories;
    size_t categories_n;
    struct plan_serie *series; /* barres: the first is the one that the chart is about; cascade: one, signed, between
                                * two totals */
    size_t series_n;
    struct plan_panneau *panneaux; /* courbes */
    size_t panneaux_n;
    bool secret, inconnu;
};

struct plan_tuile { /* a key figure */
    const char *nom;
    struct plan_valeur valeur, avant, nation;
};

enum plan_genre {
    PLAN_NONE,
    PLAN_SECTION,    /* texte its heading, id, feuille */
    PLAN_SOUS,       /* texte a heading below */
    PLAN_PARAGRAPHE, /* texte */
    PLAN_TUILES,
    PLAN_TABLE,
    PLAN_GRAPHIQUE,
    PLAN_NOTE, /* texte, small */
    PLAN_GENRE_COUNT
};
struct plan_bloc {
    enum plan_genre genre;
    const char *id, *texte, *feuille; /* feuille: the sheet's name in a workbook */
    bool large;                       /* of a section: on pages that lie */
    const struct plan_table *table;
    const struct plan_graphique *graphique;
    const struct plan_tuile *tuiles;
    size_t tuiles_n;
};

struct plan_ligne_titre { /* a line of the cover */
    const char *nom, *valeur;
};
#define PLAN_COUVERTURE_MAX 12
struct plan {
    struct arena memoire; /* all of it lives here */
    const char *titre, *surtitre, *periode, *version;
    const char *mention;                                 /* printed on every page; "" none */
    const char *courant;                                 /* at the foot of every page */
    const char *avant, *maintenant, *principal, *nation; /* short names of periods and perimeters */
    struct plan_ligne_titre couverture[PLAN_COUVERTURE_MAX];
    size_t couverture_n;
    const char *avertissement; /* below them */
    bool bref;                 /* a form of a few pages: no cover of its own, no table of contents */
    int64_t cree_us;           /* the date that the files bear */
    struct plan_bloc *blocs;
    size_t blocs_n, blocs_cap;
};

void plan_free(struct plan **p);
bool plan_explains(const struct plan *p); /* it has a table of definitions */

/* ---- building ---- */
const char *plan_text(struct plan *p, const char *s); /* as French prints it: apostrophes, no-break spaces */
const char *plan_textf(struct plan *p, const char *fmt, ...) PRINTF(2, 3);
struct plan_bloc *plan_add(struct plan *p, enum plan_genre g, const char *texte); /* good until the next */
struct plan_table *plan_table_new(struct plan *p, const char *titre, const struct plan_colonne *colonnes, size_t n);
/* Its cells, empty. */
struct plan_valeur *plan_table_row(struct plan *p, struct plan_table *t, enum plan_ligne kind);
/* Adds the table, and the notes that its values ask for. One without rows is left out. */
void plan_table_end(struct plan *p, struct plan_table *t);
void plan_graphique_end(struct plan *p, struct plan_graphique *g);
/* Values. The text of a number is made of what is printed of it. */
struct plan_valeur plan_mot(const char *texte); /* kept as it is; NULL or "": empty */
struct plan_valeur plan_entier(struct plan *p, int64_t n);
struct plan_valeur plan_jour(struct plan *p, int32_t jour); /* CELL_NULL: unknown */
struct plan_valeur plan_inconnu(void);
struct plan_valeur plan_secret(void);
void plan_valeur_print(struct plan *p, struct plan_valeur *v); /* sets texte */
/* b before a: their difference as printed; withheld or unknown where one of them is. */
struct plan_valeur plan_ecart(struct plan *p, const struct plan_valeur *a, const struct plan_valeur *b);

#endif
