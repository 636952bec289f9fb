/* Editing territories and lines of chantiers. */
#include "dashboard/reference_form.h"

#include <stdio.h>
#include <string.h>

static const char territoire_set_sql[] = "SELECT version, refus FROM cvg.reference_territoire_set($1, $2, $3, $4, $5, "
                                         "$6)";
static const char territoire_remove_sql[] = "SELECT version, refus FROM cvg.reference_territoire_remove($1, $2, $3)";
static const char ligne_set_sql[] = "SELECT version, refus FROM cvg.reference_ligne_set($1, $2, $3, $4, $5, $6, $7, $8,"
                                    " $9, $10, $11, $12, $13)";
static const char ligne_remove_sql[] = "SELECT version, refus FROM cvg.reference_ligne_remove($1, $2, $3, $4)";

static const char LABEL_LANCEMENT[] = "Lancement", LABEL_DEPUIS[] = "Premier jour", LABEL_JUSQUA[] = "Dernier jour",
                  LABEL_OBJECTIF[] = "Objectif";

static bool is_act(const struct page *p, const char *name)
{
    return strcmp(page_field(p, "acte"), name) == 0;
}

/* ---- a territory ---- */

json_t *reference_territoire_form(const char *action, const struct territoire_version *old)
{
    json_t *form = json_pack("{ss sn sb sb so ss ss so ss}", "action", action, "refus", "nomme", false, "nouveau",
                             old == NULL, "connu", old ? edition_show_instant(old->known_from_us) : json_string(""),
                             "code", old ? old->code : "", "nom", old ? old->nom : "", "lancement",
                             edition_show_day(old ? old->lancement : CELL_NULL), "porteur", old ? old->porteur : "");
    must(form);
    return form;
}

json_t *reference_territoire_form_again(const struct page *p, const char *action, const char *refusal,
                                        const struct territoire_version *now)
{
    json_t *form =
        json_pack("{ss ss sb sb so so so so so}", "action", action, "refus", refusal, "nomme", false, "nouveau",
                  !*page_field(p, "connu"), "connu", edition_show_connu(p, now ? &now->known_from_us : NULL), "code",
                  edition_show_field(p, "code"), "nom", edition_show_field(p, "nom"), "lancement",
                  edition_show_field(p, "lancement"), "porteur", edition_show_field(p, "porteur"));
    must(form);
    return form;
}

void reference_territoire_act(struct page *p, const char *code, struct edition *out)
{
    edition_begin(out, p);
    edition_fixed(out, code ? code : page_field(p, "code"));
    edition_instant(out, "connu");
    if (code && is_act(p, "retirer")) {
        edition_send(out, territoire_remove_sql);
        return;
    }
    edition_text(out, "nom");
    edition_day(out, "lancement", LABEL_LANCEMENT);
    edition_text(out, "porteur");
    edition_send(out, territoire_set_sql);
}

/* ---- a line of a chantier ---- */

static json_t *show_number(int32_t v)
{
    char text[16] = "";
    if (v != CELL_NULL)
        snprintf(text, sizeof text, "%d", v);
    return json_string(text);
}

json_t *reference_ligne_form(const char *action, const struct ligne_version *old)
{
    json_t *form = json_pack(
        "{ss sn sb sb sb so ss ss so so so ss ss ss so}", "action", action, "refus", "nomme", false, "nouveau",
        old == NULL, "suite", false, "connu", old ? edition_show_instant(old->known_from_us) : json_string(""),
        "chantier", old ? old->chantier : "", "nom", old ? old->nom : "", "depuis",
        edition_show_day(old ? old->depuis : CELL_NULL), "jusqua", edition_show_day(old ? old->jusqua : CELL_NULL),
        "objectif", show_number(old ? old->objectif : CELL_NULL), "support", old ? old->support : "", "logiciel",
        old ? old->logiciel : "", "contact", old ? old->contact : "", "avant",
        edition_show_day(old ? old->depuis : CELL_NULL));
    must(form);
    return form;
}

json_t *reference_ligne_form_again(const struct page *p, const char *action, const char *refusal,
                                   const struct ligne_version *now)
{
    json_t *form = json_pack(
        "{ss ss sb sb sb so so so so so so so so so so}", "action", action, "refus", refusal, "nomme", false, "nouveau",
        !*page_field(p, "connu"), "suite", strcmp(page_field(p, "mode"), "suite") == 0, "connu",
        edition_show_connu(p, now ? &now->known_from_us : NULL), "chantier", edition_show_field(p, "chantier"), "nom",
        edition_show_field(p, "nom"), "depuis", edition_show_field(p, "depuis"), "jusqua",
        edition_show_field(p, "jusqua"), "objectif", edition_show_field(p, "objectif"), "support",
        edition_show_field(p, "support"), "logiciel", edition_show_field(p, "logiciel"), "contact",
        edition_show_field(p, "contact"), "avant", edition_show_field(p, "avant"));
    must(form);
    return form;
}

/* The known modes; whatever else comes is a new line, which the form of one says. */
static const char *mode_of(const struct page *p)
{
    const char *mode = page_field(p, "mode");
    return strcmp(mode, "correction") == 0 || strcmp(mode, "suite") == 0 ? mode : "ajout";
}

void reference_ligne_act(struct page *p, const char *chantier, struct edition *out)
{
    bool removes = chantier && is_act(p, "retirer");
    edition_begin(out, p);
    if (!removes)
        edition_fixed(out, chantier ? mode_of(p) : "ajout");
    edition_fixed(out, chantier ? chantier : page_field(p, "chantier"));
    edition_day(out, "avant", LABEL_DEPUIS);
    edition_instant(out, "connu");
    if (removes) {
        edition_send(out, ligne_remove_sql);
        return;
    }
    edition_day(out, "depuis", LABEL_DEPUIS);
    edition_day(out, "jusqua", LABEL_JUSQUA);
    edition_text(out, "territoire");
    edition_text(out, "nom");
    edition_number(out, "objectif", LABEL_OBJECTIF);
    edition_text(out, "support");
    edition_text(out, "logiciel");
    edition_text(out, "contact");
    edition_send(out, ligne_set_sql);
}

json_t *reference_places(const struct db_result *r, int code, int nom, const char *chosen)
{
    json_t *list = json_array();
    for (int i = 0; i < db_rows(r); i++)
        json_array_append_new(list, json_pack("{ss ss sb}", "valeur", db_text(r, i, code), "libelle",
                                              db_text(r, i, nom), "choisi", strcmp(db_text(r, i, code), chosen) == 0));
    return list;
}
