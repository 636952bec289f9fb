/* `cvg push`. First the receipt: from then on the submission is safe on the server. Then, while the time lasts, what
 * became of it. */
#include "cvg/push.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "cvg/command.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/outcome_print.h"
#include "cvg/outcome_table.h"
#include "cvg/push_target.h"

#define PUSH_BYTES_MAX ((size_t)1 << 30)
#define WAIT_DEFAULT "30"
#define WAIT_MAX 86400

static const char USAGE[] =
    "Usage : cvg push --chantier ID [options] FICHIER…\n\n"
    "Envoie les fichiers d'un chantier (ou d'une coordination, par le code de son territoire) : CSV, ZIP ou XLSX.\n"
    "Montre le reçu, puis le résultat. Le même envoi peut être répété sans risque.\n\n"
    "  --chantier ID   qui envoie\n"
    "  --date DATE     date de situation AAAA-MM-JJ ; sinon hier avant midi, aujourd'hui à partir de midi\n"
    "  --confirm       lève la retenue de ces mêmes fichiers, ou de ceux-ci quand un autre envoi est retenu\n"
    "  --wait S        attend un reçu, puis le résultat, S secondes (30) ; un service qui se tait est quitté\n"
    "                  quelques secondes après\n"
    "  --to ADRESSE    service de dépôt ; sinon CVG_TO, sinon celui de CVG_HOME\n"
    "  --key FICHIER   jeton, ou JSON de « cvg key new » ; sinon CVG_HOME/keys/ID.json\n"
    "  --format table|json\n\n"
    "Code de retour : 0 pris (ou reçu, sans résultat à temps), 1 refusé, 2 mauvais usage, 3 retenu, 75 pas de reçu : "
    "réessayez plus tard, rien n'est perdu.\n";
static const char TEXT_CHANTIER[] = "--chantier ID est attendu";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant de chantier ou de territoire";
static const char TEXT_DATE[] = "--date attend une date qui existe, AAAA-MM-JJ, pas « %s »";
static const char TEXT_WAIT[] = "--wait attend un nombre de secondes de 0 à %d, pas « %s »";
static const char TEXT_FORMAT[] = "--format attend table ou json, pas « %s »";
static const char TEXT_FILES[] = "au moins un fichier est attendu";
static const char TEXT_OTHER[] =
    "cvg : attention, la clé est celle de « %s », pas de « %s » : l'envoi est fait en son nom\n";
static const char TEXT_RECEIPT[] = "Reçu %s : %lld octet%s, empreinte %s\n";
static const char TEXT_RECEIPT_SHORT[] = "Reçu %s\n";
static const char TEXT_UNJUDGED[] = "cvg : pas encore jugé ; « cvg show %s » dira le résultat\n";
static const char TEXT_NO_OUTCOME[] = "cvg : l'envoi est reçu, mais le résultat n'a pas pu être lu : %s\n";

struct request {
    const char *chantier;
    int32_t situation;
    bool confirm;
    long wait_s;
    enum listing_format format;
};

static const char *text_of(const json_t *doc, const char *member)
{
    const char *s = json_string_value(json_object_get(doc, member));
    return s ? s : "";
}

/* On stdout for people; beside the one document for programs. */
static void print_receipt(const json_t *receipt, const struct request *q)
{
    FILE *out = q->format == LISTING_JSON ? stderr : stdout;
    const char *id = text_of(receipt, "submission");
    struct operator_id parts;
    if (*text_of(receipt, "digest"))
        fprintf(out, TEXT_RECEIPT, id, (long long)json_integer_value(json_object_get(receipt, "bytes")),
                json_integer_value(json_object_get(receipt, "bytes")) > 1 ? "s" : "", text_of(receipt, "digest"));
    else
        fprintf(out, TEXT_RECEIPT_SHORT, id);
    fflush(out); /* what follows may take its time, or never come */
    if (operator_parse_id(id, &parts) && strcmp(parts.reporter, q->chantier) != 0)
        fprintf(stderr, TEXT_OTHER, parts.reporter, q->chantier);
}

/* The outcome, or NULL where only the receipt is there to show. */
static json_t *find_outcome(const struct push_target *t, const json_t *receipt, const struct push_clock *clock,
                            struct err *e)
{
    const char *state = text_of(receipt, "state");
    bool open = strcmp(state, "received") == 0;
    e->code = ERR_NONE;
    if (open && push_clock_left_ms(clock) == 0)
        return NULL;
    json_t *doc = push_await(t, text_of(receipt, "submission"), clock, e);
    if (doc && !open) /* `duplicate` is only an answer: the submission itself is accepted */
        json_object_set_new(doc, "state", json_string(state));
    if (doc && strcmp(text_of(doc, "state"), "received") == 0) {
        json_decref(doc);
        doc = NULL;
    }
    return doc;
}

static int tell(const struct push_target *t, const json_t *receipt, const struct push_clock *clock,
                const struct request *q)
{
    struct err e;
    print_receipt(receipt, q);
    json_t *outcome = find_outcome(t, receipt, clock, &e);
    const char *state = text_of(outcome ? outcome : receipt, "state");
    int code = outcome_exit(state);
    if (outcome)
        outcome_print(outcome, q->format);
    else if (q->format == LISTING_JSON)
        outcome_print(receipt, q->format);
    if (!outcome && e.code != ERR_NONE)
        fprintf(stderr, TEXT_NO_OUTCOME, e.text);
    else if (!outcome)
        fprintf(stderr, TEXT_UNJUDGED, text_of(receipt, "submission"));
    json_decref(outcome);
    return code;
}

static int push(const struct push_target *t, const struct files *files, const struct request *q)
{
    struct push_clock clock;
    struct err e;
    push_clock_start(&clock, q->wait_s);
    json_t *receipt = push_send(t, files, q->situation, q->confirm, &clock, &e);
    if (!receipt) {
        int code = command_fail(&e);
        return code == COMMAND_AWAY ? COMMAND_LATER : code;
    }
    int code = tell(t, receipt, &clock, q);
    json_decref(receipt);
    return code;
}

static int prepare(const struct request *q, const char *to, const char *key, char **paths, int n)
{
    struct files files = {0};
    struct push_target t = {0};
    struct err e;
    int code;
    if (files_read(&files, paths, (size_t)n, PUSH_BYTES_MAX, &e) < 0 ||
        push_target_find(&t, q->chantier, to, key, &e) < 0) {
        code = command_fail(&e);
        code = code == COMMAND_AWAY ? COMMAND_LATER : code;
    } else {
        code = push(&t, &files, q);
    }
    push_target_deinit(&t);
    files_deinit(&files);
    return code;
}

int push_run(int argc, char **argv)
{
    struct request q = {0};
    const char *date = NULL, *wait = WAIT_DEFAULT, *to = NULL, *key = NULL, *format = "table";
    const struct options_entry entries[] = {{.name = "chantier", .value = &q.chantier},
                                            {.name = "date", .value = &date},
                                            {.name = "confirm", .flag = &q.confirm},
                                            {.name = "wait", .value = &wait},
                                            {.name = "to", .value = &to},
                                            {.name = "key", .value = &key},
                                            {.name = "format", .value = &format},
                                            {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (!q.chantier)
        return command_misused(USAGE, "%s", TEXT_CHANTIER);
    if (!text_is_id(q.chantier, strlen(q.chantier)))
        return command_misused(USAGE, TEXT_ID, q.chantier);
    q.situation = files_situation(cal_now_us());
    if (date && !cal_parse_iso(date, strlen(date), &q.situation))
        return command_misused(USAGE, TEXT_DATE, date);
    if (!command_number(wait, 0, WAIT_MAX, &q.wait_s))
        return command_misused(USAGE, TEXT_WAIT, WAIT_MAX, wait);
    if (!listing_format_parse(format, false, &q.format))
        return command_misused(USAGE, TEXT_FORMAT, format);
    if (!n)
        return command_misused(USAGE, "%s", TEXT_FILES);
    return prepare(&q, to, key, args, n);
}
