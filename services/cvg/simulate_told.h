/* What the files of a night tell, line by line: the cells that the rules between lines and nights look at, and what is
 * wrong with a line by itself. A fault changes it as it changes the files. */
#ifndef CVG_SIMULATE_TOLD_H
#define CVG_SIMULATE_TOLD_H

#include "cvg/simulate_columns.h"
#include "cvg/simulate_lives.h"
#include "cvg/simulate_written.h"

#define SIMULATE_CODES(X)                                                                                              \
    X(E_JEU, "E-JEU")                                                                                                  \
    X(E_FICHIER, "E-FICHIER")                                                                                          \
    X(E_COLONNE, "E-COLONNE")                                                                                          \
    X(E_IDENTITE, "E-IDENTITE")                                                                                        \
    X(E_LIGNE, "E-LIGNE")                                                                                              \
    X(E_REQUIS, "E-REQUIS")                                                                                            \
    X(E_TYPE, "E-TYPE")                                                                                                \
    X(E_CODE, "E-CODE")                                                                                                \
    X(E_DOUBLON, "E-DOUBLON")                                                                                          \
    X(E_SORTIE, "E-SORTIE")                                                                                            \
    X(E_DATES, "E-DATES")                                                                                              \
    X(E_CHEVAUCHEMENT, "E-CHEVAUCHEMENT")                                                                              \
    X(E_RETENUE, "E-RETENUE")                                                                                          \
    X(W_CELLULE, "W-CELLULE")                                                                                          \
    X(W_SORTIE_A_VENIR, "W-SORTIE-A-VENIR")                                                                            \
    X(W_CIP, "W-CIP")                                                                                                  \
    X(W_PROLONGATION, "W-PROLONGATION")                                                                                \
    X(W_FIN_DEPASSEE, "W-FIN-DEPASSEE")                                                                                \
    X(W_EXIT_VIDE, "W-EXIT-VIDE")                                                                                      \
    X(W_RETOUR, "W-RETOUR")                                                                                            \
    X(W_DISPARU, "W-DISPARU")                                                                                          \
    X(W_MOIS, "W-MOIS")                                                                                                \
    X(I_A_VENIR, "I-A-VENIR")                                                                                          \
    X(I_LIGNE_COURTE, "I-LIGNE-COURTE")                                                                                \
    X(I_RIEN, "I-RIEN")
#define SIMULATE_ENUM(name, text) SIMULATE_##name,
enum simulate_code { SIMULATE_CODES(SIMULATE_ENUM) SIMULATE_CODE_COUNT };
#undef SIMULATE_ENUM
const char *simulate_code_name(enum simulate_code code);

enum simulate_place_of { SIMULATE_TAKEN, SIMULATE_ASIDE, SIMULATE_LEFT };

struct simulate_told_line {         /* of salaries or of accompagnants; days are SIMULATE_EMPTY where not known */
    size_t index;                   /* of the parcours or poste in the lives */
    char key[48];                   /* "" where it cannot be read */
    char who[40], cip[40];          /* "" where not known */
    int32_t debut, fin_prevue, fin; /* date_entree, date_sortie; date_debut, date_fin */
    int etp;
    unsigned bilan; /* bits: which outcomes are known */
    bool phc, motif, prolonge;
    bool fin_illisible;                  /* an exit cell has an E finding of its own */
    bool trop_de_cells;                  /* E-LIGNE: nothing else is said of the line */
    unsigned found[SIMULATE_CODE_COUNT]; /* findings of its cells */
    enum simulate_place_of place;        /* filled by simulate_foresee */
};

struct simulate_told {
    int32_t date;
    struct simulate_told_line *lines[SIMULATE_FILE_COUNT];
    size_t n[SIMULATE_FILE_COUNT], cap[SIMULATE_FILE_COUNT];
    bool refused;
    unsigned whole[SIMULATE_CODE_COUNT]; /* findings of files and headers, where it is refused */
};

/* The night as the chantier means it. */
void simulate_told_night(struct simulate_told *t, const struct simulate_lives *l, int32_t date);
/* One more line like another one; valid until the next. */
struct simulate_told_line *simulate_told_copy(struct simulate_told *t, enum simulate_file file, size_t line);
void simulate_told_deinit(struct simulate_told *t);

/* The whole submission is refused for n faults of this kind. */
void simulate_told_refuse(struct simulate_told *t, enum simulate_code code, size_t n);

enum simulate_spoiling { SIMULATE_GONE, SIMULATE_NOT_OF_TYPE, SIMULATE_NOT_A_CODE };
/* A cell cannot be read any more, or is not there. */
void simulate_told_spoil(struct simulate_told_line *line, enum simulate_file file, int column,
                         enum simulate_spoiling how);
bool simulate_told_required(enum simulate_file file, int column);

#endif
