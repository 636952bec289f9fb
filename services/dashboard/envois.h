/* The last submissions of the reporters that a viewer sees, or of one, as pages list them. */
#ifndef CVG_DASHBOARD_ENVOIS_H
#define CVG_DASHBOARD_ENVOIS_H

#include "dashboard/page.h"

#define ENVOIS_MAX 12

/* As known on the page's evening. `reporters`: [n] ids, or NULL: everybody's. */
size_t envois_need(struct page *p, const char *const *reporters, size_t n);
/* Adds "envois" to a page's document, [{"submission", "chantier", "nom", "href", "etat", "etat_libelle", "situation",
 * "quand", "lues", "ecartees"}], newest first, those that the viewer sees; and "a_envois", true. */
void envois_add(const struct page *p, size_t need, json_t *doc);
/* "accepté" of "accepted"; the word itself where it is none of ours. */
const char *envois_state(const char *state);

#endif
