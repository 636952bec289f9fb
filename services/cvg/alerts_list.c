/* The alerts that are open, the gravest first, or all; the silences. */
#include "cvg/alerts_list.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cvg/alerts_words.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/reference_store.h"
#include "programme/alertes.h"

#define LIMIT_MAX 100000

static const char USAGE_LIST[] =
    "Usage : cvg alerts [list] [RAPPORTEUR] [--rule RÈGLE] [--level NIVEAU] [--all] [--limit N] "
    "[--format table|json|csv]\n\n"
    "Les alertes ouvertes, les plus graves d'abord ; d'un chantier, d'une coordination, ou de tous.\n\n"
    "  --rule   d'une règle, comme A-REMONTEE\n"
    "  --level  attention ou critique\n"
    "  --all    les résolues aussi\n";
static const char USAGE_SILENCES[] = "Usage : cvg alerts silences [--all] [--format table|json|csv]\n\n"
                                     "Les silences en vigueur ; --all : ceux qui sont finis aussi.\n";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant de chantier ou de territoire";
static const char TEXT_RULE[] = "« %s » n'est pas une règle d'alerte";
static const char TEXT_LEVEL[] = "--level attend attention ou critique, pas « %s »";
static const char TEXT_LIMIT[] = "--limit attend un nombre de 1 à %d, pas « %s »";
static const char TEXT_NONE[] = "cvg : aucune alerte\n";
static const char TEXT_UNKNOWN[] = "cvg : attention, « %s » n'est pas dans les données de référence\n";
static const char TEXT_NO_SILENCE[] = "cvg : aucun silence\n";

static const char list_sql[] =
    "SELECT coalesce(json_agg(x ORDER BY x.rang, x.niveau DESC, x.depuis DESC, x.chantier, x.n), '[]') FROM ("
    " SELECT cvg.alerte_id(a.chantier_id, a.n) AS id, a.chantier_id AS chantier, a.n, a.regle, a.sujet, a.situation,"
    "        a.palier, a.niveau, a.etat, " ALERTS_INSTANT(
        "a.depuis") " AS depuis, a.libelle, a.texte, a.quoi_faire,"
                    "        a.pour, a.cause, a.dite, a.responsable, a.note, " ALERTS_INSTANT(
                        "a.retour") " AS retour,"
                                    "        " ALERTS_INSTANT(
                                        "a.resolue_le") " AS resolue_le, a.valeur, (a.etat = 'resolue')::integer AS "
                                                        "rang"
                                                        "   FROM cvg.alerte a WHERE ($1::text IS NULL OR a.chantier_id "
                                                        "= $1) AND ($2::text IS NULL OR a.regle = $2)"
                                                        "    AND ($3::text IS NULL OR a.niveau = $3) AND ($4 OR a.etat "
                                                        "<> 'resolue')"
                                                        "  ORDER BY a.etat = 'resolue', a.niveau DESC, a.depuis DESC, "
                                                        "a.chantier_id, a.n LIMIT $5) x";
static const char silences_sql[] =
    "SELECT coalesce(json_agg(json_build_object('perimetre', CASE WHEN s.chantier_id = '' THEN 'nation'"
    "   WHEN EXISTS (SELECT 1 FROM cvg.territoire t WHERE t.code = s.chantier_id) THEN 'territoire:' || s.chantier_id"
    "   ELSE 'chantier:' || s.chantier_id END, 'n', s.n, 'regle', s.regle, 'sujet', s.sujet, 'auteur', s.auteur,"
    "   'raison', s.raison, 'du', " ALERTS_INSTANT("s.du") ", 'au', " ALERTS_INSTANT(
        "s.au") ")"
                "   ORDER BY s.au, s.chantier_id, s.n), '[]') FROM cvg.silence s WHERE $1 OR s.au > $2::timestamptz";

static const struct listing_column list_columns[] = {{"id", "ALERTE", false, NULL},
                                                     {"niveau", "NIVEAU", false, NULL},
                                                     {"depuis", "DEPUIS", false, listing_day},
                                                     {"regle", "RÈGLE", false, NULL},
                                                     {"libelle", "QUOI", false, NULL},
                                                     {"sujet", "SUJET", false, NULL},
                                                     {"etat", "ÉTAT", false, alerte_etat_mot},
                                                     {"cause", "RETENUE PAR", false, NULL},
                                                     {"responsable", "QUI", false, NULL},
                                                     {"retour", "RETOUR", false, listing_day},
                                                     {"chantier", NULL, false, NULL},
                                                     {"situation", NULL, false, NULL},
                                                     {"palier", NULL, false, NULL},
                                                     {"texte", NULL, false, NULL},
                                                     {"quoi_faire", NULL, false, NULL},
                                                     {"note", NULL, false, NULL},
                                                     {"resolue_le", NULL, false, NULL},
                                                     {0}};
static const struct listing_column silence_columns[] = {{"perimetre", "PÉRIMÈTRE", false, NULL},
                                                        {"n", "NUMÉRO", true, NULL},
                                                        {"regle", "RÈGLE", false, NULL},
                                                        {"sujet", "SUJET", false, NULL},
                                                        {"au", "JUSQU'AU", false, listing_day},
                                                        {"auteur", "AUTEUR", false, NULL},
                                                        {"raison", "RAISON", false, NULL},
                                                        {"du", NULL, false, NULL},
                                                        {0}};

/* `reporter`: whose they are, looked up so that a mistyped one is not told that all is well; NULL: everybody's. */
static int print(const char *sql, struct db_params *p, const struct listing_column *columns, enum listing_format format,
                 const char *reporter, const char *none)
{
    struct err e;
    struct buf out = {0};
    bool known = true;
    struct db_sync *db = operator_db(&e);
    json_t *list = db ? operator_json(db, sql, p, &e) : NULL;
    if (list && reporter && reference_store_known(db, reporter, &known, &e) == 0 && !known)
        fprintf(stderr, TEXT_UNKNOWN, reporter);
    if (db)
        db_sync_close(&db);
    else
        db_params_deinit(p);
    if (!list)
        return command_fail(&e);
    listing_print(&out, list, columns, format);
    if (!json_array_size(list))
        fputs(none, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(list);
    return COMMAND_DONE;
}

int alerts_list_run(int argc, char **argv)
{
    const char *format_text = "table", *rule = NULL, *level = NULL, *limit_text = "200";
    bool all = false;
    const struct options_entry entries[] = {
        {.name = "format", .value = &format_text}, {.name = "rule", .value = &rule}, {.name = "level", .value = &level},
        {.name = "limit", .value = &limit_text},   {.name = "all", .flag = &all},    {0}};
    enum listing_format format;
    struct db_params p = {0};
    long limit;
    char **args;
    int n, code = options_read(argc, argv, USAGE_LIST, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n > 1)
        return command_misused(USAGE_LIST, TEXT_EXTRA, args[1]);
    if (n && !text_is_id(args[0], strlen(args[0])))
        return command_misused(USAGE_LIST, TEXT_ID, args[0]);
    if (rule && alerte_regle_parse(rule) == REGLE_NONE)
        return command_misused(USAGE_LIST, TEXT_RULE, rule);
    if (level && alerte_niveau_parse(level) == NIVEAU_NONE)
        return command_misused(USAGE_LIST, TEXT_LEVEL, level);
    if (!command_number(limit_text, 1, LIMIT_MAX, &limit))
        return command_misused(USAGE_LIST, TEXT_LIMIT, LIMIT_MAX, limit_text);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE_LIST, TEXT_FORMAT, format_text);
    db_add_text(&p, n ? args[0] : NULL);
    db_add_text(&p, rule);
    db_add_text(&p, level);
    db_add_bool(&p, all);
    db_add_int(&p, limit);
    return print(list_sql, &p, list_columns, format, n ? args[0] : NULL, TEXT_NONE);
}

int alerts_silences_run(int argc, char **argv)
{
    const char *format_text = "table";
    bool all = false;
    const struct options_entry entries[] = {
        {.name = "format", .value = &format_text}, {.name = "all", .flag = &all}, {0}};
    enum listing_format format;
    struct db_params p = {0};
    char **args;
    int n, code = options_read(argc, argv, USAGE_SILENCES, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE_SILENCES, TEXT_EXTRA, args[0]);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE_SILENCES, TEXT_FORMAT, format_text);
    db_add_bool(&p, all);
    db_add_instant(&p, cal_now_us());
    return print(silences_sql, &p, silence_columns, format, NULL, TEXT_NO_SILENCE);
}
