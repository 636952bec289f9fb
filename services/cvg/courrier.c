/* `cvg courrier`: subscriptions are rows, and so are mails; the service of that name sends them. */
#include "cvg/courrier.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/reference_store.h"

#define LIMIT_MAX 100000
#define NOT_AN_ADDRESS "23514" /* what the domain of the column refuses */

static const char USAGE[] =
    "Usage : cvg courrier add CHANTIER ADRESSE [--toujours]\n"
    "        cvg courrier remove CHANTIER ADRESSE\n"
    "        cvg courrier list [CHANTIER] [--format table|json|csv]\n"
    "        cvg courrier mails [CHANTIER] [--state ÉTAT] [--limit N] [--format table|json|csv]\n"
    "        cvg courrier retry [CHANTIER]\n\n"
    "Résultats des envois d'un chantier, ou d'une coordination, par courriel.\n\n"
    "  add     inscrit une adresse ; elle reçoit ce qui demande une attention, ou tout avec --toujours\n"
    "  remove  la désinscrit, et annule ce qui n'est pas parti\n"
    "  list    montre les adresses inscrites\n"
    "  mails   montre les courriels, les derniers d'abord ; --state waiting, sent, failed ou cancelled\n"
    "  retry   remet en attente ceux qui ont été abandonnés, et essaie tout de suite ceux qui attendent\n";
static const char TEXT_COMMAND[] = "« add », « remove », « list », « mails » ou « retry » est attendu";
static const char TEXT_ARGUMENTS[] = "un chantier et une adresse sont attendus";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant de chantier ou de territoire";
static const char TEXT_STATE[] = "« %s » n'est pas un état d'un courriel";
static const char TEXT_LIMIT[] = "--limit attend un nombre de 1 à %d, pas « %s »";
static const char TEXT_ADDRESS[] = "« %s » n'est pas une adresse de courriel";
static const char TEXT_UNKNOWN[] = "cvg : attention, « %s » n'est dans les données de référence ni comme chantier ni "
                                   "comme territoire\n";
static const char TEXT_ADDED[] = "%s reçoit désormais les résultats de %s%s.\n";
static const char TEXT_ALL[] = ", tous";
static const char TEXT_QUIET[] = ", quand ils demandent une attention";
static const char TEXT_REMOVED[] = "%s ne reçoit plus les résultats de %s.\n";
static const char TEXT_NOT_THERE[] = "« %s » n'est pas inscrite aux résultats de « %s »";
static const char TEXT_RETRIED[] = "Courriels à envoyer maintenant : %lld.\n";
static const char TEXT_NONE[] = "cvg : aucune ligne\n";

static const char add_sql[] = "INSERT INTO cvg.abonnement (chantier_id, adresse, toujours) VALUES ($1, $2, $3)"
                              " ON CONFLICT (chantier_id, adresse) DO UPDATE SET toujours = excluded.toujours";
static const char remove_sql[] = "DELETE FROM cvg.abonnement WHERE chantier_id = $1 AND adresse = $2";
static const char cancel_sql[] = "UPDATE cvg.courrier SET state = 'cancelled' WHERE chantier_id = $1 AND recipient = $2"
                                 " AND kind = 'resultat' AND state = 'waiting'";
#define INSTANT(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
static const char list_sql[] =
    "SELECT coalesce(json_agg(json_build_object('chantier', chantier_id, 'adresse', adresse, 'toujours', toujours,"
    " 'depuis', " INSTANT("depuis") ") ORDER BY chantier_id, adresse), '[]')"
                                    " FROM cvg.abonnement WHERE $1::text IS NULL OR chantier_id = $1";
static const char mails_sql[] =
    "SELECT coalesce(json_agg(json_build_object('chantier', chantier_id, 'kind', kind, 'dedupe', dedupe, 'recipient',"
    " recipient, 'subject', subject, 'state', state, 'tries', tries, 'created_at', " INSTANT(
        "created_at") ","
                      " 'next_try_at', CASE WHEN state = 'waiting' THEN " INSTANT(
                          "next_try_at") " END, 'sent_at', " INSTANT("sent_at") ","
                                                                                " 'message_id', message_id, 'error', "
                                                                                "error) ORDER BY created_at DESC, "
                                                                                "chantier_id, dedupe, recipient), "
                                                                                "'[]') FROM"
                                                                                " (SELECT * FROM cvg.courrier WHERE "
                                                                                "($1::text IS NULL OR chantier_id = "
                                                                                "$1) AND ($2::text IS NULL OR state = "
                                                                                "$2)"
                                                                                "   ORDER BY created_at DESC, "
                                                                                "chantier_id, dedupe, recipient LIMIT "
                                                                                "$3) AS chosen";
/* one that is in hand right now is not told from one that waits: a second daemon, where there is one, may take it too
 */
static const char retry_sql[] =
    "UPDATE cvg.courrier SET state = 'waiting', next_try_at = clock_timestamp() WHERE ($1::text IS NULL OR chantier_id"
    " = $1) AND (state = 'failed' AND body_text <> '' OR (state = 'waiting' AND error <> ''))";

struct request {
    const char *reporter, *address, *state; /* NULL: not given */
    bool always;
    long limit;
    enum listing_format format;
};

static const struct listing_column list_columns[] = {{"chantier", "CHANTIER", false, NULL},
                                                     {"adresse", "ADRESSE", false, NULL},
                                                     {"toujours", "TOUJOURS", false, NULL},
                                                     {"depuis", "DEPUIS", false, listing_day},
                                                     {0}};
static const struct listing_column mail_columns[] = {{"created_at", "FAIT", false, listing_day},
                                                     {"chantier", "CHANTIER", false, NULL},
                                                     {"dedupe", "CLÉ", false, NULL},
                                                     {"recipient", "ADRESSE", false, NULL},
                                                     {"state", "ÉTAT", false, NULL},
                                                     {"tries", "ESSAIS", true, NULL},
                                                     {"sent_at", "PARTI", false, listing_day},
                                                     {"error", "ERREUR", false, NULL},
                                                     {"kind", NULL, false, NULL},
                                                     {"subject", "OBJET", false, NULL},
                                                     {"next_try_at", NULL, false, NULL},
                                                     {"message_id", NULL, false, NULL},
                                                     {0}};

/* ---- add, remove ---- */

static int add(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    bool known;
    if (reference_store_known(db, q->reporter, &known, e) < 0)
        return command_fail(e);
    db_add_text(&p, q->reporter);
    db_add_text(&p, q->address);
    db_add_bool(&p, q->always);
    if (db_sync_exec(db, add_sql, &p, DB_TEXT_RESULT, NULL, e) < 0)
        return strcmp(db_sync_sqlstate(db), NOT_AN_ADDRESS) == 0 ? command_misused(USAGE, TEXT_ADDRESS, q->address)
                                                                 : command_fail(e);
    printf(TEXT_ADDED, q->address, q->reporter, q->always ? TEXT_ALL : TEXT_QUIET);
    if (!known)
        fprintf(stderr, TEXT_UNKNOWN, q->reporter);
    return COMMAND_DONE;
}

static int remove_both(struct db_sync *db, const struct request *q, int64_t *gone_out, struct err *e)
{
    static const char *const statements[] = {remove_sql, cancel_sql};
    if (db_sync_begin(db, e) < 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        struct db_params p = {0};
        struct db_result r;
        db_add_text(&p, q->reporter);
        db_add_text(&p, q->address);
        if (db_sync_exec(db, statements[i], &p, DB_TEXT_RESULT, &r, e) < 0) {
            db_sync_rollback(db);
            return -1;
        }
        if (i == 0)
            *gone_out = db_affected(&r);
        db_result_deinit(&r);
    }
    return db_sync_commit(db, e);
}

static int remove_run(struct db_sync *db, const struct request *q, struct err *e)
{
    int64_t gone = 0;
    int rc = remove_both(db, q, &gone, e);
    if (rc == 0 && !gone)
        rc = err_set(e, ERR_FORMAT, TEXT_NOT_THERE, q->address, q->reporter);
    if (rc < 0)
        return command_fail(e);
    printf(TEXT_REMOVED, q->address, q->reporter);
    return COMMAND_DONE;
}

/* ---- list, mails, retry ---- */

static int print(struct db_sync *db, const char *sql, struct db_params *p, const struct listing_column *columns,
                 enum listing_format format, struct err *e)
{
    struct buf out = {0};
    json_t *list = operator_json(db, sql, p, e);
    if (!list)
        return command_fail(e);
    listing_print(&out, list, columns, format);
    if (!json_array_size(list))
        fputs(TEXT_NONE, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(list);
    return COMMAND_DONE;
}

static int list(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    db_add_text(&p, q->reporter);
    return print(db, list_sql, &p, list_columns, q->format, e);
}

static int mails(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    db_add_text(&p, q->reporter);
    db_add_text(&p, q->state);
    db_add_int(&p, q->limit);
    return print(db, mails_sql, &p, mail_columns, q->format, e);
}

static int retry(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    struct db_result r;
    db_add_text(&p, q->reporter);
    if (db_sync_exec(db, retry_sql, &p, DB_TEXT_RESULT, &r, e) < 0)
        return command_fail(e);
    printf(TEXT_RETRIED, (long long)db_affected(&r));
    db_result_deinit(&r);
    return COMMAND_DONE;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    int (*run)(struct db_sync *db, const struct request *q, struct err *e);
    int args_min, args_max; /* after its name */
    bool lists;
} actions[] = {{"add", add, 2, 2, false},
               {"remove", remove_run, 2, 2, false},
               {"list", list, 0, 1, true},
               {"mails", mails, 0, 1, true},
               {"retry", retry, 0, 1, false}};
#define ACTIONS_N (sizeof actions / sizeof *actions)

static bool state_known(const char *s)
{
    return !strcmp(s, "waiting") || !strcmp(s, "sent") || !strcmp(s, "failed") || !strcmp(s, "cancelled");
}

static int run_action(size_t action, const struct request *q)
{
    struct err e;
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    int code = actions[action].run(db, q, &e);
    db_sync_close(&db);
    return code;
}

int courrier_run(int argc, char **argv)
{
    struct request q = {0};
    const char *format = "table", *limit = "50";
    const struct options_entry entries[] = {{.name = "format", .value = &format},
                                            {.name = "state", .value = &q.state},
                                            {.name = "limit", .value = &limit},
                                            {.name = "toujours", .flag = &q.always},
                                            {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    size_t action = 0;
    if (code != OPTIONS_GO)
        return code;
    while (n && action < ACTIONS_N && strcmp(actions[action].name, args[0]) != 0)
        action++;
    if (!n || action == ACTIONS_N)
        return command_misused(USAGE, "%s", TEXT_COMMAND);
    if (n - 1 < actions[action].args_min)
        return command_misused(USAGE, "%s", TEXT_ARGUMENTS);
    if (n - 1 > actions[action].args_max)
        return command_misused(USAGE, TEXT_EXTRA, args[n - 1]);
    if (q.always && actions[action].run != add)
        return command_misused(USAGE, TEXT_EXTRA, "--toujours");
    if (q.state && (actions[action].run != mails || !state_known(q.state)))
        return command_misused(USAGE, TEXT_STATE, q.state);
    if (!command_number(limit, 1, LIMIT_MAX, &q.limit))
        return command_misused(USAGE, TEXT_LIMIT, LIMIT_MAX, limit);
    q.reporter = n > 1 ? args[1] : NULL;
    q.address = n > 2 ? args[2] : NULL;
    if (q.reporter && !text_is_id(q.reporter, strlen(q.reporter)))
        return command_misused(USAGE, TEXT_ID, q.reporter);
    if (!listing_format_parse(format, actions[action].lists, &q.format) ||
        (!actions[action].lists && q.format != LISTING_TABLE))
        return command_misused(USAGE, TEXT_FORMAT, format);
    return run_action(action, &q);
}
