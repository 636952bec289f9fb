/* `cvg release` and `cvg discard`. Who decided, when and why is kept with the submission; a released one is judged
 * again by validation. */
#include "cvg/decide.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "cvg/command.h"
#include "cvg/options.h"
#include "cvg/outcome_print.h"
#include "cvg/outcome_table.h"
#include "cvg/submissions.h"

#define REASON_BYTES_MAX 1000
#define WAIT_MS 30000
#define TURN_MS 50

struct decision {
    const char *usage;
    bool release; /* then the outcome is waited for */
};

static const char TEXT_ONE_ID[] = "l'identifiant d'un envoi est attendu";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_REASON[] = "la raison est attendue : --reason \"…\"";
static const char TEXT_REASON_LONG[] = "la raison dépasse %d octets, ou n'est pas en UTF-8";
static const char TEXT_NOT_HELD[] = "l'envoi « %s » n'est pas retenu : il est dans l'état « %s »";
static const char TEXT_WAITING[] = "cvg : la décision est prise ; l'envoi sera jugé dès que la validation sera là\n";

static const char decide_sql[] = "SELECT done FROM cvg.decide($1, $2, $3, $4)";

static const struct decision release = {
    .usage = "Usage : cvg release ENVOI --reason TEXTE [--format table|json|csv]\n\n"
             "Applique un envoi retenu, malgré la retenue. La raison et le nom de qui décide sont gardés.\n"
             "Code de retour : celui de l'état qui en résulte (0 accepté ou sans effet, 3 retenu, 1 autrement).\n",
    .release = true,
};
static const struct decision discard = {
    .usage = "Usage : cvg discard ENVOI --reason TEXTE [--format table|json|csv]\n\n"
             "Écarte un envoi retenu : il ne sera pas appliqué. La raison et le nom de qui décide sont gardés.\n",
};

static const char *state_of(const json_t *doc)
{
    const char *s = json_string_value(json_object_get(doc, "state"));
    return s ? s : "";
}

static int decide(struct db_sync *db, const struct decision *d, const char *id, const char *reason, struct err *e)
{
    struct db_params p = {0};
    struct db_result res;
    db_add_text(&p, id);
    db_add_bool(&p, d->release);
    db_add_text(&p, operator_name());
    db_add_text(&p, reason);
    if (db_sync_exec(db, decide_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    bool done = db_bool(&res, 0, 0);
    db_result_deinit(&res);
    json_t *doc = done ? NULL : submissions_document(db, id, e);
    if (doc)
        err_fill(e, ERR_FORMAT, TEXT_NOT_HELD, id, outcome_state_label(state_of(doc)));
    json_decref(doc);
    return done ? 0 : -1;
}

/* The document as soon as it is judged, else as it is when the time is over. */
static json_t *wait_judged(struct db_sync *db, const char *id, long wait_ms, struct err *e)
{
    const struct timespec turn = {.tv_nsec = TURN_MS * 1000000L};
    for (long waited = 0;; waited += TURN_MS) {
        json_t *doc = submissions_document(db, id, e);
        if (!doc || waited >= wait_ms || strcmp(state_of(doc), "received") != 0)
            return doc;
        json_decref(doc);
        nanosleep(&turn, NULL);
    }
}

static int carry_out(const struct decision *d, const char *id, const char *reason, enum listing_format format)
{
    struct err e;
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    json_t *doc = NULL;
    if (decide(db, d, id, reason, &e) == 0)
        doc = wait_judged(db, id, d->release ? WAIT_MS : 0, &e);
    db_sync_close(&db);
    if (!doc)
        return command_fail(&e);
    outcome_print_line(doc, format);
    if (d->release && strcmp(state_of(doc), "received") == 0)
        fputs(TEXT_WAITING, stderr);
    int code = d->release ? outcome_exit(state_of(doc)) : COMMAND_DONE;
    json_decref(doc);
    return code;
}

static int run(const struct decision *d, int argc, char **argv)
{
    const char *format_text = "table", *reason = "";
    const struct options_entry entries[] = {
        {.name = "format", .value = &format_text}, {.name = "reason", .value = &reason}, {0}};
    enum listing_format format;
    char **args;
    int n, code = options_read(argc, argv, d->usage, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n != 1)
        return command_misused(d->usage, "%s", TEXT_ONE_ID);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(d->usage, TEXT_FORMAT, format_text);
    const char *trimmed = reason;
    size_t len = strlen(trimmed);
    text_trim(&trimmed, &len);
    if (!len)
        return command_misused(d->usage, "%s", TEXT_REASON);
    if (strlen(reason) > REASON_BYTES_MAX || !text_is_utf8(reason, strlen(reason)))
        return command_misused(d->usage, TEXT_REASON_LONG, REASON_BYTES_MAX);
    return carry_out(d, args[0], reason, format);
}

int decide_release_run(int argc, char **argv)
{
    return run(&release, argc, argv);
}

int decide_discard_run(int argc, char **argv)
{
    return run(&discard, argc, argv);
}
