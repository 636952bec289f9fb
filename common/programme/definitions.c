/* Loads the definitions: files and digest, settings, code lists, schemas, rules; catalogue.c reads the catalogue. */
#include "programme/definitions.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "programme/alertes.h"
#include "programme/calendrier.h"
#include "programme/codefile.h"
#include "programme/correspondances.h"
#include "programme/deffile.h"
#include "programme/secret_liens.h"
#include "programme/todo.h"

#ifndef CVG_PROGRAMME_DIR
#define CVG_PROGRAMME_DIR "programme"
#endif

const char *definitions_folder(void)
{
    const char *s = getenv("CVG_PROGRAMME");
    return s && *s ? s : CVG_PROGRAMME_DIR;
}

/* ---- the files and their digest ---- */

/* The rules of the alerts (alertes.csv, alertes_seuils.csv) and what disclosure control knows of the figures
 * (secret_liens.csv) move no figure: another threshold recomputes nothing. */
static int wanted_file(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    if (text_starts(d->d_name, "alertes") || text_starts(d->d_name, "secret_"))
        return false;
    bool csv = n > 4 && strcmp(d->d_name + n - 4, ".csv") == 0;
    bool json = n > 12 && strcmp(d->d_name + n - 12, ".schema.json") == 0;
    return d->d_name[0] != '.' && (csv || json);
}

static int digest_file(crypto_hash_sha256_state *h, const char *folder, const char *name, struct err *e)
{
    char path[4096];
    struct buf b = {0};
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return err_set(e, ERR_LIMIT, "%s: path too long", folder);
    if (buf_read_file(&b, path, DEFFILE_BYTES_MAX, e)) {
        buf_deinit(&b);
        return -1;
    }
    unsigned char len[8];
    for (int i = 0; i < 8; i++)
        len[i] = (unsigned char)(b.len >> (8 * (7 - i)));
    crypto_hash_sha256_update(h, (const unsigned char *)name, strlen(name) + 1);
    crypto_hash_sha256_update(h, len, sizeof len);
    crypto_hash_sha256_update(h, (const unsigned char *)buf_text(&b), b.len);
    buf_deinit(&b);
    return 0;
}

/* Names of the definition files of a folder, sorted, as "prefix" + name; the caller frees list and names. */
static int list_files(const char *folder, const char *sub, char ***names, size_t *n, size_t *cap, struct err *e)
{
    char path[4096];
    struct dirent **found;
    snprintf(path, sizeof path, "%.3000s/%s", folder, sub);
    int k = scandir(path, &found, wanted_file, NULL);
    if (k < 0)
        return err_set(e, ERR_SETTING, "%s: %s", path, strerror(errno));
    for (int i = 0; i < k; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s%s", sub, found[i]->d_name);
        *names = mem_room(*names, *n, cap, sizeof **names);
        (*names)[(*n)++] = mem_text(name);
        free(found[i]);
    }
    free(found);
    return 0;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_digest(struct definitions *d, const char *folder, char ***names, size_t *n, struct err *e)
{
    size_t cap = 0;
    if (list_files(folder, "", names, n, &cap, e) || list_files(folder, "codes/", names, n, &cap, e) ||
        list_files(folder, "correspondances/", names, n, &cap, e))
        return -1;
    if (*n)
        qsort(*names, *n, sizeof **names, by_bytes);
    crypto_hash_sha256_state h;
    crypto_hash_sha256_init(&h);
    for (size_t i = 0; i < *n; i++)
        if (digest_file(&h, folder, (*names)[i], e))
            return -1;
    unsigned char out[32];
    crypto_hash_sha256_final(&h, out);
    sodium_bin2hex(d->digest, sizeof d->digest, out, sizeof out);
    return 0;
}

/* ---- reglages.csv ---- */

static const struct {
    const char *name;
    size_t offset;
} numbers[] = {
    {"retenue.disparus_pourcent", offsetof(struct numbers, gone_percent)},
    {"retenue.disparus_min", offsetof(struct numbers, gone_min)},
    {"retenue.ajouts_pourcent", offsetof(struct numbers, added_percent)},
    {"retenue.ajouts_min", offsetof(struct numbers, added_min)},
    {"retenue.ecartees_pourcent", offsetof(struct numbers, aside_percent)},
    {"retenue.ecartees_min", offsetof(struct numbers, aside_min)},
    {"retenue.relistes_pourcent", offsetof(struct numbers, relisted_percent)},
    {"retenue.relistes_min", offsetof(struct numbers, relisted_min)},
    {"retenue.etp_pourcent", offsetof(struct numbers, etp_percent)},
    {"retour.jours", offsetof(struct numbers, return_days)},
    {"prolongation.jours", offsetof(struct numbers, extension_days)},
    {"prolongation.jours_max", offsetof(struct numbers, extension_days_max)},
    {"fin_depassee.jours", offsetof(struct numbers, overdue_days)},
    {"situation.avance_jours", offsetof(struct numbers, ahead_days)},
    {"heure_limite", offsetof(struct numbers, deadline_hour)},
    {"grace_heures", offsetof(struct numbers, grace_hours)},
    {"figee.nuits", offsetof(struct numbers, frozen_nights)},
    {"secret.k_sensible", offsetof(struct numbers, secret_k)},
    {"secret.k", offsetof(struct numbers, secret_k_others)},
    {"secret.chantiers", offsetof(struct numbers, secret_chantiers)},
    {"secret.dominance_pourcent", offsetof(struct numbers, secret_dominance)},
    {"arrete.delai_jours", offsetof(struct numbers, arrete_days)},
};

static int read_setting(struct definitions *d, struct deffile *f, bool *seen)
{
    const char *name = deffile_get(f, "nom"), *value = deffile_get(f, "valeur");
    if (strcmp(name, "justice") == 0) {
        if (strcmp(value, "oui") != 0 && strcmp(value, "non") != 0)
            return deffile_fault(f, "valeur", 0, "must be oui or non");
        d->justice = strcmp(value, "oui") == 0;
        return 0;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(name, numbers[i].name) == 0) {
            seen[i] = true;
            return deffile_int(f, "valeur", (int32_t *)(void *)((char *)&d->numbers + numbers[i].offset));
        }
    return deffile_fault(f, "nom", 0, "no such setting");
}

static int read_settings(struct definitions *d, const char *folder, struct err *e)
{
    static const char *const wanted[] = {"nom", "valeur", NULL};
    bool seen[sizeof numbers / sizeof numbers[0]] = {0};
    struct deffile f;
    int r;
    if (deffile_open(&f, folder, "reglages.csv", wanted, e))
        return -1;
    while ((r = deffile_next(&f)) == 1)
        if (read_setting(d, &f, seen)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    for (size_t i = 0; r == 0 && i < sizeof seen; i++)
        if (!seen[i])
            return err_set(e, ERR_FORMAT, "reglages.csv:1:1: %s is missing", numbers[i].name);
    return r;
}

static bool option_on(void *arg, const char *name)
{
    const struct definitions *d = arg;
    return strcmp(name, "justice") == 0 && d->justice;
}

/* ---- controles.csv, identite.csv, calendriers.csv ---- */

static char **split_words(const char *s, bool *column_out)
{
    char **list = NULL;
    size_t n = 0, cap = 0;
    for (const char *p = s; *p;) {
        size_t len = strcspn(p, " ");
        if (len == 8 && strncmp(p, "@colonne", 8) == 0) {
            *column_out = true;
        } else if (len) {
            list = mem_room(list, n + 1, &cap, sizeof *list);
            list[n++] = mem_text_n(p, len);
        }
        p += len + (p[len] == ' ');
    }
    list = mem_room(list, n, &cap, sizeof *list);
    list[n] = NULL;
    return list;
}

static int read_rule(struct definitions *d, struct deffile *f)
{
    const char *code = deffile_get(f, "code"), *variant = deffile_get(f, "variante");
    const char *severity = deffile_get(f, "severite"), *message = deffile_get(f, "message");
    char name[160];
    if (strlen(severity) != 1 || !strchr("EWI", severity[0]) || severity[0] != code[0])
        return deffile_fault(f, "severite", 0, "must be E, W or I, as the code begins");
    if (!*message)
        return deffile_fault(f, "message", 0, "a finding needs a message");
    snprintf(name, sizeof name, "%.70s/%.70s", code, variant);
    if (!map_add(&d->rules_by_name, name, strlen(name), d->rules_n))
        return deffile_fault(f, "code", 0, "%s stands twice", name);
    d->rules = mem_grow(d->rules, (d->rules_n + 1) * sizeof *d->rules);
    struct rule *r = &d->rules[d->rules_n++];
    *r = (struct rule){
        .code = mem_text(code), .variant = mem_text(variant), .severity = severity[0], .message = mem_text(message)};
    r->of_submission = strcmp(deffile_get(f, "portee"), "soumission") == 0;
    r->moves = split_words(deffile_get(f, "figures"), &r->moves_column);
    return 0;
}

/* What the code raises: a rule that is not there would end a daemon at the first file that needs it. */
static int check_rules(const struct definitions *d, struct err *e)
{
    static const char raised[] =
        "E-SITUATION/ E-CHANTIER/inconnu E-CHANTIER/non_membre E-JEU/manquant E-JEU/aucun E-JEU/double "
        "E-FICHIER/vide E-FICHIER/guillemet E-FICHIER/cellule E-FICHIER/nul E-FICHIER/taille "
        "E-FICHIER/lignes E-FICHIER/zip E-FICHIER/xlsx E-FICHIER/xls E-FICHIER/tableur E-FICHIER/classeur "
        "E-FICHIER/efface E-FICHIER/format E-COLONNE/manquante "
        "E-COLONNE/proche E-COLONNE/double E-IDENTITE/entete E-IDENTITE/cellule E-IDENTITE/mois E-LIGNE/ E-REQUIS/ "
        "E-TYPE/id E-TYPE/date E-TYPE/month E-TYPE/decimal E-TYPE/boolean E-TYPE/integer E-TYPE/profil E-CODE/ "
        "E-BORNE/ W-CELLULE/id W-CELLULE/date W-CELLULE/month W-CELLULE/decimal W-CELLULE/boolean "
        "W-CELLULE/integer W-CELLULE/code W-CELLULE/borne W-CELLULE/fin_prevue E-DOUBLON/ "
        "E-SORTIE/motif_sans_date E-SORTIE/date_sans_motif E-DATES/ I-A-VENIR/ W-SORTIE-A-VENIR/ "
        "E-CHEVAUCHEMENT/ W-CIP/inconnu W-CIP/hors_poste W-PROLONGATION/ W-FIN-DEPASSEE/ W-EXIT-VIDE/ "
        "W-RETOUR/annulee W-RETOUR/deplacee W-DISPARU/ W-MOIS/ I-ENCODAGE/ I-FICHIER/ "
        "I-COLONNE-INCONNUE/ I-LIGNE-COURTE/ I-RIEN/ E-RETENUE/disparus E-RETENUE/ajouts "
        "E-RETENUE/ecartees E-RETENUE/relistes E-RETENUE/etp";
    for (const char *p = raised; *p; p += strspn(p, " ")) {
        uint64_t there;
        size_t len = strcspn(p, " "),
               code_len = strcspn(p, "/") + 1; /* with the slash: the name of the default variant */
        if (!map_get(&d->rules_by_name, p, len, &there) && !map_get(&d->rules_by_name, p, code_len, &there))
            return err_set(e, ERR_FORMAT, "controles.csv:1:1: %.*s is missing", (int)len, p);
        p += len;
    }
    return 0;
}

static int read_identity(struct definitions *d, struct deffile *f)
{
    char folded[128];
    const char *s = deffile_get(f, "entete");
    size_t n = text_normalise_header(s, strlen(s), folded, sizeof folded);
    if (n >= sizeof folded || strcmp(folded, s) != 0)
        return deffile_fault(f, "entete", 0, "must be written normalised");
    map_set(&d->identity_headers, s, n, 1);
    return 0;
}

static int read_calendrier(struct definitions *d, struct deffile *f)
{
    return calendrier_read(f, &d->calendriers);
}

static int read_lines(struct definitions *d, const char *folder, const char *name, const char *const *wanted,
                      int (*line)(struct definitions *, struct deffile *), struct err *e)
{
    struct deffile f;
    int r;
    if (deffile_open(&f, folder, name, wanted, e))
        return -1;
    while ((r = deffile_next(&f)) == 1)
        if (line(d, &f)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    return r;
}

/* ---- code lists and schemas ---- */

static int read_code_lists(struct definitions *d, const char *folder, char **names, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (!text_starts(names[i], "codes/"))
            continue;
        if (d->codes_n == CODE_LISTS_MAX)
            return err_set(e, ERR_LIMIT, "%s:1:1: over %d code lists", names[i], CODE_LISTS_MAX);
        if (codefile_load(folder, names[i], option_on, d, &d->codes[d->codes_n], e))
            return -1;
        d->codes_n++;
    }
    return 0;
}

static int read_schemas(struct definitions *d, const char *folder, char **names, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        char path[4096];
        struct buf b = {0};
        if (!strstr(names[i], ".schema.json"))
            continue;
        if (d->datasets_n == DATASETS_MAX)
            return err_set(e, ERR_LIMIT, "%s:1:1: over %d datasets", names[i], DATASETS_MAX);
        snprintf(path, sizeof path, "%.3000s/%s", folder, names[i]);
        if (buf_read_file(&b, path, DEFFILE_BYTES_MAX, e)) {
            buf_deinit(&b);
            return -1;
        }
        struct dataset *s = schema_parse(names[i], buf_text(&b), b.len, d->codes, d->codes_n, option_on, d, e);
        buf_deinit(&b);
        if (!s)
            return -1;
        d->datasets[d->datasets_n++] = s;
    }
    return 0;
}

static int find_known(const struct definitions *d, size_t dataset, const char *name, enum field_type type, size_t *out,
                      struct err *e)
{
    const struct dataset *s = d->datasets[dataset];
    int i = dataset_find_field(s, name);
    if (i < 0 || s->fields[i].type != type)
        return err_set(e, ERR_FORMAT, "%s:1:1: the rules need the column %s, and its type", s->file, name);
    *out = (size_t)i;
    return 0;
}

static int find_known_columns(struct definitions *d, struct err *e)
{
    struct known_columns *k = &d->at;
    int s = definitions_find_dataset(d, "salaries"), a = definitions_find_dataset(d, "accompagnants");
    if (s < 0 || a < 0)
        return err_set(e, ERR_FORMAT, "salaries.schema.json:1:1: salaries and accompagnants must be there");
    d->salaries = (size_t)s;
    d->accompagnants = (size_t)a;
    const struct {
        size_t dataset;
        const char *name;
        enum field_type type;
        size_t *out;
    } all[] = {
        {d->salaries, "parcours_id", FIELD_ID, &k->parcours_id},
        {d->salaries, "salarie_id", FIELD_ID, &k->salarie_id},
        {d->salaries, "programme", FIELD_CODE, &k->programme},
        {d->salaries, "date_entree", FIELD_DATE, &k->date_entree},
        {d->salaries, "date_fin_prevue", FIELD_DATE, &k->date_fin_prevue},
        {d->salaries, "date_sortie", FIELD_DATE, &k->date_sortie},
        {d->salaries, "motif_sortie", FIELD_CODE, &k->motif_sortie},
        {d->salaries, "prolongation", FIELD_CODE, &k->prolongation},
        {d->salaries, "cip_ref", FIELD_ID, &k->cip_ref},
        {d->salaries, "habitat_sortie", FIELD_CODE, &k->habitat_sortie},
        {d->salaries, "rqth_obtenue", FIELD_BOOLEAN, &k->health[0]},
        {d->salaries, "aah_obtenue", FIELD_BOOLEAN, &k->health[1]},
        {d->salaries, "medecin_traitant", FIELD_BOOLEAN, &k->health[2]},
        {d->salaries, "couverture_amelioree", FIELD_BOOLEAN, &k->health[3]},
        {d->salaries, "bilan_sante", FIELD_BOOLEAN, &k->health[4]},
        {d->accompagnants, "cip_ref", FIELD_ID, &k->acc_cip_ref},
        {d->accompagnants, "etp", FIELD_DECIMAL, &k->acc_etp},
        {d->accompagnants, "date_debut", FIELD_DATE, &k->acc_date_debut},
        {d->accompagnants, "date_fin", FIELD_DATE, &k->acc_date_fin},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (find_known(d, all[i].dataset, all[i].name, all[i].type, all[i].out, e))
            return -1;
    return 0;
}

static int load(struct definitions *d, const char *folder, char ***names, size_t *n, struct err *e)
{
    static const char *const rule_columns[] = {"code", "variante", "severite", "portee", "message", "figures", NULL};
    static const char *const identity_columns[] = {"entete", NULL};
    static const char *const calendar_columns[] = {"territoire", "calendrier", NULL};
    if (read_digest(d, folder, names, n, e) || read_settings(d, folder, e) ||
        read_code_lists(d, folder, *names, *n, e) || read_schemas(d, folder, *names, *n, e) || find_known_columns(d, e))
        return -1;
    if (read_lines(d, folder, "controles.csv", rule_columns, read_rule, e) || check_rules(d, e) ||
        read_lines(d, folder, "identite.csv", identity_columns, read_identity, e) ||
        read_lines(d, folder, "calendriers.csv", calendar_columns, read_calendrier, e) ||
        correspondances_load(folder, *names, *n, d, &d->correspondances, e))
        return -1;
    if (catalogue_load(d, folder, option_on, d, &d->catalogue, e))
        return -1;
    if (todo_load(d, folder, &d->todo, e))
        return -1;
    if (alertes_load(d, folder, &d->alertes, e))
        return -1;
    return secret_liens_load(d, folder, &d->liens, e);
}

int definitions_load(const char *folder, struct definitions **out, struct err *e)
{
    struct definitions *d = mem_new(sizeof *d);
    char **names = NULL;
    size_t n = 0;
    must(sodium_init() >= 0);
    int r = load(d, folder, &names, &n, e);
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    if (r)
        definitions_free(&d);
    *out = d;
    return r;
}

void definitions_free(struct definitions **dp)
{
    struct definitions *d = *dp;
    if (!d)
        return;
    secret_liens_free(&d->liens);
    alertes_free(&d->alertes);
    todo_free(&d->todo);
    catalogue_free(&d->catalogue);
    correspondances_free(&d->correspondances);
    for (size_t i = 0; i < d->datasets_n; i++)
        schema_free(&d->datasets[i]);
    for (size_t i = 0; i < d->codes_n; i++)
        codes_free(&d->codes[i]);
    for (size_t i = 0; i < d->rules_n; i++) {
        struct rule *r = &d->rules[i];
        for (char **m = r->moves; *m; m++)
            free(*m);
        free(r->moves);
        free(r->code);
        free(r->variant);
        free(r->message);
    }
    free(d->rules);
    map_deinit(&d->rules_by_name);
    map_deinit(&d->identity_headers);
    map_deinit(&d->calendriers);
    mem_free(dp);
}
