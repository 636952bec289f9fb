/* The pieces of a document, in order: its French texts and which figures stand where. Data, printed by corps.c. */
#ifndef CVG_DOCUMENT_PIECES_H
#define CVG_DOCUMENT_PIECES_H

#include <stdbool.h>
#include <stddef.h>

enum piece_genre {
    PIECE_FIN,            /* the last */
    PIECE_SECTION,        /* titre, id, texte the sheet's name */
    PIECE_SECTION_LARGE,  /* the same on pages that lie */
    PIECE_SOUS,           /* titre */
    PIECE_TEXTE,          /* texte */
    PIECE_PHRASE,         /* texte with {code}, {code#num}, {code#den}, {au} …; left out where one has no value */
    PIECE_TUILES,         /* codes */
    PIECE_TABLE,          /* titre, codes: a row a figure */
    PIECE_REPARTITION,    /* codes[0]: a row a key; titre or the figure's own label */
    PIECE_BARRES,         /* titre, codes: a bar a figure, this period and the year before */
    PIECE_BARRES_CLES,    /* the same of the keys of codes[0] */
    PIECE_ENTREE_SORTIE,  /* codes[0], codes[1]: the keys of one beside those of the other */
    PIECE_TERRITOIRES,    /* titre, codes: a row a territory */
    PIECE_CHANTIERS,      /* titre, codes, which are public of a chantier: a row a chantier */
    PIECE_PAR_TERRITOIRE, /* codes[0]: a bar a territory */
    PIECE_COURBES,        /* titre: the file active, evening by evening */
    PIECE_ANNEXE,         /* titre, codes: a row a figure, a column a territory */
    PIECE_REMONTEES,      /* titre */
    PIECE_DEFINITIONS,    /* titre */
    PIECE_PORTEE,         /* which territories it is about, up to when */
    PIECE_REGLES,         /* the rules of disclosure, from the report */
    PIECE_ADRESSES,       /* how an address reads */
    PIECE_PONTS,          /* the bridges */
    PIECE_GENRE_COUNT
};

#define PIECE_CODES_MAX 16
struct piece {
    enum piece_genre genre;
    const char *id, *titre, *texte;
    const char *codes[PIECE_CODES_MAX]; /* up to the first NULL; a figure that the report has not is left out */
};

extern const struct piece pieces_corps[];    /* key figures to coordination */
extern const struct piece pieces_annexes[];  /* annexes */
extern const struct piece pieces_dialogue[]; /* the network's half-yearly form of a chantier */

#endif
