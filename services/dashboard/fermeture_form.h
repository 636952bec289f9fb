/* The form that declares a closure or corrects one, and what it does; for the pages that have it. */
#ifndef CVG_DASHBOARD_FERMETURE_FORM_H
#define CVG_DASHBOARD_FERMETURE_FORM_H

#include "dashboard/edition.h"

struct fermeture {
    int32_t debut, fin;
    const char *motif;
    int64_t known_from_us;
};

/* May this viewer declare closures of this reporter, now? Never on a page as known on a past evening. */
bool fermeture_may(const struct page *p, const char *reporter);

/* "/chantier/ID/fermetures" of a chantier or territory. */
void fermeture_path(enum scope_kind kind, const char *reporter, struct buf *out);

/* The members of templates/_fermeture.html: empty, or those of `old`, which it corrects; `back`: where it leads back to
 * ("chantier"), or "". */
json_t *fermeture_form(const struct page *p, const char *action, const char *back, const struct fermeture *old);
/* The same as it was typed, with what is wrong with it; `now`: the closure in force that it corrects, or NULL. */
json_t *fermeture_form_again(const struct page *p, const char *action, const char *refusal,
                             const struct fermeture *now);

/* In prepare() of a form that was sent: what it asks for. */
void fermeture_act(struct page *p, const char *reporter, struct edition *out);
/* The sentence that says it is done. */
void fermeture_said(const struct page *p, struct buf *out);

#endif
