/* The forms that edit a territory and a dated line of a chantier, and what they do. */
#ifndef CVG_DASHBOARD_REFERENCE_FORM_H
#define CVG_DASHBOARD_REFERENCE_FORM_H

#include "dashboard/edition.h"

struct territoire_version {
    const char *code, *nom, *porteur;
    int32_t lancement; /* CELL_NULL: unknown */
    int64_t known_from_us;
};
struct ligne_version {
    const char *chantier, *territoire, *nom, *support, *logiciel, *contact;
    int32_t depuis, jusqua, objectif; /* CELL_NULL: open, or none */
    int64_t known_from_us;
};

/* The members of templates/_territoire.html and _ligne.html: empty where `old` is NULL, else what is corrected. */
json_t *reference_territoire_form(const char *action, const struct territoire_version *old);
json_t *reference_ligne_form(const char *action, const struct ligne_version *old);
/* As it was typed, with what is wrong with it; `now`: the version in force, or NULL. */
json_t *reference_territoire_form_again(const struct page *p, const char *action, const char *refusal,
                                        const struct territoire_version *now);
json_t *reference_ligne_form_again(const struct page *p, const char *action, const char *refusal,
                                   const struct ligne_version *now);

/* [{"valeur", "libelle", "choisi"}] of the territories of a result. */
json_t *reference_places(const struct db_result *r, int code, int nom, const char *chosen);

/* In prepare() of a form that was sent. `code`, `chantier`: of the page's path; NULL: a new one, named by the form. */
void reference_territoire_act(struct page *p, const char *code, struct edition *out);
void reference_ligne_act(struct page *p, const char *chantier, struct edition *out);

#endif
