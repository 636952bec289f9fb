/* `cvg journal`: lists lines, the last first; --check recomputes every hash in the database. */
#include "cvg/journal.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"

#define LIMIT_MAX 100000

static const char USAGE[] =
    "Usage : cvg journal [--since D] [--limit N] [--format table|json|csv]\n"
    "        cvg journal --check [--format table|json|csv]\n\n"
    "Le journal des actes des personnes : qui, quoi, sur quoi. Il ne fait que s'allonger : chaque ligne porte "
    "l'empreinte\n"
    "de celle d'avant.\n\n"
    "  --since D  depuis ce jour, AAAA-MM-JJ\n"
    "  --limit N  N lignes au plus, 50 par défaut, les dernières d'abord\n"
    "  --check    recalcule toutes les empreintes et nomme le premier maillon rompu de chaque chaîne (code de retour "
    "1).\n"
    "             Notez ailleurs les empreintes de fin : elles prouvent plus tard que rien n'a été récrit.\n";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_SINCE[] = "--since attend une date AAAA-MM-JJ, pas « %s »";
static const char TEXT_LIMIT[] = "--limit attend un nombre de 1 à %d, pas « %s »";
static const char TEXT_ALONE[] = "--check ne va ni avec --since ni avec --limit";
static const char TEXT_NONE[] = "cvg : aucune ligne\n";

static const char list_sql[] =
    "SELECT coalesce(json_agg(json_build_object('at', to_char(at AT TIME ZONE 'UTC', $1), 'auteur', auteur, 'acte', "
    "acte,"
    " 'sujet', sujet, 'detail', detail, 'instance', instance, 'n', n,"
    " 'hash', encode(hash, 'hex')) ORDER BY at DESC, instance, n DESC), '[]')"
    " FROM (SELECT * FROM cvg.journal WHERE $2::date IS NULL OR at >= ($2::date)::timestamp AT TIME ZONE 'Europe/Paris'"
    " ORDER BY at DESC, instance, n DESC LIMIT $3) AS chosen";
static const char check_sql[] =
    "SELECT coalesce(json_agg(json_build_object('instance', instance, 'lines', lines, 'head', encode(head, 'hex'),"
    " 'broken', broken, 'broken_n', broken_n, 'broken_at', to_char(broken_at AT TIME ZONE 'UTC', $1))"
    " ORDER BY instance), '[]') FROM cvg.journal_check()";
static const char instant_format[] = "YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"";

static const struct listing_column list_columns[] = {{"at", "QUAND", false, listing_day},
                                                     {"auteur", "QUI", false, NULL},
                                                     {"acte", "ACTE", false, NULL},
                                                     {"sujet", "SUJET", false, NULL},
                                                     {"detail", "DÉTAIL", false, NULL},
                                                     {"instance", NULL, false, NULL},
                                                     {"n", NULL, false, NULL},
                                                     {"hash", NULL, false, NULL},
                                                     {0}};

static const char *broken_word(const char *s)
{
    static const char *const words[][2] = {
        {"changed", "ligne modifiée"}, {"missing", "ligne absente"}, {"cut", "fin coupée"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], s) == 0)
            return words[i][1];
    return s;
}

static const struct listing_column check_columns[] = {{"instance", "CHAÎNE", false, NULL},
                                                      {"lines", "LIGNES", true, NULL},
                                                      {"broken", "RUPTURE", false, broken_word},
                                                      {"broken_n", "MAILLON", true, NULL},
                                                      {"broken_at", "DU", false, listing_day},
                                                      {"head", "EMPREINTE DE FIN", false, NULL},
                                                      {0}};

static bool any_broken(const json_t *chains)
{
    size_t i;
    const json_t *c;
    json_array_foreach(chains, i, c)
    {
        if (json_is_string(json_object_get(c, "broken")))
            return true;
    }
    return false;
}

static int print(struct db_sync *db, const char *sql, struct db_params *p, const struct listing_column *columns,
                 enum listing_format format)
{
    struct err e;
    struct buf out = {0};
    json_t *list = operator_json(db, sql, p, &e);
    if (!list)
        return command_fail(&e);
    listing_print(&out, list, columns, format);
    if (!json_array_size(list))
        fputs(TEXT_NONE, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    int code = any_broken(list) ? COMMAND_REFUSED : COMMAND_DONE;
    json_decref(list);
    return code;
}

static int run(bool check, const char *since, long limit, enum listing_format format)
{
    struct err e;
    struct db_params p = {0};
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    db_add_text(&p, instant_format);
    if (!check) {
        db_add_text(&p, since);
        db_add_int(&p, limit);
    }
    int code = print(db, check ? check_sql : list_sql, &p, check ? check_columns : list_columns, format);
    db_sync_close(&db);
    return code;
}

int journal_run(int argc, char **argv)
{
    const char *format_text = "table", *since = NULL, *limit_text = NULL;
    bool check = false;
    const struct options_entry entries[] = {{.name = "format", .value = &format_text},
                                            {.name = "since", .value = &since},
                                            {.name = "limit", .value = &limit_text},
                                            {.name = "check", .flag = &check},
                                            {0}};
    enum listing_format format;
    int32_t day;
    long limit = 50;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (check && (since || limit_text))
        return command_misused(USAGE, "%s", TEXT_ALONE);
    if (since && !cal_parse_iso(since, strlen(since), &day))
        return command_misused(USAGE, TEXT_SINCE, since);
    if (limit_text && !command_number(limit_text, 1, LIMIT_MAX, &limit))
        return command_misused(USAGE, TEXT_LIMIT, LIMIT_MAX, limit_text);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    return run(check, since, limit, format);
}
