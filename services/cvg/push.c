/* `cvg push`. What must not leave stays here; then the receipt: from then on the submission is safe at the centre;
 * then, while the time lasts, what became of it. */
#include "cvg/push.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "cvg/command.h"
#include "cvg/home.h"
#include "cvg/options.h"
#include "cvg/outcome_print.h"
#include "cvg/outcome_table.h"
#include "cvg/pseudonym_key.h"
#include "cvg/push_list.h"
#include "cvg/push_prepare.h"
#include "cvg/push_request.h"
#include "cvg/submission_id.h"

#define PUSH_BYTES_MAX ((size_t)1 << 30)
#define WAIT_DEFAULT_S 30
#define RETRY_DEFAULT_S 300 /* of the native push: a centre that restarts is back by then */
#define WAIT_MAX 86400
#define KEEP_DEFAULT_DAYS "14"
#define KEEP_MAX_DAYS 3650

static const char USAGE[] =
    "Usage : cvg push [options] FICHIER…\n"
    "        cvg push --resend [options]\n"
    "        cvg push --list [--outbox DOSSIER] [--format table|json|csv]\n\n"
    "Envoie les fichiers d'un chantier (ou d'une coordination, par le code de son territoire) : CSV, ZIP ou XLSX.\n"
    "Montre le reçu, puis le résultat. Le même envoi peut être répété sans risque. Ce qui n'est pas demandé reste ici "
    ";\n"
    "des données d'identité arrêtent l'envoi.\n\n"
    "  --chantier ID    qui envoie ; sinon celui de la clé\n"
    "  --date DATE      date de situation AAAA-MM-JJ ; sinon hier avant midi, aujourd'hui à partir de midi\n"
    "  --confirm        lève la retenue de ces mêmes fichiers, ou de ceux-ci quand un autre envoi est retenu\n"
    "  --pseudonymes    remplace vos numéros de salarié par des pseudonymes, avec une clé qui ne vous quitte pas\n"
    "  --wait S         attend le résultat S secondes au plus (30) ; un service qui se tait est quitté peu après\n"
    "  --retry-for S    essaie d'obtenir un reçu pendant S secondes (tcp : 300, ou --wait ; http : --wait)\n"
    "  --to ADRESSE     service de dépôt, tcp://… ou http(s)://… ; sinon CVG_TO, la clé, ou CVG_HOME\n"
    "  --key FICHIER    de « cvg key make » (ou jeton, ou « cvg key new ») ; sinon CVG_KEY, CVG_HOME/keys/ID.json,\n"
    "                   ~/.config/cvg/cle.json\n"
    "  --outbox DOSSIER boîte d'envoi (tcp) ; sinon CVG_OUTBOX, CVG_HOME/outbox, ~/.local/state/cvg/outbox\n"
    "  --resend         envoie seulement ce que la boîte d'envoi garde, et ce que le service a oublié\n"
    "  --list           montre la boîte d'envoi\n"
    "  --format table|json|csv\n\n"
    "Code de retour : 0 pris (ou reçu, sans résultat à temps), 1 refusé, 2 mauvais usage, 3 retenu, 75 pas de reçu : "
    "réessayez plus tard, rien n'est perdu.\n";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant de chantier ou de territoire";
static const char TEXT_DATE[] = "--date attend une date qui existe, AAAA-MM-JJ, pas « %s »";
static const char TEXT_SECONDS[] = "--wait et --retry-for attendent un nombre de secondes de 0 à %d, pas « %s »";
static const char TEXT_DAYS[] = "CVG_OUTBOX_DAYS attend un nombre de jours de 1 à %d, pas « %s »";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_FILES[] = "au moins un fichier est attendu";
static const char TEXT_NO_FILES[] = "--resend et --list ne prennent pas de fichier";
static const char TEXT_RESEND[] = "--resend demande une adresse tcp://… : par http, rien n'est gardé ici";
static const char TEXT_OTHER[] =
    "cvg : attention, la clé est celle de « %s », pas de « %s » : l'envoi est fait en son nom\n";
static const char TEXT_RECEIPT[] = "Reçu %s : %lld octet%s, empreinte %s\n";
static const char TEXT_RECEIPT_SHORT[] = "Reçu %s\n";
static const char TEXT_UNJUDGED[] = "cvg : pas encore jugé ; « cvg show %s » dira le résultat\n";
static const char TEXT_NO_OUTCOME[] = "cvg : l'envoi est reçu, mais le résultat n'a pas pu être lu : %s\n";
static const char TEXT_RESENT[] = "%zu %s, %zu en attente.\n";

struct command_line {
    const char *chantier, *to, *key, *outbox, *date, *wait, *retry, *format_text;
    bool confirm, pseudonymes, resend, list;
    enum listing_format format;
    struct push_target target;
    struct push_request request;
};

static const char *text_of(const json_t *doc, const char *member)
{
    const char *s = json_string_value(json_object_get(doc, member));
    return s ? s : "";
}

/* ---- what is shown ---- */

/* On stdout for people; beside the one document for programs. */
static FILE *spoken(const struct command_line *c)
{
    return c->format == LISTING_TABLE ? stdout : stderr;
}

static void print_receipt(void *arg, const json_t *receipt)
{
    const struct command_line *c = arg;
    FILE *out = spoken(c);
    const char *id = text_of(receipt, "submission");
    struct submission_id parts;
    if (*text_of(receipt, "digest"))
        fprintf(out, TEXT_RECEIPT, id, (long long)json_integer_value(json_object_get(receipt, "bytes")),
                json_integer_value(json_object_get(receipt, "bytes")) > 1 ? "s" : "", text_of(receipt, "digest"));
    else
        fprintf(out, TEXT_RECEIPT_SHORT, id);
    fflush(out); /* what follows may take its time, or never come */
    if (submission_id_parse(id, &parts) && strcmp(parts.reporter, c->request.target->chantier) != 0)
        fprintf(stderr, TEXT_OTHER, parts.reporter, c->request.target->chantier);
}

static int tell_receipt(const struct command_line *c, const struct push_result *r)
{
    const char *state = text_of(r->receipt, "state");
    if (r->outcome && strcmp(state, "duplicate") == 0) /* only an answer: the submission itself is accepted */
        json_object_set_new(r->outcome, "state", json_string(state));
    const json_t *shown = r->outcome ? r->outcome : r->receipt;
    if (r->outcome || c->format != LISTING_TABLE)
        outcome_print_line(shown, c->format);
    if (!r->outcome && r->why.code != ERR_NONE)
        fprintf(stderr, TEXT_NO_OUTCOME, r->why.text);
    else if (!r->outcome)
        fprintf(stderr, TEXT_UNJUDGED, text_of(r->receipt, "submission"));
    fflush(stdout);
    push_tell_arrived(spoken(c), shown);
    return outcome_exit(text_of(shown, "state"));
}

static int tell_no_receipt(const struct command_line *c, const struct push_result *r)
{
    int code = command_fail(&r->why);
    push_tell_end(spoken(c), r->end);
    if (r->end == PUSH_END_KEPT_KEY)
        return COMMAND_REFUSED;
    return r->end == PUSH_END_KEPT || r->end == PUSH_END_NOT_KEPT ? COMMAND_LATER : code;
}

/* ---- what is done ---- */

static int send(struct command_line *c)
{
    struct push_result r;
    if (c->request.target->native)
        push_over_bus(&c->request, &r);
    else
        push_over_http(&c->request, &r);
    int code;
    if (r.receipt)
        code = tell_receipt(c, &r);
    else if (c->request.files_n || r.why.code != ERR_NONE)
        code = tell_no_receipt(c, &r);
    else
        code = COMMAND_DONE;
    if (!c->request.files_n)
        fprintf(spoken(c), TEXT_RESENT, r.sent, r.sent > 1 ? "envois partis" : "envoi parti", r.left);
    json_decref(r.outcome);
    json_decref(r.receipt);
    return code;
}

static int send_files(struct command_line *c, const struct definitions *d, const struct files *files)
{
    struct push_prepare q = {.definitions = d,
                             .chantier = c->request.target->chantier,
                             .situation = c->request.situation,
                             .today = cal_today()};
    struct prepared p = {0};
    struct pseudonym pseudonym;
    struct err e;
    int code;
    if (c->pseudonymes) {
        if (pseudonym_key_get(q.chantier, c->request.target->key_path, c->request.outbox, &pseudonym, &e) < 0)
            return command_fail(&e);
        q.pseudonym = &pseudonym;
    }
    if (push_prepare(&q, files, &p, &e) < 0) {
        code = command_fail(&e);
    } else if (p.refusal) {
        outcome_print_line(p.refusal, c->format);
        fflush(stdout);
        push_tell_end(spoken(c), PUSH_END_REFUSED_HERE);
        code = COMMAND_REFUSED;
    } else {
        c->request.files = p.files;
        c->request.files_n = p.n;
        code = send(c);
    }
    prepared_deinit(&p);
    return code;
}

static int run_files(struct command_line *c, char **paths, int n)
{
    struct files files = {0};
    struct definitions *d = NULL;
    struct err e;
    int code;
    if (files_read(&files, paths, (size_t)n, PUSH_BYTES_MAX, &e) < 0 ||
        definitions_load(definitions_folder(), &d, &e) < 0)
        code = command_fail(&e);
    else
        code = send_files(c, d, &files);
    definitions_free(&d);
    files_deinit(&files);
    return code;
}

static int run(struct command_line *c, char **paths, int n)
{
    struct push_target *t = &c->target;
    struct err e;
    int code;
    c->request.target = t;
    c->request.on_receipt = print_receipt;
    c->request.arg = c;
    for (int i = 0; i < n; i++)
        if (files_check(paths[i], &e) < 0)
            return command_fail(&e);
    if (push_target_find(t, c->chantier, c->to, c->key, &e) < 0) {
        code = command_fail(&e);
        code = code == COMMAND_AWAY ? COMMAND_LATER : code;
    } else if (c->resend && !t->native) {
        code = command_misused(USAGE, "%s", TEXT_RESEND);
    } else {
        c->request.retry_s = c->retry ? c->request.retry_s : c->wait ? c->request.wait_s : RETRY_DEFAULT_S;
        code = c->resend ? send(c) : run_files(c, paths, n);
    }
    push_target_deinit(t);
    return code;
}

static int run_list(const struct command_line *c)
{
    struct outbox box;
    struct err e;
    if (outbox_open(&box, c->request.outbox, &e) < 0)
        return command_fail(&e);
    int code = push_list(&box, c->format);
    outbox_close(&box);
    return code;
}

/* ---- the command line ---- */

/* An exit code where something is wrong, OPTIONS_GO where nothing is. */
static int check(struct command_line *c, int files_n)
{
    const char *days = getenv("CVG_OUTBOX_DAYS");
    struct push_request *q = &c->request;
    if (c->chantier && !text_is_id(c->chantier, strlen(c->chantier)))
        return command_misused(USAGE, TEXT_ID, c->chantier);
    q->situation = files_situation(cal_now_us());
    if (c->date && !cal_parse_iso(c->date, strlen(c->date), &q->situation))
        return command_misused(USAGE, TEXT_DATE, c->date);
    q->wait_s = WAIT_DEFAULT_S;
    if (c->wait && !command_number(c->wait, 0, WAIT_MAX, &q->wait_s))
        return command_misused(USAGE, TEXT_SECONDS, WAIT_MAX, c->wait);
    if (c->retry && !command_number(c->retry, 0, WAIT_MAX, &q->retry_s))
        return command_misused(USAGE, TEXT_SECONDS, WAIT_MAX, c->retry);
    days = days && *days ? days : KEEP_DEFAULT_DAYS;
    if (!command_number(days, 1, KEEP_MAX_DAYS, &q->keep_days))
        return command_misused(USAGE, TEXT_DAYS, KEEP_MAX_DAYS, days);
    if (!listing_format_parse(c->format_text, true, &c->format))
        return command_misused(USAGE, TEXT_FORMAT, c->format_text);
    if ((c->resend || c->list) && files_n)
        return command_misused(USAGE, "%s", TEXT_NO_FILES);
    if (!c->resend && !c->list && !files_n)
        return command_misused(USAGE, "%s", TEXT_FILES);
    q->confirm = c->confirm;
    return OPTIONS_GO;
}

/* With the rest of the state where CVG_HOME says, else this user's. */
static char *usual_outbox(void)
{
    const char *home = getenv("CVG_HOME");
    return home && *home ? home_join(home, "outbox") : push_key_xdg("XDG_STATE_HOME", ".local/state", "outbox");
}

int push_run(int argc, char **argv)
{
    struct command_line c = {.format_text = "table", .outbox = getenv("CVG_OUTBOX")};
    const struct options_entry entries[] = {{.name = "chantier", .value = &c.chantier},
                                            {.name = "date", .value = &c.date},
                                            {.name = "confirm", .flag = &c.confirm},
                                            {.name = "pseudonymes", .flag = &c.pseudonymes},
                                            {.name = "wait", .value = &c.wait},
                                            {.name = "retry-for", .value = &c.retry},
                                            {.name = "to", .value = &c.to},
                                            {.name = "key", .value = &c.key},
                                            {.name = "outbox", .value = &c.outbox},
                                            {.name = "resend", .flag = &c.resend},
                                            {.name = "list", .flag = &c.list},
                                            {.name = "format", .value = &c.format_text},
                                            {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code == OPTIONS_GO)
        code = check(&c, n);
    if (code != OPTIONS_GO)
        return code;
    char *outbox = c.outbox && *c.outbox ? NULL : usual_outbox();
    c.request.outbox = outbox ? outbox : c.outbox;
    code = c.list ? run_list(&c) : run(&c, args, n);
    free(outbox);
    return code;
}
