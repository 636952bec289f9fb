/* `cvg report`: what is asked. A draft is made of the facts as they are now; what was closed is written as it was
 * closed.
 */
#include "cvg/report.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/report_act.h"
#include "cvg/report_bridge.h"
#include "cvg/report_dialogue.h"
#include "cvg/report_key.h"
#include "cvg/report_list.h"
#include "cvg/report_verify.h"
#include "cvg/report_withheld.h"
#include "io/arrete.h"

#define VERSION_MAX 9999

static const char USAGE[] =
    "Usage : cvg report TRIMESTRE [--out DOSSIER] [--draft|--prepared|--version N]\n"
    "        cvg report prepare TRIMESTRE [--as PERSONNE]\n"
    "        cvg report close TRIMESTRE [--as PERSONNE]\n"
    "        cvg report rectify TRIMESTRE --reason TEXTE [--as PERSONNE]\n"
    "        cvg report withdraw TRIMESTRE [--as PERSONNE]\n"
    "        cvg report SEMESTRE --chantier ID [--out DOSSIER]\n"
    "        cvg report bridge DE A [--draft] [--scope PÉRIMÈTRE] [--format table|json|csv]\n"
    "        cvg report withheld TRIMESTRE [--prepared|--version N] [--scope PÉRIMÈTRE] [--format table|json|csv]\n"
    "        cvg report list [--format table|json|csv]\n"
    "        cvg report key\n"
    "        cvg report --verify DOSSIER [--key CLÉ] [AVANT…]\n\n"
    "Le rapport trimestriel à la DGEFP. TRIMESTRE : cumulé depuis janvier, comme 2026-C3.\n\n"
    "  TRIMESTRE   écrit les fichiers du rapport arrêté, dans sa dernière version\n"
    "  prepare     fige les chiffres, et les soumet à une autre personne\n"
    "  close       arrête ce qu'une autre personne a préparé : rien n'y change plus\n"
    "  rectify     prépare un rectificatif d'un trimestre arrêté, avec son motif\n"
    "  withdraw    retire ce qui est préparé\n"
    "  SEMESTRE    comme 2026-S1 (avril à septembre) : la fiche de dialogue de gestion d'un chantier\n"
    "  bridge      d'un trimestre arrêté à un autre, ou à maintenant : ce qui fait la différence\n"
    "  withheld    ce qu'il masque, avec les nombres, et pourquoi : à ne pas diffuser\n"
    "  list        ce qui est préparé ou arrêté, par qui et quand\n"
    "  key         la clé publique sous laquelle les rapports sont signés : dites-la à qui les contrôle\n"
    "  --verify    contrôle les fichiers d'un rapport : signature, empreintes, ponts, secret statistique\n"
    "              (AVANT : les dossiers de ceux publiés plus tôt, le plus ancien d'abord)\n\n"
    "  --key CLÉ   la clé publique attendue (sinon : celle du rapport, que le contrôle affiche)\n"
    "  --out D     où écrire (sinon : le dossier courant)\n"
    "  --draft     un brouillon, des chiffres d'aujourd'hui, sans secret : à ne pas diffuser\n"
    "  --prepared  ce qui est préparé, tel qu'il serait publié\n"
    "  --version N une version : 1 l'arrêté, 2 son premier rectificatif… (sinon : la dernière)\n"
    "  --as P      qui prépare ou arrête, par son accès de Convergence (sinon : le nom de session) ; gardé au "
    "journal\n";
static const char TEXT_WHICH[] = "un trimestre est attendu, comme 2026-C3";
static const char TEXT_SEMESTRE[] = "un semestre est attendu, comme 2026-S1";
static const char TEXT_TWO[] = "deux trimestres sont attendus : celui d'où part le pont, et celui où il mène";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_OPTION[] = "--%s ne sert à rien ici";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_VERSION[] = "--version attend un numéro, 1 pour l'arrêté, pas « %s »";
static const char TEXT_REASON[] = "un rectificatif demande un motif : --reason \"…\"";
static const char TEXT_CHANTIER[] = "%s est un semestre : --chantier ID en fait la fiche d'un chantier";
static const char TEXT_HELP[] = "(« cvg report --help » montre l'usage)\n"; /* one line: the whole is for who asks */

/* What was written on the command line. */
struct asked {
    const char *out, *reason, *as, *verify, *key, *format, *scope, *chantier, *version;
    bool draft, prepared;
    char **words;
    int n;
};

enum form { WRITE, PREPARE, CLOSE, RECTIFY, WITHDRAW, BRIDGE, WITHHELD, LIST, KEY, DIALOGUE, VERIFY, FORM_COUNT };

static const struct {
    const char *word;       /* that it begins with; NULL: none */
    int words_n;            /* that follow */
    const char *otherwise;  /* where there are fewer */
    const char *options[6]; /* that mean something */
} forms[FORM_COUNT] = {
    [WRITE] = {NULL, 1, TEXT_WHICH, {"out", "draft", "prepared", "version"}},
    [PREPARE] = {"prepare", 1, TEXT_WHICH, {"as"}},
    [CLOSE] = {"close", 1, TEXT_WHICH, {"as"}},
    [RECTIFY] = {"rectify", 1, TEXT_WHICH, {"as", "reason"}},
    [WITHDRAW] = {"withdraw", 1, TEXT_WHICH, {"as"}},
    [BRIDGE] = {"bridge", 2, TEXT_TWO, {"draft", "scope", "format"}},
    [WITHHELD] = {"withheld", 1, TEXT_WHICH, {"prepared", "version", "scope", "format"}},
    [LIST] = {"list", 0, NULL, {"format"}},
    [KEY] = {"key", 0, NULL, {NULL}},
    [DIALOGUE] = {NULL, 1, TEXT_SEMESTRE, {"chantier", "out"}},
    [VERIFY] = {NULL, 0, NULL, {"verify", "key"}},
};

static enum form form_of(struct asked *a)
{
    if (a->verify)
        return VERIFY;
    for (enum form f = 0; f < FORM_COUNT; f++)
        if (a->n && forms[f].word && strcmp(a->words[0], forms[f].word) == 0) {
            a->words++;
            a->n--;
            return f;
        }
    return a->chantier ? DIALOGUE : WRITE;
}

/* The first option that was given and means nothing here; NULL: none. */
static const char *needless(enum form f, const struct options_entry *entries)
{
    for (; entries->name; entries++) {
        bool means = entries->value ? !*entries->value : !*entries->flag;
        for (size_t i = 0; !means && i < sizeof forms->options / sizeof *forms->options && forms[f].options[i]; i++)
            means = strcmp(forms[f].options[i], entries->name) == 0;
        if (!means)
            return entries->name;
    }
    return NULL;
}

static int check(enum form f, const struct asked *a, const struct options_entry *entries)
{
    const char *option = needless(f, entries);
    if (a->n < forms[f].words_n)
        return command_misused(TEXT_HELP, "%s", forms[f].otherwise);
    if (a->n > forms[f].words_n && f != VERIFY)
        return command_misused(TEXT_HELP, TEXT_EXTRA, a->words[forms[f].words_n]);
    if (option)
        return command_misused(TEXT_HELP, TEXT_OPTION, option);
    if (a->draft + a->prepared + (a->version != NULL) > 1)
        return command_misused(TEXT_HELP, TEXT_OPTION, a->version ? "version" : "prepared");
    if (f == RECTIFY && (!a->reason || !*a->reason))
        return command_misused(TEXT_HELP, "%s", TEXT_REASON);
    return OPTIONS_GO;
}

static bool version_of(const struct asked *a, int *out)
{
    long n;
    *out = a->prepared ? ARRETE_PREPARE : ARRETE_DERNIERE;
    if (!a->version)
        return true;
    if (!command_number(a->version, 1, VERSION_MAX, &n))
        return false;
    *out = (int)n;
    return true;
}

static int act(enum form f, const struct asked *a)
{
    static const enum report_verb of[] = {[WRITE] = REPORT_WRITE,
                                          [PREPARE] = REPORT_PREPARE,
                                          [CLOSE] = REPORT_CLOSE,
                                          [RECTIFY] = REPORT_RECTIFY,
                                          [WITHDRAW] = REPORT_WITHDRAW};
    struct report_wish w = {.verb = of[f],
                            .out = a->out ? a->out : ".",
                            .draft = a->draft,
                            .as = a->as ? a->as : operator_name(),
                            .reason = a->reason ? a->reason : ""};
    struct err e;
    if (f == WRITE && period_parse(a->words[0], &w.trimestre, NULL) == 0 && strlen(a->words[0]) == 7 &&
        a->words[0][5] == 'S')
        return command_misused(TEXT_HELP, TEXT_CHANTIER, a->words[0]);
    if (arrete_trimestre(a->words[0], &w.trimestre, &e) < 0)
        return command_fail(&e);
    if (!version_of(a, &w.version))
        return command_misused(TEXT_HELP, TEXT_VERSION, a->version);
    return report_act(&w);
}

static int carry_out(enum form f, const struct asked *a)
{
    const char *format = a->format ? a->format : "table";
    int code, version;
    switch (f) {
    case BRIDGE:
        code = report_bridge(a->words[0], a->words[1], a->draft, a->scope, format);
        return code < 0 ? command_misused(TEXT_HELP, TEXT_FORMAT, format) : code;
    case WITHHELD:
        if (!version_of(a, &version))
            return command_misused(TEXT_HELP, TEXT_VERSION, a->version);
        code = report_withheld(a->words[0], version, a->scope, format);
        return code < 0 ? command_misused(TEXT_HELP, TEXT_FORMAT, format) : code;
    case LIST:
        code = report_list(format);
        return code < 0 ? command_misused(TEXT_HELP, TEXT_FORMAT, format) : code;
    case KEY:
        return report_key_tell();
    case DIALOGUE:
        return report_dialogue(a->words[0], a->chantier, a->out ? a->out : ".");
    case VERIFY:
        return report_verify(&(struct report_verify){a->verify, a->key, a->words, a->n});
    default:
        return act(f, a);
    }
}

int report_run(int argc, char **argv)
{
    struct asked a = {0};
    const struct options_entry entries[] = {
        {"out", &a.out, NULL},         {"reason", &a.reason, NULL},     {"as", &a.as, NULL},
        {"verify", &a.verify, NULL},   {"key", &a.key, NULL},           {"draft", NULL, &a.draft},
        {"format", &a.format, NULL},   {"scope", &a.scope, NULL},       {"prepared", NULL, &a.prepared},
        {"version", &a.version, NULL}, {"chantier", &a.chantier, NULL}, {0}};
    int code = options_read(argc, argv, USAGE, entries, &a.words, &a.n);
    if (code != OPTIONS_GO)
        return code;
    enum form f = form_of(&a);
    code = check(f, &a, entries);
    return code == OPTIONS_GO ? carry_out(f, &a) : code;
}
