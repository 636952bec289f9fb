/* The rows of alerts. */
#include "dashboard/alertes.h"

#include <string.h>

#include "base/cal.h"

#define TEXT_OF_(n) #n
#define TEXT_OF(n) TEXT_OF_(n)

/* $1: parcours are not named. The subject itself is never shown: silences are compared with it. */
#define HIDES "$1::boolean AND a.regle = ANY ('{A-PROLONGATION,A-POST-SORTIE}')"
#define COLUMNS                                                                                                        \
    "SELECT cvg.alerte_id(a.chantier_id, a.n), a.chantier_id, a.regle, a.sujet,"                                       \
    " a.niveau, a.etat, a.libelle, CASE WHEN " HIDES " THEN replace(a.texte, a.sujet, '…') ELSE a.texte END,"        \
    " a.quoi_faire, array_to_string(a.pour, ','), a.cause, coalesce(a.responsable, ''), coalesce(a.note, ''),"         \
    " coalesce((SELECT s.id FROM cvg.submission s WHERE s.chantier_id = a.chantier_id"                                 \
    "   AND a.regle IN ('A-RETENUE', 'A-REFUSEE') AND a.etat <> 'resolue'"                                             \
    "   AND s.state = ANY (CASE a.regle WHEN 'A-REFUSEE' THEN '{refused}'::text[]"                                     \
    "                                   ELSE '{held,quarantined}' END)"                                                \
    "   AND s.date_situation = (a.valeur->>'jour')::date ORDER BY s.n DESC LIMIT 1), ''),"                             \
    " a.depuis, a.retour, a.resolue_le, (a.valeur->>'jour')::date, a.dite FROM cvg.alerte a WHERE "
#define OF " AND ($2::text[] IS NULL OR a.chantier_id = ANY ($2::text[])) AND ($3::text = '' OR a.regle = $3::text)"
#define ORDER                                                                                                          \
    " ORDER BY a.cause <> '', a.cause, a.etat = 'acquittee', $6 <> ALL (a.pour), a.niveau DESC, a.depuis DESC, "       \
    "a.chantier_id, a.n LIMIT "                                                                                        \
    "$5"

static const char *const sqls[ALERTES_ETAT_COUNT] = {
    [ALERTES_EN_COURS] = COLUMNS "a.etat <> 'resolue'" OF ORDER,
    [ALERTES_OUVERTES] = COLUMNS "a.etat = 'ouverte'" OF ORDER,
    [ALERTES_ACQUITTEES] = COLUMNS "a.etat = 'acquittee'" OF ORDER,
    [ALERTES_RESOLUES] = COLUMNS "a.etat = 'resolue' AND a.resolue_le > $4::timestamptz - interval '" TEXT_OF(
        ALERTES_RESOLUES_DAYS) " days'" OF " ORDER BY a.resolue_le DESC, a.chantier_id, a.n LIMIT $5",
};
static const char one_sql[] = COLUMNS "a.chantier_id = $2 AND a.n = $3";
enum {
    COL_ID,
    COL_REPORTER,
    COL_REGLE,
    COL_SUJET,
    COL_NIVEAU,
    COL_ETAT,
    COL_LIBELLE,
    COL_TEXTE,
    COL_QUOI_FAIRE,
    COL_POUR,
    COL_CAUSE,
    COL_RESPONSABLE,
    COL_NOTE,
    COL_ENVOI,
    COL_DEPUIS,
    COL_RETOUR,
    COL_RESOLUE,
    COL_JOUR,
    COL_DITE
};

/* ---- the choice ---- */

static const struct {
    const char *name, *label;
} etats[ALERTES_ETAT_COUNT] = {
    [ALERTES_EN_COURS] = {"encours", "en cours"},
    [ALERTES_OUVERTES] = {"ouvertes", "dont personne ne s’occupe"},
    [ALERTES_ACQUITTEES] = {"acquittees", "prises en charge"},
    [ALERTES_RESOLUES] = {"resolues", "résolues depuis 30 jours"},
};

static const struct {
    const char *regle, *label;
} regles[] = {
    {"A-REMONTEE", "Remontées"},
    {"A-CHARGE-CIP", "Charge des accompagnants"},
    {"A-OBJECTIF", "Objectif"},
    {"A-RETENUE", "Envois retenus"},
    {"A-REFUSEE", "Envois refusés"},
    {"A-QUALITE", "Lignes mises de côté"},
    {"A-PROLONGATION", "Durée des parcours"},
    {"A-POST-SORTIE", "Nouvelles après la sortie"},
    {"A-COORDINATION", "Coordination"},
    {"A-TRIMESTRE", "Fin du trimestre"},
    {"A-SYSTEME", "Nos services"},
};
#define REGLES_N (sizeof regles / sizeof *regles)

const char *alertes_etat_name(enum alertes_etat e)
{
    return etats[e].name;
}

const char *alertes_etat_label(enum alertes_etat e)
{
    return etats[e].label;
}

bool alertes_etat_parse(const char *name, enum alertes_etat *out)
{
    *out = ALERTES_EN_COURS;
    for (int e = 0; name && *name && e < ALERTES_ETAT_COUNT; e++)
        if (strcmp(etats[e].name, name) == 0) {
            *out = (enum alertes_etat)e;
            return true;
        }
    return !name || !*name;
}

const char *alertes_regle_label(const char *regle)
{
    for (size_t i = 0; i < REGLES_N; i++)
        if (strcmp(regles[i].regle, regle) == 0)
            return regles[i].label;
    return regle;
}

json_t *alertes_regles(const char *chosen)
{
    json_t *list = json_array();
    for (size_t i = 0; i < REGLES_N; i++)
        json_array_append_new(list, json_pack("{ss ss sb}", "valeur", regles[i].regle, "libelle", regles[i].label,
                                              "choisi", strcmp(regles[i].regle, chosen) == 0));
    return list;
}

/* ---- needing ---- */

static void add_if(const struct page *p, const struct scope *s, const char *reporter, struct db_array *list)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    int32_t today = page_today(p);
    struct membership m = reference_membership(r, reporter, today, today);
    if (m.at_end && scope_includes(s, r, reporter, &m, today))
        db_array_add_text(list, reporter);
}

/* The reporters of a perimeter today; of the nation NULL: everybody, and what is of nobody. */
static void add_reporters(const struct page *p, const struct scope *s, struct db_params *params)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct db_array list = {0};
    if (s->kind == SCOPE_NATION) {
        db_add_null(params);
        return;
    }
    db_array_begin(&list, DB_TEXT);
    for (size_t i = 0; i < r->chantiers.n; i++)
        add_if(p, s, r->chantiers.entries[i].key, &list);
    for (size_t i = 0; i < r->territoires_n; i++)
        add_if(p, s, r->territoires[i].code, &list);
    db_add_array(params, &list);
}

size_t alertes_need(struct page *p, const struct scope *s, enum alertes_etat etat, const char *regle, int limit)
{
    struct db_params params = {0};
    db_add_bool(&params, !rights_guarded(page_viewer(p)));
    add_reporters(p, s, &params);
    db_add_text(&params, regle);
    db_add_instant(&params, cal_now_us());
    db_add_int(&params, limit + 1);
    if (etat != ALERTES_RESOLUES)
        db_add_text(&params, role_name(page_viewer(p)->role));
    return page_need_sql(p, sqls[etat], &params);
}

size_t alertes_need_one(struct page *p, const struct alerte_id *id)
{
    struct db_params params = {0};
    db_add_bool(&params, !rights_guarded(page_viewer(p)));
    db_add_text(&params, id->reporter);
    db_add_int(&params, id->n);
    return page_need_sql(p, one_sql, &params);
}

void alertes_read(const struct db_result *r, int i, struct alerte_row *out)
{
    *out = (struct alerte_row){.id = db_text(r, i, COL_ID),
                               .reporter = db_text(r, i, COL_REPORTER),
                               .regle = db_text(r, i, COL_REGLE),
                               .sujet = db_text(r, i, COL_SUJET),
                               .niveau = db_text(r, i, COL_NIVEAU),
                               .etat = db_text(r, i, COL_ETAT),
                               .libelle = db_text(r, i, COL_LIBELLE),
                               .texte = db_text(r, i, COL_TEXTE),
                               .quoi_faire = db_text(r, i, COL_QUOI_FAIRE),
                               .pour = db_text(r, i, COL_POUR),
                               .cause = db_text(r, i, COL_CAUSE),
                               .responsable = db_text(r, i, COL_RESPONSABLE),
                               .note = db_text(r, i, COL_NOTE),
                               .envoi = db_text(r, i, COL_ENVOI),
                               .depuis_us = db_instant(r, i, COL_DEPUIS),
                               .retour_us = db_instant(r, i, COL_RETOUR),
                               .resolue_us = db_instant(r, i, COL_RESOLUE),
                               .jour = db_is_null(r, i, COL_JOUR) ? CELL_NULL : db_day(r, i, COL_JOUR),
                               .dite = db_bool(r, i, COL_DITE)};
    out->critique = strcmp(out->niveau, "critique") == 0;
}
