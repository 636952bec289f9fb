/* Alerts as pages show them: the rows of a perimeter and one alert, each as a card with what may be done about it; the
 * silences that are in force.
 *
 * A parcours is named to the chantier and its coordination alone: for others the statement leaves it out. */
#ifndef CVG_DASHBOARD_ALERTES_H
#define CVG_DASHBOARD_ALERTES_H

#include "dashboard/alerte_id.h"
#include "dashboard/page.h"

#define ALERTES_MAX 500          /* rows of a page */
#define ALERTES_RESOLUES_DAYS 30 /* how long what is resolved is shown */
#define ALERTES_AUTRES "Adressées à d’autres que vous"
#define ALERTES_DAYS 7 /* of an act, unless another day is said */

enum alertes_etat {
    ALERTES_EN_COURS, /* acknowledged or not */
    ALERTES_OUVERTES, /* nobody takes care yet */
    ALERTES_ACQUITTEES,
    ALERTES_RESOLUES,
    ALERTES_ETAT_COUNT
};
const char *alertes_etat_name(enum alertes_etat e);                /* as an address says it: "encours"… */
bool alertes_etat_parse(const char *name, enum alertes_etat *out); /* NULL or "": the first */
const char *alertes_etat_label(enum alertes_etat e);               /* French, for the choice */
const char *alertes_regle_label(const char *regle);                /* "A-REMONTEE" → "Remontées" */
json_t *alertes_regles(const char *chosen);                        /* options {"valeur", "libelle", "choisi"} */

struct alerte_row { /* texts are the result's; "" and 0 where there is none */
    const char *id, *reporter, *regle, *sujet, *niveau, *etat, *libelle, *texte, *quoi_faire, *pour, *cause;
    const char *responsable, *note, *envoi;
    int64_t depuis_us, retour_us, resolue_us;
    int32_t jour; /* that the figure is of; CELL_NULL */
    bool critique, dite;
};

/* Those of a perimeter, as it is today; `regle` "": of all. At most `limit`, and one more where there are more. */
size_t alertes_need(struct page *p, const struct scope *s, enum alertes_etat etat, const char *regle, int limit);
size_t alertes_need_one(struct page *p, const struct alerte_id *id);
void alertes_read(const struct db_result *r, int i, struct alerte_row *out);

/* The silences in force that concern a perimeter. */
size_t silences_need(struct page *p, const struct scope *s);
size_t silences_need_one(struct page *p, const char *reporter);
/* The row of one that holds of an alert, -1: none. */
int silences_find(const struct page *p, const struct db_result *silences, const struct alerte_row *x);
int64_t silences_until(const struct db_result *r, int i);
/* {"perimetre", "quoi", "raison", "auteur", "jusqu", "portee", "n", "peut"} */
json_t *silences_one(const struct page *p, const struct db_result *r, int i);
json_t *silences_table(const struct page *p, const struct db_result *r);

/* What templates/_alerte.html shows. */
json_t *alertes_card(const struct page *p, const struct alerte_row *x, const struct db_result *silences);
/* The same of an alert whose act was refused, with what was typed. */
json_t *alertes_card_again(const struct page *p, const struct alerte_row *x, const struct db_result *silences,
                           const char *refusal);
/* A table whose rows have their card as "alerte"; in sections, causes last. `max`: rows. */
json_t *alertes_table(const struct page *p, const struct db_result *r, const struct db_result *silences, int max,
                      enum alertes_etat etat);

/* What pages of a chantier or a territory say: "alertes": {"n", "lignes": [cards], "plus", "href"} or null. */
#define ALERTES_BREF 5
void alertes_add_bref(const struct page *p, size_t need, const struct scope *s, json_t *doc);

#endif
