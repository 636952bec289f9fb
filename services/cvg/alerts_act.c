/* Acts on alerts: each is one function of the database, which refuses in French what cannot be. */
#include "cvg/alerts_act.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/letter.h"
#include "base/text.h"
#include "cvg/command.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "programme/alertes.h"
#include "programme/perimeter.h"

#define UNTIL_DAYS 7 /* of an acknowledgement without --until: the evening of that day */

static const char USAGE_ACK[] = "Usage : cvg alerts ack ALERTE --owner NOM [--note TEXTE] [--until DATE]\n\n"
                                "Dit qui s'occupe d'une alerte. Elle n'est plus rappelée avant la date de --until "
                                "(AAAA-MM-JJ, le soir de ce jour,\n"
                                "ou un instant ; dans une semaine par défaut, trois mois au plus). Si elle tient "
                                "encore ce jour-là, elle est redite.\n";
static const char USAGE_SILENCE[] =
    "Usage : cvg alerts silence PÉRIMÈTRE --until DATE --reason TEXTE [--rule RÈGLE] [--subject SUJET]\n\n"
    "Plus rien n'est dit des alertes d'un périmètre (nation, territoire:CODE, chantier:ID) jusqu'à une date : elles\n"
    "restent visibles, et sont redites ensuite si elles tiennent encore.\n\n"
    "  --rule     d'une règle seulement, comme A-REMONTEE\n"
    "  --subject  d'un sujet seulement, comme un accompagnant\n";
static const char USAGE_UNSILENCE[] = "Usage : cvg alerts unsilence PÉRIMÈTRE NUMÉRO\n\n"
                                      "Met fin à un silence. Son numéro est dans « cvg alerts silences ».\n";
static const char TEXT_ONE_ALERT[] = "l'identifiant d'une alerte est attendu, comme LYO1.a3";
static const char TEXT_OWNER[] = "la personne qui s'en occupe est attendue : --owner NOM";
static const char TEXT_ONE_SCOPE[] = "un périmètre est attendu : nation, territoire:CODE ou chantier:ID";
static const char TEXT_SCOPE_N[] = "un périmètre et le numéro d'un silence sont attendus";
static const char TEXT_REASON[] = "la raison est attendue : --reason \"…\"";
static const char TEXT_UNTIL_NEEDED[] = "la fin est attendue : --until DATE";
static const char TEXT_UNTIL[] = "--until attend AAAA-MM-JJ ou un instant, pas « %s »";
static const char TEXT_RULE[] = "« %s » n'est pas une règle d'alerte";
static const char TEXT_UTF8[] = "un texte n'est pas en UTF-8";
static const char TEXT_ACKED[] = "%s s'occupe de %s ; rien n'est rappelé avant le %s.\n";
static const char TEXT_SILENCED[] = "Plus rien n'est dit de %s jusqu'au %s (silence numéro %lld).\n";
static const char TEXT_ENDED[] = "Le silence numéro %ld de %s est fini.\n";
static const char TEXT_NO_SILENCE[] = "aucun silence en vigueur ne porte le numéro %ld dans ce périmètre";

static const char ack_sql[] = "SELECT refus FROM cvg.alerte_acquitter($1, $2, $3, $4, $5::timestamptz)";
static const char silence_sql[] = "SELECT refus, n FROM cvg.silence_poser($1, $2, $3, $4, $5, $6::timestamptz)";
static const char unsilence_sql[] = "SELECT cvg.silence_lever($1, $2, $3::integer)";

/* One row of the answer; the caller frees it. */
static int call(const char *sql, struct db_params *p, struct db_result *out, struct err *e)
{
    struct db_sync *db = operator_db(e);
    if (!db) {
        db_params_deinit(p);
        return -1;
    }
    int rc = db_sync_exec(db, sql, p, DB_BINARY, out, e);
    db_sync_close(&db);
    return rc;
}

/* The same of a function whose first column says why not, in French. */
static int act(const char *sql, struct db_params *p, struct db_result *out, struct err *e)
{
    if (call(sql, p, out, e) < 0)
        return -1;
    if (db_is_null(out, 0, 0))
        return 0;
    err_fill(e, ERR_FORMAT, "%s", db_text(out, 0, 0));
    db_result_deinit(out);
    return -1;
}

static bool utf8(const char *s)
{
    return !s || text_is_utf8(s, strlen(s));
}

int alerts_ack_run(int argc, char **argv)
{
    const char *owner = NULL, *note = "", *until = NULL;
    const struct options_entry entries[] = {
        {.name = "owner", .value = &owner}, {.name = "note", .value = &note}, {.name = "until", .value = &until}, {0}};
    struct err e;
    struct db_params p = {0};
    struct db_result r;
    int64_t until_us = cal_paris_instant((cal_today() + UNTIL_DAYS + 1) * 86400000000LL);
    char told[LETTER_INSTANT_LEN];
    char **args;
    int n, code = options_read(argc, argv, USAGE_ACK, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n != 1)
        return command_misused(USAGE_ACK, "%s", TEXT_ONE_ALERT);
    if (!owner || !*owner)
        return command_misused(USAGE_ACK, "%s", TEXT_OWNER);
    if (!utf8(owner) || !utf8(note) || !utf8(args[0]))
        return command_misused(USAGE_ACK, "%s", TEXT_UTF8);
    if (until && !cal_parse_instant(until, &until_us))
        return command_misused(USAGE_ACK, TEXT_UNTIL, until);
    db_add_text(&p, operator_name());
    db_add_text(&p, args[0]);
    db_add_text(&p, owner);
    db_add_text(&p, note);
    db_add_instant(&p, until_us);
    if (act(ack_sql, &p, &r, &e) < 0)
        return command_fail(&e);
    db_result_deinit(&r);
    letter_instant(until_us, told);
    printf(TEXT_ACKED, owner, args[0], told);
    return COMMAND_DONE;
}

/* "" of the nation, else the code; false, told, where it is no such scope. */
static bool read_scope(const char *text, const char *usage, struct scope *out)
{
    struct err e;
    if (scope_parse(text, out, &e) == 0 &&
        (out->kind == SCOPE_NATION || out->kind == SCOPE_TERRITOIRE || out->kind == SCOPE_CHANTIER))
        return true;
    (void)command_misused(usage, "%s", TEXT_ONE_SCOPE);
    return false;
}

int alerts_silence_run(int argc, char **argv)
{
    const char *reason = "", *until = NULL, *rule = "", *subject = "";
    const struct options_entry entries[] = {{.name = "reason", .value = &reason},
                                            {.name = "until", .value = &until},
                                            {.name = "rule", .value = &rule},
                                            {.name = "subject", .value = &subject},
                                            {0}};
    struct err e;
    struct db_params p = {0};
    struct db_result r;
    struct scope scope;
    int64_t until_us;
    char told[LETTER_INSTANT_LEN];
    char **args;
    int n, code = options_read(argc, argv, USAGE_SILENCE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n != 1)
        return command_misused(USAGE_SILENCE, "%s", TEXT_ONE_SCOPE);
    if (!read_scope(args[0], USAGE_SILENCE, &scope))
        return COMMAND_USAGE;
    if (!*reason)
        return command_misused(USAGE_SILENCE, "%s", TEXT_REASON);
    if (!until)
        return command_misused(USAGE_SILENCE, "%s", TEXT_UNTIL_NEEDED);
    if (!cal_parse_instant(until, &until_us))
        return command_misused(USAGE_SILENCE, TEXT_UNTIL, until);
    if (*rule && alerte_regle_parse(rule) == REGLE_NONE)
        return command_misused(USAGE_SILENCE, TEXT_RULE, rule);
    if (!utf8(reason) || !utf8(subject))
        return command_misused(USAGE_SILENCE, "%s", TEXT_UTF8);
    db_add_text(&p, operator_name());
    db_add_text(&p, scope.kind == SCOPE_NATION ? "" : scope.code);
    db_add_text(&p, rule);
    db_add_text(&p, subject);
    db_add_text(&p, reason);
    db_add_instant(&p, until_us);
    if (act(silence_sql, &p, &r, &e) < 0)
        return command_fail(&e);
    letter_instant(until_us, told);
    printf(TEXT_SILENCED, args[0], told, (long long)db_int64(&r, 0, 1));
    db_result_deinit(&r);
    return COMMAND_DONE;
}

int alerts_unsilence_run(int argc, char **argv)
{
    static const struct options_entry entries[] = {{0}};
    struct err e;
    struct db_params p = {0};
    struct db_result r;
    struct scope scope;
    long number;
    char **args;
    int n, code = options_read(argc, argv, USAGE_UNSILENCE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n != 2 || !command_number(args[1], 1, 1000000000, &number))
        return command_misused(USAGE_UNSILENCE, "%s", TEXT_SCOPE_N);
    if (!read_scope(args[0], USAGE_UNSILENCE, &scope))
        return COMMAND_USAGE;
    db_add_text(&p, operator_name());
    db_add_text(&p, scope.kind == SCOPE_NATION ? "" : scope.code);
    db_add_int(&p, number);
    int rc = call(unsilence_sql, &p, &r, &e);
    if (rc == 0 && !db_bool(&r, 0, 0))
        rc = err_set(&e, ERR_FORMAT, TEXT_NO_SILENCE, number);
    if (rc == 0)
        printf(TEXT_ENDED, number, args[0]);
    if (rc == 0 || e.code == ERR_FORMAT)
        db_result_deinit(&r);
    return rc < 0 ? command_fail(&e) : COMMAND_DONE;
}
