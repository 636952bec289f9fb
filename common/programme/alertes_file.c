/* Reads alertes.csv and alertes_seuils.csv, and refuses what does not fit with file, line and column. */
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "programme/alertes_state.h"
#include "programme/deffile.h"
#include "programme/definitions.h"
#include "programme/prevision.h"

static const char LINES[] = "alertes.csv";
static const char SEUILS[] = "alertes_seuils.csv";
#define SEUILS_MAX 4096

/* ---- alertes.csv ---- */

/* What each rule may find, and the steps that it knows. */
static const struct {
    enum alerte_regle regle;
    int first, last;
} known[SITUATION_COUNT] = {
    [SITUATION_MANQUANTE] = {REGLE_REMONTEE, 1, 3},
    [SITUATION_NON_ADMISE] = {REGLE_REMONTEE, 1, 3},
    [SITUATION_EN_ATTENTE] = {REGLE_REMONTEE, 1, 3},
    [SITUATION_FIGEE] = {REGLE_REMONTEE, 1, 1},
    [SITUATION_LOGICIEL] = {REGLE_REMONTEE, 1, 1},
    [SITUATION_CIP] = {REGLE_CHARGE_CIP, 2, 3},
    [SITUATION_CHANTIER] = {REGLE_CHARGE_CIP, 2, 3},
    [SITUATION_CIP_PREVU] = {REGLE_CHARGE_CIP, 1, 1},
    [SITUATION_CHANTIER_PREVU] = {REGLE_CHARGE_CIP, 1, 1},
    [SITUATION_RELEVE] = {REGLE_CHARGE_CIP, 1, 1},
    [SITUATION_SOUS] = {REGLE_OBJECTIF, 1, 1},
    [SITUATION_SUR] = {REGLE_OBJECTIF, 1, 1},
    [SITUATION_RETENU] = {REGLE_RETENUE, 1, 1},
    [SITUATION_QUARANTAINE] = {REGLE_RETENUE, 1, 1},
    [SITUATION_REFUSE] = {REGLE_REFUSEE, 1, 1},
    [SITUATION_ECARTEES] = {REGLE_QUALITE, 1, 1},
    [SITUATION_SANS_MOTIF] = {REGLE_PROLONGATION, 1, 1},
    [SITUATION_DUREE_MAX] = {REGLE_PROLONGATION, 2, 2},
    [SITUATION_CONTACT] = {REGLE_POST_SORTIE, 1, 1},
    [SITUATION_POSTE] = {REGLE_COORDINATION, 1, 1},
    [SITUATION_COPIL] = {REGLE_COORDINATION, 1, 1},
    [SITUATION_CLOTURE] = {REGLE_TRIMESTRE, 1, 3},
    [SITUATION_DEMON] = {REGLE_SYSTEME, 1, 1},
    [SITUATION_BASE] = {REGLE_SYSTEME, 1, 1},
    [SITUATION_FILE] = {REGLE_SYSTEME, 1, 1},
    [SITUATION_DISQUE] = {REGLE_SYSTEME, 1, 1},
    [SITUATION_EXERCICE] = {REGLE_SYSTEME, 1, 1},
};

static int read_a_qui(struct deffile *f, unsigned *out)
{
    const char *s = deffile_get(f, "a_qui");
    for (const char *p = s; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        unsigned bit = 1;
        while (bit < 1u << A_QUI_N &&
               (strlen(alerte_a_qui_name(bit)) != len || strncmp(alerte_a_qui_name(bit), p, len) != 0))
            bit <<= 1;
        if (bit == 1u << A_QUI_N)
            return deffile_fault(f, "a_qui", (size_t)(p - s),
                                 "must be of chantier, coordination, convergence, operateur");
        *out |= bit;
        p += len;
    }
    return *out ? 0 : deffile_fault(f, "a_qui", 0, "an alert is told to somebody");
}

static int read_annonce(struct deffile *f, enum alerte_annonce *out)
{
    static const char *const names[ANNONCE_COUNT] = {"", "aussitot", "synthese"};
    const char *s = deffile_get(f, "annonce");
    for (int i = 0; i < ANNONCE_COUNT; i++)
        if (strcmp(names[i], s) == 0) {
            *out = (enum alerte_annonce)i;
            return 0;
        }
    return deffile_fault(f, "annonce", 0, "must be aussitot, synthese, or empty: by its level");
}

static int check_text(struct deffile *f, const char *column)
{
    static const char *const marks[] = {"{n}", "{total}", "{valeur}", "{seuil}", "{jour}", "{sujet}"};
    const char *s = deffile_get(f, column);
    if (!*s)
        return deffile_fault(f, column, 0, "is empty");
    for (const char *p = s; (p = strpbrk(p, "{}")); p = strchr(p, '}') + 1) {
        size_t i = 0;
        while (i < sizeof marks / sizeof *marks && !text_starts(p, marks[i]))
            i++;
        if (i == sizeof marks / sizeof *marks)
            return deffile_fault(f, column, (size_t)(p - s),
                                 "must be {n}, {total}, {valeur}, {seuil}, {jour} or {sujet}");
    }
    return 0;
}

static int read_head(struct deffile *f, struct alerte_ligne *l)
{
    int32_t palier;
    l->regle = alerte_regle_parse(deffile_get(f, "code"));
    l->situation = alerte_situation_parse(deffile_get(f, "situation"));
    l->niveau = alerte_niveau_parse(deffile_get(f, "niveau"));
    if (!l->regle)
        return deffile_fault(f, "code", 0, "no such rule");
    if (!l->situation || known[l->situation].regle != l->regle)
        return deffile_fault(f, "situation", 0, "not one of this rule");
    if (deffile_int(f, "palier", &palier))
        return -1;
    if (palier < known[l->situation].first || palier > known[l->situation].last)
        return deffile_fault(f, "palier", 0, "must be from %d to %d", known[l->situation].first,
                             known[l->situation].last);
    l->palier = palier;
    return l->niveau ? 0 : deffile_fault(f, "niveau", 0, "must be attention or critique");
}

static int read_line(struct alertes *a, struct deffile *f)
{
    struct alerte_ligne l = {0};
    if (read_head(f, &l) || read_a_qui(f, &l.a_qui) || read_annonce(f, &l.annonce) || check_text(f, "libelle") ||
        check_text(f, "texte") || check_text(f, "quoi_faire"))
        return -1;
    struct alerte_ligne **at = &a->lignes[l.situation][l.palier - 1];
    if (*at)
        return deffile_fault(f, "situation", 0, "this step stands twice");
    l.libelle = mem_text(deffile_get(f, "libelle"));
    l.texte = mem_text(deffile_get(f, "texte"));
    l.quoi_faire = mem_text(deffile_get(f, "quoi_faire"));
    *at = mem_copy(&l, sizeof l);
    return 0;
}

static int check_lines(const struct alertes *a, struct err *e)
{
    for (int s = SITUATION_NONE + 1; s < SITUATION_COUNT; s++)
        if (!a->lignes[s][known[s].first - 1])
            return err_set(e, ERR_FORMAT, "%s:1:1: %s;%s;%d is missing", LINES, alerte_regle_name(known[s].regle),
                           alerte_situation_name((enum alerte_situation)s), known[s].first);
    return 0;
}

/* ---- alertes_seuils.csv ---- */

#define AT(member) offsetof(struct alertes_seuils, member)
static const struct alertes_parametre parametres[] = {
    {REGLE_REMONTEE, "heure_limite", AT(remontee.deadline_hour), 0, 23, false, true},
    {REGLE_REMONTEE, "grace_heures", AT(remontee.grace_hours), 0, 12, false, true},
    {REGLE_REMONTEE, "figee_nuits", AT(remontee.frozen_nights), 2, 60, false, true},
    {REGLE_REMONTEE, "nuits_1", AT(nuits[0]), 1, 40, false, false},
    {REGLE_REMONTEE, "nuits_2", AT(nuits[1]), 1, 40, false, false},
    {REGLE_REMONTEE, "nuits_3", AT(nuits[2]), 1, 40, false, false},
    {REGLE_REMONTEE, "logiciel_pourcent", AT(logiciel_pourcent), 1, 99, true, false},
    {REGLE_REMONTEE, "logiciel_min", AT(logiciel_min), 2, 1000, true, false},
    {REGLE_REMONTEE, "reprise_heures", AT(reprise_heures), 0, 48, true, false},
    {REGLE_CHARGE_CIP, "attention", AT(charge[0]), 1, 1000, false, false},
    {REGLE_CHARGE_CIP, "attention_retour", AT(charge_retour[0]), 0, 1000, false, false},
    {REGLE_CHARGE_CIP, "critique", AT(charge[1]), 1, 1000, false, false},
    {REGLE_CHARGE_CIP, "critique_retour", AT(charge_retour[1]), 0, 1000, false, false},
    {REGLE_CHARGE_CIP, "dates", AT(charge_dates), 1, 20, false, false},
    {REGLE_CHARGE_CIP, "dates_retour", AT(charge_dates_retour), 1, 20, false, false},
    {REGLE_CHARGE_CIP, "prevue_semaines", AT(charge_prevue_semaines), 0, PREVISION_SEMAINES, false, false},
    {REGLE_OBJECTIF, "sous_pourcent", AT(sous_pourcent), 0, 1000, false, false},
    {REGLE_OBJECTIF, "sur_pourcent", AT(sur_pourcent), 0, 1000, false, false},
    {REGLE_OBJECTIF, "jours", AT(objectif_jours), 0, 60, false, false},
    {REGLE_OBJECTIF, "jours_retour", AT(objectif_jours_retour), 0, 60, false, false},
    {REGLE_QUALITE, "pourcent", AT(ecartees_pourcent), 0, 100, false, false},
    {REGLE_QUALITE, "lignes_min", AT(ecartees_min), 1, 10000, false, false},
    {REGLE_QUALITE, "dates", AT(ecartees_dates), 1, 20, false, false},
    {REGLE_QUALITE, "dates_retour", AT(ecartees_dates_retour), 1, 20, false, false},
    /* within what veille_sql.c asks for */
    {REGLE_PROLONGATION, "mois", AT(prolongation_mois), 19, 120, false, false},
    {REGLE_PROLONGATION, "mois_max", AT(duree_max_mois), 19, 120, false, false},
    {REGLE_POST_SORTIE, "mois", AT(contact_mois), 10, 13, false, false},
    {REGLE_POST_SORTIE, "mois_fin", AT(contact_fin_mois), 10, 13, false, false},
    {REGLE_COORDINATION, "vacant_jours", AT(vacant_jours), 0, 1000, false, false},
    {REGLE_COORDINATION, "copil_mois", AT(copil_mois), 1, 60, false, false},
    {REGLE_TRIMESTRE, "jours_1", AT(cloture_jours[0]), 1, 60, false, false},
    {REGLE_TRIMESTRE, "jours_2", AT(cloture_jours[1]), 1, 60, false, false},
    {REGLE_TRIMESTRE, "jours_3", AT(cloture_jours[2]), 1, 60, false, false},
    {REGLE_SYSTEME, "demon_secondes", AT(demon_secondes), 1, 86400, true, false},
    {REGLE_SYSTEME, "base_secondes", AT(base_secondes), 1, 86400, true, false},
    {REGLE_SYSTEME, "file_minutes", AT(file_minutes), 1, 10000, true, false},
    {REGLE_SYSTEME, "disque_pourcent", AT(disque_pourcent), 0, 99, true, false},
    {REGLE_SYSTEME, "disque_retour_pourcent", AT(disque_retour_pourcent), 0, 100, true, false},
    {REGLE_SYSTEME, "exercice_jour", AT(exercice_jour), 1, 7, true, false},
    {REGLE_SYSTEME, "exercice_heure", AT(exercice_heure), 0, 23, true, false},
    {REGLE_SYSTEME, "exercice_minutes", AT(exercice_minutes), 1, 10000, true, false},
};
#define PARAMETRES_N (sizeof parametres / sizeof *parametres)

/* Pairs that must not be the other way round. */
static const struct {
    size_t low, high;
    bool equal; /* may be the same */
    const char *says;
} orders[] = {
    {AT(nuits[0]), AT(nuits[1]), false, "A-REMONTEE: nuits_1 must be under nuits_2"},
    {AT(nuits[1]), AT(nuits[2]), false, "A-REMONTEE: nuits_2 must be under nuits_3"},
    {AT(charge[0]), AT(charge[1]), false, "A-CHARGE-CIP: attention must be under critique"},
    {AT(charge_retour[0]), AT(charge[0]), true, "A-CHARGE-CIP: attention_retour must not be over attention"},
    {AT(charge_retour[1]), AT(charge[1]), true, "A-CHARGE-CIP: critique_retour must not be over critique"},
    {AT(charge_retour[0]), AT(charge_retour[1]), true,
     "A-CHARGE-CIP: attention_retour must not be over critique_retour"},
    {AT(sous_pourcent), AT(sur_pourcent), false, "A-OBJECTIF: sous_pourcent must be under sur_pourcent"},
    {AT(prolongation_mois), AT(duree_max_mois), false, "A-PROLONGATION: mois must be under mois_max"},
    {AT(contact_mois), AT(contact_fin_mois), false, "A-POST-SORTIE: mois must be under mois_fin"},
    {AT(cloture_jours[1]), AT(cloture_jours[0]), false, "A-TRIMESTRE: jours_2 must be under jours_1"},
    {AT(cloture_jours[2]), AT(cloture_jours[1]), false, "A-TRIMESTRE: jours_3 must be under jours_2"},
    {AT(disque_pourcent), AT(disque_retour_pourcent), true,
     "A-SYSTEME: disque_pourcent must not be over disque_retour_pourcent"},
};
#undef AT

static int read_portee(struct deffile *f, struct alertes_seuil *s, const char **code_out)
{
    static const char *const kinds[] = {"", "territoire:", "chantier:"};
    const char *text = deffile_get(f, "portee");
    *code_out = text;
    if (!*text)
        return 0;
    for (int i = PORTEE_TERRITOIRE; i <= PORTEE_CHANTIER; i++) {
        const char *code = text + strlen(kinds[i]);
        if (!text_starts(text, kinds[i]) || !text_is_id(code, strlen(code)))
            continue;
        if (s->parametre->of_nation)
            return deffile_fault(f, "portee", 0, "%s is the nation's alone", s->parametre->name);
        s->portee = (enum alertes_portee)i;
        *code_out = code;
        return 0;
    }
    return deffile_fault(f, "portee", 0, "must be empty, territoire:CODE or chantier:ID");
}

static int read_seuil(struct alertes *a, struct deffile *f)
{
    struct alertes_seuil s = {.line = f->csv.record_line, .column = deffile_column(f, "valeur", 0)};
    const char *code, *name = deffile_get(f, "parametre");
    enum alerte_regle regle = alerte_regle_parse(deffile_get(f, "regle"));
    if (!regle)
        return deffile_fault(f, "regle", 0, "no such rule");
    for (size_t i = 0; i < PARAMETRES_N; i++)
        if (parametres[i].regle == regle && strcmp(parametres[i].name, name) == 0)
            s.parametre = &parametres[i];
    if (!s.parametre)
        return deffile_fault(f, "parametre", 0, "not one of this rule");
    if (read_portee(f, &s, &code) || deffile_int(f, "valeur", &s.valeur))
        return -1;
    if (s.valeur < s.parametre->min || s.valeur > s.parametre->max)
        return deffile_fault(f, "valeur", 0, "must be from %d to %d", s.parametre->min, s.parametre->max);
    for (size_t i = 0; i < a->seuils_n; i++)
        if (a->seuils[i].parametre == s.parametre && a->seuils[i].portee == s.portee &&
            strcmp(a->seuils[i].code, code) == 0)
            return deffile_fault(f, "parametre", 0, "stands twice for this scope");
    if (a->seuils_n == SEUILS_MAX)
        return deffile_fault(f, "regle", 0, "over %d lines", SEUILS_MAX);
    a->seuils = mem_room(a->seuils, a->seuils_n, &a->seuils_cap, sizeof *a->seuils);
    s.code = mem_text(code);
    a->seuils[a->seuils_n++] = s;
    return 0;
}

static int32_t value_at(const struct alertes_seuils *s, size_t offset)
{
    int32_t v;
    memcpy(&v, (const char *)s + offset, sizeof v);
    return v;
}

/* Told at the line that makes a pair of its scope wrong: the last one of the two. */
static int check_orders(const struct alertes *a, const struct alertes_seuils *s, enum alertes_portee portee,
                        const char *code, struct err *e)
{
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        int32_t low = value_at(s, orders[o].low), high = value_at(s, orders[o].high);
        if (low < high || (low == high && orders[o].equal))
            continue;
        const struct alertes_seuil *at = NULL;
        for (size_t i = 0; i < a->seuils_n; i++) {
            const struct alertes_seuil *l = &a->seuils[i];
            size_t offset = l->parametre->offset;
            if (l->portee == portee && strcmp(l->code, code) == 0 &&
                (offset == orders[o].low || offset == orders[o].high))
                at = l;
        }
        if (at)
            return err_set(e, ERR_FORMAT, "%s:%u:%zu: valeur: %s (%d and %d)", SEUILS, at->line, at->column,
                           orders[o].says, low, high);
    }
    return 0;
}

static int check_seuils(struct alertes *a, const struct numbers *n, struct err *e)
{
    a->nation.remontee = (struct remontee_rules){
        .deadline_hour = n->deadline_hour, .grace_hours = n->grace_hours, .frozen_nights = n->frozen_nights};
    for (size_t i = 0; i < PARAMETRES_N; i++) {
        bool there = parametres[i].optional;
        for (size_t k = 0; k < a->seuils_n && !there; k++)
            there = a->seuils[k].portee == PORTEE_NATION && a->seuils[k].parametre == &parametres[i];
        if (!there)
            return err_set(e, ERR_FORMAT, "%s:1:1: %s;;%s is missing", SEUILS, alerte_regle_name(parametres[i].regle),
                           parametres[i].name);
    }
    alertes_apply(a, PORTEE_NATION, "", &a->nation);
    if (check_orders(a, &a->nation, PORTEE_NATION, "", e))
        return -1;
    for (size_t i = 0; i < a->seuils_n; i++) {
        struct alertes_seuils s = a->nation;
        alertes_apply(a, a->seuils[i].portee, a->seuils[i].code, &s);
        if (a->seuils[i].portee != PORTEE_NATION && check_orders(a, &s, a->seuils[i].portee, a->seuils[i].code, e))
            return -1;
    }
    return 0;
}

/* ---- both ---- */

static int read_file(struct alertes *a, const char *folder, const char *name, const char *const *wanted,
                     int (*line)(struct alertes *, struct deffile *), struct err *e)
{
    struct deffile f;
    int r;
    if (deffile_open(&f, folder, name, wanted, e))
        return -1;
    while ((r = deffile_next(&f)) == 1)
        if (line(a, &f)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    return r;
}

int alertes_load(const struct definitions *d, const char *folder, struct alertes **out, struct err *e)
{
    static const char *const line_columns[] = {"code",    "situation", "palier", "niveau",     "a_qui",
                                               "annonce", "libelle",   "texte",  "quoi_faire", NULL};
    static const char *const seuil_columns[] = {"regle", "portee", "parametre", "valeur", NULL};
    struct alertes *a = mem_new(sizeof *a);
    int r = read_file(a, folder, LINES, line_columns, read_line, e) || check_lines(a, e) ||
            read_file(a, folder, SEUILS, seuil_columns, read_seuil, e) || check_seuils(a, &d->numbers, e);
    if (r)
        alertes_free(&a);
    *out = a;
    return r ? -1 : 0;
}
