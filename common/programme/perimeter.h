/* Perimeters: reference data, who counts where in a period, and the sums over chantiers. Source: the contract's
 * indicators, "Membership", "Perimeters".
 *
 * A reporter's *share* is its contribution with membership applied and the figures of the source `chantier` filled in.
 * The figures of any perimeter are sums of shares. */
#ifndef CVG_PROGRAMME_PERIMETER_H
#define CVG_PROGRAMME_PERIMETER_H

#include "programme/contribution.h"

struct territoire {
    char *code, *nom, *porteur;
    int32_t lancement; /* day; CELL_NULL unknown */
};

struct ligne { /* a line of membership */
    char *chantier;
    size_t territoire;
    int32_t depuis, jusqua; /* days, both in; INT32_MIN, INT32_MAX where open */
    int32_t objectif;       /* CELL_NULL: none */
};

struct reference {
    struct territoire *territoires;
    size_t territoires_n, territoires_cap;
    struct ligne *lignes; /* sorted by chantier, depuis, once sealed */
    size_t lignes_n, lignes_cap;
    struct map chantiers; /* id → index of its first line, once sealed; in order of id */
};

void reference_add_territoire(struct reference *r, const char *code, const char *nom, const char *porteur,
                              int32_t lancement);
int reference_find_territoire(const struct reference *r, const char *code); /* -1: none */
/* A line of an unknown territory is a bug of the caller. */
void reference_add_ligne(struct reference *r, const char *chantier, const char *territoire, int32_t depuis,
                         int32_t jusqua, int32_t objectif);
void reference_seal(struct reference *r);
void reference_deinit(struct reference *r);

struct membership {
    bool counts;       /* in the period: a line overlaps it; always for a territory's coordination */
    bool at_end;       /* a member on the last day */
    bool coordination; /* the reporter is a territory: not a chantier of the coverage */
    size_t territoire; /* of the last line that overlaps */
    int32_t objectif;  /* of the line in force on the last day; CELL_NULL */
};
struct membership reference_membership(const struct reference *r, const char *reporter, int32_t debut, int32_t fin);
bool reference_knows(const struct reference *r, const char *reporter); /* a chantier or a territory */

enum scope_kind { SCOPE_NONE, SCOPE_NATION, SCOPE_TERRITOIRE, SCOPE_CHANTIER, SCOPE_OPERATIONNELS, SCOPE_KIND_COUNT };
struct scope {
    enum scope_kind kind;
    char code[64];
};
int scope_parse(const char *s, struct scope *out, struct err *e) CHECKED;
void scope_format(const struct scope *s, struct buf *out);
/* Is there such a territory or chantier? The nation and the operationnels are always there. */
bool reference_has_scope(const struct reference *r, const struct scope *s);
/* Does a reporter with this membership belong to the scope in a period that begins on debut? */
bool scope_includes(const struct scope *s, const struct reference *r, const char *reporter, const struct membership *m,
                    int32_t debut);

/* What is known of a reporter beside its contribution. */
struct reporter_facts {
    int32_t situation; /* of its last accepted submission; CELL_NULL: none yet */
    int64_t rows_read, rows_set_aside;
};

/* The share of one reporter: contribution (contribution_len values, NULL: none yet) → share_out (as many).
 * `last_night`: see period_last_night. */
void perimeter_share(const struct definitions *d, const struct membership *m, const struct reporter_facts *f,
                     const int64_t *contribution, int32_t last_night, int64_t *share_out);

struct coverage {
    uint32_t expected, counted;
    int32_t oldest; /* CELL_NULL: none */
};
void coverage_add(struct coverage *c, const struct membership *m, const struct reporter_facts *f);

#endif
