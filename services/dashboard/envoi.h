/* One submission as pages show it: /chantier/ID/envoi/SUBMISSION and /retenues/SUBMISSION.
 *
 * An outcome names parcours and holds values of cells, and the dashboard reads all of it. Who is shown them is decided
 * in one place, envoi_findings(); no page hands an outcome's findings on by another way. */
#ifndef CVG_DASHBOARD_ENVOI_H
#define CVG_DASHBOARD_ENVOI_H

#include "dashboard/page.h"
#include "dashboard/submission_id.h"

struct envoi { /* texts are the result's, and live as long as the page; "" and 0 where there is none */
    const char *id, *reporter, *state, *decided_by, *reason;
    int64_t n, received_us, judged_us, decided_us;
    int32_t situation;
    bool judged, decided, held_once;
    json_t *outcome; /* of its state: NULL while it waits, also where it was judged before */
};

size_t envoi_need(struct page *p, const struct submission_id *id);
/* False: there is none. */
bool envoi_read(const struct page *p, size_t need, struct envoi *out);
void envoi_deinit(struct envoi *x);

/* "/chantier/ID/envoi/SUBMISSION". */
void envoi_path(const char *reporter, const char *id, struct buf *out);
/* A chantier's name, or a territory's for its coordination. */
const char *envoi_reporter(const struct page *p, const char *reporter);
/* The perimeter that a reporter's submission is about. */
struct scope envoi_scope(const struct page *p, const char *reporter);

/* {"submission", "chantier", "nom", "chemin" (its page), "accueil" (the reporter's page), "etat", "etat_libelle",
 * "sens", "attente" (it is yet to be judged), "situation", "recu", "juge" or null, "decision": {"par", "quand",
 * "raison", "libere"} or null, "lignes": [{"libelle", "texte"}], "changements": the same, both empty while it waits}.
 */
json_t *envoi_head(const struct page *p, const struct envoi *x);

/* A new reference to findings as this viewer may see them: without ids and values where they are neither the reporter
 * nor its coordination, unless `purpose`: they said what for, and the journal has it. */
json_t *envoi_findings(const struct page *p, json_t *findings, bool purpose);
/* Adds "constats" (templates/_constats.html) and the table `constats`, as envoi_findings() has them. */
void envoi_add_findings(const struct page *p, json_t *doc, const struct envoi *x, bool purpose);
/* Would a purpose show this viewer more? Not of identity data: nothing of them is left. */
bool envoi_hides(const struct page *p, const struct envoi *x);

/* ---- several, newest first ---- */

/* Those of a reporter before its nth (INT64_MAX: its newest). */
#define ENVOI_LIST_MAX 50
size_t envoi_need_list(struct page *p, const char *reporter, int64_t before_n, int limit);
/* A table `id`: situation (which leads to its page), received, state, rows read and set aside, who decided; those that
 * this viewer may see. `next_out` (may be NULL): where the next page begins, 0 where this is the last. */
json_t *envoi_list_table(const struct page *p, size_t need, const char *id, const char *title, int64_t *next_out);

#endif
