/* The auditor's reckoning: how tightly the withheld cells of a published report can be bounded by whoever reads it.
 *
 * It takes the reader's place: what is told, the sums of territories, the links between figures that the report names,
 * what earlier releases told and still can be true, and, of a coordination, the figures of its own territory. Bounds
 * are by GLPK. It shares no code with what decides the suppression (programme/secret.h): only the report's own form. */
#ifndef CVG_AUDITEUR_AUDIT_H
#define CVG_AUDITEUR_AUDIT_H

#include "programme/rapport.h"

struct audit_cellule {
    struct scope perimetre;
    const char *periode, *code;
    const char *partie; /* "num", "reste" (den - num), "total", or a key */
    double bas, haut;   /* HUGE_VAL: no bound */
    double besoin;      /* how wide the interval should be */
    const char *depuis; /* of a difference: the earlier period; then bas is how num moved, haut how the others did,
                         * besoin by how much either should; NULL */
    bool en_tout;       /* of a difference as a whole: bas came, haut went, where besoin should have, or nobody */
    bool trop_serree;
};

struct audit {
    const struct rapport *const *versions; /* published, oldest first; the last one is audited */
    size_t versions_n;
    const struct rapport
        *connait; /* figures that one coordination knows (of `territoire`, whatever their state); or NULL */
    struct scope territoire;
    bool toutes; /* exact bounds of every withheld cell; else only as far as shows that they are wide enough */
    void (*dire)(void *arg, const struct audit_cellule *c); /* those that are too tight; with `toutes` all */
    void *arg;
};

/* How many withheld cells are bounded too tightly. ERR_FORMAT: what is published cannot be true. */
int audit_controler(const struct audit *a, size_t *trop_serrees_out, struct err *e) CHECKED;

#endif
