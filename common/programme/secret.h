/* Disclosure control: which figures of a quarterly report may be told. Sets every figure's state; empties nothing
 * (rapport_masquer() does). Pure; the same input gives the same states. Source: docs/secret.md. */
#ifndef CVG_PROGRAMME_SECRET_H
#define CVG_PROGRAMME_SECRET_H

#include "programme/rapport.h"

struct secret_regles {
    int32_t k, k_sensible;      /* people behind a cell and behind its complement, at least */
    int32_t chantiers;          /* with people behind a cell, at least */
    int32_t dominance_pourcent; /* of a cell, that one chantier may have at most */
};

struct definitions;
struct secret_regles secret_regles_de(const struct definitions *d);

/* `avant`: earlier releases as they were published, newest last. Every figure of `r` gets its states: of chantiers the
 * comptes of effectif.* are told, and all else of theirs is RAPPORT_SECRET, as is what is not protected otherwise. The
 * rules are written into the report. ERR_FORMAT: it is no report that can be judged (it has no nation). */
int secret_proteger(struct rapport *r, const struct rapport *const *avant, size_t avant_n,
                    const struct secret_regles *regles, struct err *e) CHECKED;

/* What was withheld, for the log and the bench: rows (a répartition has one a key), unknown ones left out. */
struct secret_compte {
    size_t lignes, dites;
};
/* Of the perimeters of one kind (all periods, the report's programme). */
struct secret_compte secret_compter(const struct rapport *r, enum scope_kind kind);

#endif
