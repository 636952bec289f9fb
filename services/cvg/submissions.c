/* `cvg show` and `cvg submissions`. Both end 0 when they did their work, whatever the states. */
#include "cvg/submissions.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "cvg/caseload.h"
#include "cvg/command.h"
#include "cvg/forecast.h"
#include "cvg/options.h"
#include "cvg/outcome_print.h"
#include "cvg/outcome_table.h"
#include "cvg/reference_store.h"
#include "cvg/submission_id.h"
#include "cvg/todo_show.h"

#define LIMIT_MAX 100000

static const char USAGE_SHOW[] =
    "Usage : cvg show ENVOI [--format table|json|csv]\n"
    "        cvg show --todo CHANTIER [--date D] [--format table|json|csv]\n"
    "        cvg show --caseload CHANTIER [--date D] [--format table|json|csv]\n"
    "        cvg show --forecast [CHANTIER] [--calibration] [--as-known-on T] [--format table|json|csv]\n\n"
    "Montre ce qu'il est advenu d'un envoi : état, lignes, changements, constats (en CSV : les constats seuls).\n\n"
    "  --todo      ce qui reste à compléter, par accompagnant : sorties sans suite renseignée, contrats et parcours\n"
    "              qui arrivent à leur terme, contacts après la sortie (règles : programme/a_completer.csv)\n"
    "  --caseload  les accompagnants en poste, leur ETP et les parcours ouverts qui leur sont confiés\n"
    "  --forecast  la charge des 12 semaines à venir, par accompagnant et par chantier : le nombre de parcours "
    "attendu,\n"
    "              l’intervalle où il tombe 8 fois sur 10, le risque de dépasser 25 ou 30 parcours par ETP\n"
    "  --calibration    au lieu des prévisions : combien de celles des 52 dernières semaines ont été justes\n"
    "  --as-known-on T  telles que connues à cet instant (AAAA-MM-JJ : à la fin de ce jour, ou AAAA-MM-JJTHH:MM:SSZ)\n"
    "  --date D    au soir de ce jour, AAAA-MM-JJ ; sinon à la date de situation du dernier envoi accepté\n\n"
    "Le CSV s'ouvre dans Excel.\n";
static const char USAGE_LIST[] =
    "Usage : cvg submissions [--chantier ID] [--state ÉTAT] [--limit N] [--format table|json|csv]\n\n"
    "Liste les envois, les derniers reçus d'abord.\n\n"
    "  --chantier ID  ceux d'un chantier ou d'un territoire\n"
    "  --state ÉTAT   received, accepted, held, refused, superseded, quarantined ou discarded\n"
    "  --limit N      N au plus, 50 par défaut\n";
static const char TEXT_DATE[] = "--date attend une date AAAA-MM-JJ, pas « %s »";
static const char TEXT_DATE_ALONE[] = "--date va avec --todo ou --caseload";
static const char TEXT_ONE_LIST[] = "--todo, --caseload ou --forecast, un seul des trois";
static const char TEXT_FORECAST_ALONE[] = "--calibration et --as-known-on vont avec --forecast";
static const char TEXT_AT[] =
    "--as-known-on attend une date qui existe, AAAA-MM-JJ ou AAAA-MM-JJTHH:MM:SSZ, pas « %s »";
static const char TEXT_ONE_REPORTER[] = "l'identifiant d'un chantier est attendu";
static const char TEXT_ONE_ID[] = "l'identifiant d'un envoi est attendu";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant de chantier ou de territoire";
static const char TEXT_STATE[] = "« %s » n'est pas un état";
static const char TEXT_LIMIT[] = "--limit attend un nombre de 1 à %d, pas « %s »";
static const char TEXT_NO_SUCH[] = "l'envoi « %s » n'existe pas";
static const char TEXT_NONE[] = "cvg : aucun envoi\n";
static const char TEXT_NONE_UNKNOWN[] =
    "cvg : aucun envoi : « %s » n'est dans les données de référence ni comme chantier ni comme territoire\n";

static const char document_sql[] = "SELECT document FROM cvg.outcome($1, $2)";
/* the rows that are shown are chosen first: an outcome may be large */
static const char list_sql[] =
    "WITH chosen AS (SELECT chantier_id, n FROM cvg.submission"
    " WHERE ($1::text IS NULL OR chantier_id = $1) AND ($2::text IS NULL OR state = $2)"
    " ORDER BY received_at DESC, n DESC, chantier_id LIMIT $3)"
    " SELECT coalesce(json_agg(json_build_object('submission', s.id, 'chantier', s.chantier_id, 'date_situation', "
    "s.date_situation,"
    " 'state', s.state, 'received_at', to_char(s.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
    " 'bytes', s.bytes, 'rows', s.outcome->'rows', 'findings', json_array_length(s.outcome->'findings'),"
    " 'decided_by', s.decided_by, 'decision_reason', s.decision_reason)"
    " ORDER BY s.received_at DESC, s.n DESC, s.chantier_id), '[]')"
    " FROM chosen JOIN cvg.submission s USING (chantier_id, n)";

static const struct listing_column columns[] = {{"submission", "ENVOI", false, NULL},
                                                {"chantier", NULL, false, NULL},
                                                {"date_situation", "SITUATION", false, listing_day},
                                                {"state", "ÉTAT", false, outcome_state_label},
                                                {"received_at", "REÇU", false, listing_day},
                                                {"bytes", "OCTETS", true, NULL},
                                                {"rows.read", "LUES", true, NULL},
                                                {"rows.taken", "PRISES", true, NULL},
                                                {"rows.set_aside", "DE CÔTÉ", true, NULL},
                                                {"findings", "CONSTATS", true, NULL},
                                                {"decided_by", NULL, false, NULL},
                                                {"decision_reason", NULL, false, NULL},
                                                {0}};

json_t *submissions_document(struct db_sync *db, const char *id, struct err *e)
{
    struct submission_id parts;
    struct db_params p = {0};
    struct db_result res;
    json_t *doc = NULL;
    if (!submission_id_parse(id, &parts)) {
        err_fill(e, ERR_FORMAT, TEXT_NO_SUCH, id);
        return NULL;
    }
    db_add_text(&p, parts.reporter);
    db_add_text(&p, id);
    if (db_sync_exec(db, document_sql, &p, DB_TEXT_RESULT, &res, e) < 0)
        return NULL;
    if (db_rows(&res) && !db_is_null(&res, 0, 0)) {
        doc = json_loadb(db_text(&res, 0, 0), db_len(&res, 0, 0), 0, NULL);
        must(doc);
    } else {
        err_fill(e, ERR_FORMAT, TEXT_NO_SUCH, id);
    }
    db_result_deinit(&res);
    return doc;
}

static int show(const char *id, enum listing_format format)
{
    struct err e;
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    json_t *doc = submissions_document(db, id, &e);
    db_sync_close(&db);
    if (!doc)
        return command_fail(&e);
    outcome_print(doc, format);
    json_decref(doc);
    return COMMAND_DONE;
}

/* What `cvg show` was asked for. */
struct asked {
    const char *format, *date, *at;
    bool todo, caseload, forecast, calibration;
};

/* What goes with what; OPTIONS_GO, or the exit code. */
static int check_asked(const struct asked *a, int args_n)
{
    int32_t day;
    bool of_reporter = a->todo || a->caseload;
    if (a->todo + a->caseload + a->forecast > 1)
        return command_misused(USAGE_SHOW, "%s", TEXT_ONE_LIST);
    if (a->date && !of_reporter)
        return command_misused(USAGE_SHOW, "%s", TEXT_DATE_ALONE);
    if (a->date && !cal_parse_iso(a->date, strlen(a->date), &day))
        return command_misused(USAGE_SHOW, TEXT_DATE, a->date);
    if ((a->calibration || a->at) && !a->forecast)
        return command_misused(USAGE_SHOW, "%s", TEXT_FORECAST_ALONE);
    if (args_n > 1 || (!args_n && !a->forecast))
        return command_misused(USAGE_SHOW, "%s", of_reporter || a->forecast ? TEXT_ONE_REPORTER : TEXT_ONE_ID);
    return OPTIONS_GO;
}

int submissions_show_run(int argc, char **argv)
{
    struct asked a = {.format = "table"};
    const struct options_entry entries[] = {
        {.name = "format", .value = &a.format},          {.name = "date", .value = &a.date},
        {.name = "as-known-on", .value = &a.at},         {.name = "todo", .flag = &a.todo},
        {.name = "caseload", .flag = &a.caseload},       {.name = "forecast", .flag = &a.forecast},
        {.name = "calibration", .flag = &a.calibration}, {0}};
    enum listing_format format;
    int64_t at_us;
    char **args;
    int n, code = options_read(argc, argv, USAGE_SHOW, entries, &args, &n);
    if (code == OPTIONS_GO)
        code = check_asked(&a, n);
    if (code != OPTIONS_GO)
        return code;
    if (a.at && !cal_parse_instant(a.at, &at_us))
        return command_misused(USAGE_SHOW, TEXT_AT, a.at);
    if (!listing_format_parse(a.format, true, &format))
        return command_misused(USAGE_SHOW, TEXT_FORMAT, a.format);
    if (n && (a.todo || a.caseload || a.forecast) && !text_is_id(args[0], strlen(args[0])))
        return command_misused(USAGE_SHOW, TEXT_ID, args[0]);
    if (a.forecast)
        return (a.calibration ? forecast_calibration : forecast_show)(n ? args[0] : NULL, a.at ? &at_us : NULL, format);
    return a.todo       ? todo_show(args[0], a.date, format)
           : a.caseload ? caseload_show(args[0], a.date, format)
                        : show(args[0], format);
}

static int list(const char *chantier, const char *state, long limit, enum listing_format format)
{
    struct err e;
    struct db_params p = {0};
    struct db_result res;
    struct buf out = {0};
    bool known = true;
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    db_add_text(&p, chantier);
    db_add_text(&p, state);
    db_add_int(&p, limit);
    if (db_sync_exec(db, list_sql, &p, DB_TEXT_RESULT, &res, &e) < 0) {
        db_sync_close(&db);
        return command_fail(&e);
    }
    json_t *rows = json_loadb(db_text(&res, 0, 0), db_len(&res, 0, 0), 0, NULL);
    must(rows);
    db_result_deinit(&res);
    int rc = chantier && !json_array_size(rows) ? reference_store_known(db, chantier, &known, &e) : 0;
    db_sync_close(&db);
    if (rc < 0) {
        json_decref(rows);
        return command_fail(&e);
    }
    listing_print(&out, rows, columns, format);
    if (!known)
        fprintf(stderr, TEXT_NONE_UNKNOWN, chantier);
    else if (!json_array_size(rows))
        fputs(TEXT_NONE, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(rows);
    return COMMAND_DONE;
}

int submissions_run(int argc, char **argv)
{
    const char *format_text = "table", *chantier = NULL, *state = NULL, *limit_text = "50";
    const struct options_entry entries[] = {{.name = "format", .value = &format_text},
                                            {.name = "chantier", .value = &chantier},
                                            {.name = "state", .value = &state},
                                            {.name = "limit", .value = &limit_text},
                                            {0}};
    enum listing_format format;
    long limit;
    char **args;
    int n, code = options_read(argc, argv, USAGE_LIST, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE_LIST, TEXT_EXTRA, args[0]);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE_LIST, TEXT_FORMAT, format_text);
    if (chantier && !text_is_id(chantier, strlen(chantier)))
        return command_misused(USAGE_LIST, TEXT_ID, chantier);
    if (state && !outcome_state_known(state))
        return command_misused(USAGE_LIST, TEXT_STATE, state);
    if (!command_number(limit_text, 1, LIMIT_MAX, &limit))
        return command_misused(USAGE_LIST, TEXT_LIMIT, LIMIT_MAX, limit_text);
    return list(chantier, state, limit, format);
}
