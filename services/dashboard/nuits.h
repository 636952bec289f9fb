/* The nights of chantiers, from the database into common/programme/remontee.h, as pages need them.
 *
 * As known on an evening: what came or was decided later is not seen, and closures and lines of membership are those
 * that were known then. */
#ifndef CVG_DASHBOARD_NUITS_H
#define CVG_DASHBOARD_NUITS_H

#include "dashboard/page.h"
#include "programme/remontee.h"

/* What prepare() declares. */
struct nuits_need {
    size_t envois, fermetures, territoires, lignes;
    bool past;
    int64_t at_us;
    int32_t first; /* of the nights */
    size_t n;
};
/* `chantiers`: [chantiers_n] ids, or NULL: of everybody. */
void nuits_need(struct page *p, const char *const *chantiers, size_t chantiers_n, int32_t first, size_t n,
                struct nuits_need *out);

/* What came: in build(), until nuits_close(). */
struct nuits {
    struct page *page;
    const struct nuits_need *need;
    const struct reference *reference; /* as known then */
    struct reference then;
    struct map envois, fermetures; /* chantier → row + 1 of its first, in the results, which are sorted by chantier */
};
void nuits_open(struct page *p, const struct nuits_need *need, struct nuits *out);
void nuits_close(struct nuits *x);

/* One chantier's; all of it lives as long as the page. */
struct nuits_line {
    struct remontee_nuit *nuits; /* [need->n] */
    struct remontee_chantier chantier;
    int envois_at, fermetures_at; /* rows of the first of them */
};
void nuits_read(struct nuits *x, const char *chantier, struct nuits_line *out);

/* The last situation that an accepted export of the line describes; CELL_NULL: none in these nights. */
int32_t nuits_last_accepted(const struct nuits *x, const struct nuits_line *l);

/* A cell of a night: seen as `sign` (NULL: its own), read as `before` and its phrase, linked to the submission. */
void nuits_cell(const struct nuits *x, const struct nuits_line *l, size_t night, json_t *table, const char *sign,
                const char *before);
/* [{"du", "au", "motif", "territoire"}] of the closures that last at least until `day`; "territoire": "", or the code
 * of the territory that declared it. */
json_t *nuits_fermetures(const struct nuits *x, const struct nuits_line *l, int32_t day);
/* [{"etat", "classe", "signe", "libelle", "sens", "nombre"}] of the states that occur. */
json_t *nuits_legend(const int64_t counts[REMONTEE_STATE_COUNT]);

#endif
