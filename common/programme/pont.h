/* The bridge between two states of the headline figures: their difference in terms that add up to it exactly.
 *
 * State 0 is (period, facts as known then, reference data as known then, the figure as it was frozen); state 1 the same
 * of later, its figure as computed. The path between them, one step a group of terms: today's definitions at state 0;
 * then, for the chantiers that count in the perimeter in both states, the facts of later at the period of before, and
 * the period of later; the others join or leave with all that they count. docs/ponts.md. */
#ifndef CVG_PROGRAMME_PONT_H
#define CVG_PROGRAMME_PONT_H

#include "programme/perimeter.h"
#include "programme/period.h"

enum pont_figure { PONT_FILE_ACTIVE, PONT_ACCOMPAGNES, PONT_ENTREES, PONT_SORTIES, PONT_FIGURE_COUNT };

/* In the order in which they are shown. */
enum pont_terme {
    PONT_DEFINITIONS,
    PONT_RECALCUL, /* same definitions, same instant, another count: rows were wiped since */
    PONT_DECLARATIONS_TARDIVES,
    PONT_SORTIES_TARDIVES,
    PONT_RETRAITS,
    PONT_CORRECTIONS,
    PONT_ARRIVEES,
    PONT_DEPARTS,
    PONT_TERME_ENTREES,
    PONT_TERME_SORTIES,
    PONT_PERIODE,
    PONT_TERME_COUNT
};

const char *pont_code(enum pont_figure f);     /* "effectif.file_active" */
const char *pont_cle(enum pont_terme t);       /* "declarations_tardives" */
const char *pont_libelle(const char *cle);     /* "Déclarations tardives"; the key itself where it is none */
const char *pont_explication(const char *cle); /* a sentence; "" */
/* Is the term told of this figure when it is 0, too? */
bool pont_attendu(enum pont_figure f, enum pont_terme t);

/* The causes that are counted over rows: the terms from PONT_DECLARATIONS_TARDIVES to PONT_CORRECTIONS and from
 * PONT_TERME_ENTREES to PONT_PERIODE. The others are 0 here. */
struct pont_comptes {
    int64_t avant, apres; /* the figure: period and facts of state 0, of state 1 */
    int64_t causes[PONT_TERME_COUNT];
};

struct pont_reporter {
    char *id;
    struct membership membre[2]; /* in either state */
    struct pont_comptes figures[PONT_FIGURE_COUNT];
};

struct pont {
    const struct definitions *definitions; /* today's */
    const struct reference *references[2];
    struct period periodes[2];
    bool memes_definitions; /* the frozen figures bear today's digest */
    struct pont_reporter *reporters;
    size_t reporters_n, cap;
};

/* ERR_USAGE: the later period ends before the earlier one. */
int pont_init(struct pont *p, const struct definitions *d, const struct reference *const references[2],
              const struct period periodes[2], struct err *e) CHECKED;
/* What a reporter counts; ERR_FORMAT where its causes do not lead from one count to the other. */
int pont_add(struct pont *p, const char *id, const struct pont_comptes figures[PONT_FIGURE_COUNT],
             struct err *e) CHECKED;
/* The terms of one figure of one perimeter between the frozen figure and the computed one. ERR_FORMAT, naming figure,
 * perimeter and gap, where they do not add up: then nothing may be published. */
int pont_termes(const struct pont *p, enum pont_figure f, const struct scope *s, int64_t de, int64_t a,
                int64_t termes_out[PONT_TERME_COUNT], struct err *e) CHECKED;
void pont_deinit(struct pont *p);

#endif
