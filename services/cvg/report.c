/* `cvg report`: a draft is made of the facts as they are now; what was closed is written as it was closed. */
#include "cvg/report.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/report_bridge.h"
#include "cvg/report_dialogue.h"
#include "cvg/report_list.h"
#include "cvg/report_out.h"
#include "cvg/report_verify.h"
#include "io/arrete.h"
#include "io/rapport_read.h"

static const char USAGE[] =
    "Usage : cvg report TRIMESTRE [--out DOSSIER] [--draft|--prepared]\n"
    "        cvg report prepare TRIMESTRE [--as PERSONNE]\n"
    "        cvg report close TRIMESTRE [--as PERSONNE]\n"
    "        cvg report rectify TRIMESTRE --reason TEXTE [--as PERSONNE]\n"
    "        cvg report withdraw TRIMESTRE [--as PERSONNE]\n"
    "        cvg report SEMESTRE --chantier ID [--out DOSSIER]\n"
    "        cvg report bridge DE A [--draft] [--scope PÉRIMÈTRE] [--format table|json|csv]\n"
    "        cvg report list [--format table|json|csv]\n"
    "        cvg report --verify DOSSIER [AVANT…]\n\n"
    "Le rapport trimestriel à la DGEFP. TRIMESTRE : cumulé depuis janvier, comme 2026-C3.\n\n"
    "  TRIMESTRE   écrit les fichiers du rapport arrêté, dans sa dernière version\n"
    "  prepare     fige les chiffres, et les soumet à une autre personne\n"
    "  close       arrête ce qu'une autre personne a préparé : rien n'y change plus\n"
    "  rectify     prépare un rectificatif d'un trimestre arrêté, avec son motif\n"
    "  withdraw    retire ce qui est préparé\n"
    "  SEMESTRE    comme 2026-S1 (avril à septembre) : la fiche de dialogue de gestion d'un chantier\n"
    "  bridge      d'un trimestre arrêté à un autre, ou à maintenant : ce qui fait la différence\n"
    "  list        ce qui est préparé ou arrêté, par qui et quand\n"
    "  --verify    contrôle les fichiers d'un rapport : signature, empreintes, ponts, secret statistique\n"
    "              (AVANT : les dossiers de ceux publiés plus tôt, le plus ancien d'abord)\n\n"
    "  --out D     où écrire (sinon : le dossier courant)\n"
    "  --draft     un brouillon, des chiffres d'aujourd'hui, sans secret : à ne pas diffuser\n"
    "  --prepared  ce qui est préparé, tel qu'il serait publié\n"
    "  --as P      qui prépare ou arrête, par son accès de Convergence (sinon : le nom de session) ; gardé au "
    "journal\n";
static const char TEXT_WHICH[] = "un trimestre est attendu, comme 2026-C3";
static const char TEXT_TWO[] = "deux trimestres sont attendus : celui d'où part le pont, et celui où il mène";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_REASON[] = "un rectificatif demande un motif : --reason \"…\"";
static const char TEXT_DRAFT[] = "cvg : brouillon de %s écrit dans %s ; il montre tout, ne le diffusez pas\n";
static const char TEXT_WRITTEN[] = "cvg : %s, %s, écrit dans %s\n";
static const char TEXT_PREPARED[] =
    "cvg : %s est préparé par %s ; une autre personne l'arrête par « cvg report close %s »\n";
static const char TEXT_CLOSED[] = "cvg : %s est arrêté par %s (version %d)\n";
static const char TEXT_WITHDRAWN[] = "cvg : ce qui était préparé de %s est retiré\n";
static const char TEXT_HOW[] = "cvg : « cvg report prepare %s », puis « close » par une autre personne, l'arrête ; "
                               "« --draft » écrit un brouillon\n";

static const char TEXT_AS[] = "« %s » n'a pas d'accès ouvert de Convergence (« cvg user list » les montre)";

static const char as_sql[] =
    "SELECT EXISTS (SELECT FROM cvg.personne_list() x WHERE x.login = $1 AND x.role = 'convergence' AND "
    "x.disabled_at IS NULL)";

enum verb { WRITE, PREPARE, CLOSE, RECTIFY, WITHDRAW };

struct wish {
    enum verb verb;
    struct period trimestre;
    const char *out, *reason, *as, *verify, *chantier;
    bool draft, prepared;
};

static struct rapport *make_draft(struct db_sync *db, const struct period *p, struct err *e)
{
    struct definitions *d = NULL;
    if (rapport_possible(db, p, e) < 0 || definitions_load(definitions_folder(), &d, e) < 0)
        return NULL;
    struct rapport *before, *r = NULL;
    if (arrete_avant(db, p->name, &before, e) == 0)
        r = rapport_read(db, &(struct rapport_wish){.definitions = d, .period = *p, .avant = before}, e);
    rapport_free(&before);
    definitions_free(&d);
    return r;
}

static int write_out(struct db_sync *db, const struct wish *w, struct err *e)
{
    const char *name = w->trimestre.name;
    struct buf etat = {0};
    struct rapport *r = w->draft ? make_draft(db, &w->trimestre, e)
                                 : arrete_lire(db, name, w->prepared ? ARRETE_PREPARE : ARRETE_DERNIERE, false, e);
    if (!r) {
        if (!w->draft && !w->prepared && e->code == ERR_FORMAT)
            fprintf(stderr, TEXT_HOW, name);
        return -1;
    }
    int rc = report_write(r, w->out, e);
    rapport_nommer(r, &etat);
    if (rc == 0 && w->draft)
        fprintf(stderr, TEXT_DRAFT, name, w->out);
    else if (rc == 0)
        fprintf(stderr, TEXT_WRITTEN, name, buf_text(&etat), w->out);
    buf_deinit(&etat);
    rapport_free(&r);
    return rc;
}

static int prepare(struct db_sync *db, const struct wish *w, struct err *e)
{
    struct definitions *d = NULL;
    if (definitions_load(definitions_folder(), &d, e) < 0)
        return -1;
    int rc = arrete_preparer(db, d, &w->trimestre, w->as, w->verb == RECTIFY ? w->reason : "", e);
    definitions_free(&d);
    if (rc == 0)
        fprintf(stderr, TEXT_PREPARED, w->trimestre.name, w->as, w->trimestre.name);
    return rc;
}

static int close_it(struct db_sync *db, const struct wish *w, struct err *e)
{
    int version;
    if (arrete_fermer(db, w->trimestre.name, w->as, &version, e) < 0)
        return -1;
    fprintf(stderr, TEXT_CLOSED, w->trimestre.name, w->as, version);
    return 0;
}

static int withdraw(struct db_sync *db, const struct wish *w, struct err *e)
{
    if (arrete_retirer(db, w->trimestre.name, w->as, e) < 0)
        return -1;
    fprintf(stderr, TEXT_WITHDRAWN, w->trimestre.name);
    return 0;
}

/* In whose name: an account that is open, and that may close reports on the dashboard too. */
static int check_as(struct db_sync *db, const struct wish *w, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    if (w->verb == WRITE || w->as == operator_name())
        return 0;
    db_add_text(&p, w->as);
    if (db_sync_exec(db, as_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    bool may = db_bool(&res, 0, 0);
    db_result_deinit(&res);
    return may ? 0 : err_set(e, ERR_USAGE, TEXT_AS, w->as);
}

static int carry_out(const struct wish *w)
{
    static int (*const verbs[])(struct db_sync *, const struct wish *, struct err *) = {
        [WRITE] = write_out, [PREPARE] = prepare, [CLOSE] = close_it, [RECTIFY] = prepare, [WITHDRAW] = withdraw};
    struct err e = {0};
    struct db_sync *db = operator_db(&e);
    int rc = db && check_as(db, w, &e) == 0 ? verbs[w->verb](db, w, &e) : -1;
    db_sync_close(&db);
    return rc < 0 ? command_fail(&e) : COMMAND_DONE;
}

/* The verb, where there is one, and the quarter. */
static int read_arguments(char **args, int n, struct wish *w)
{
    static const char *const words[] = {
        [PREPARE] = "prepare", [CLOSE] = "close", [RECTIFY] = "rectify", [WITHDRAW] = "withdraw"};
    struct err e;
    int at = 0;
    for (enum verb v = PREPARE; v <= WITHDRAW; v++)
        if (n && strcmp(args[0], words[v]) == 0) {
            w->verb = v;
            at = 1;
        }
    if (n == at)
        return command_misused(USAGE, "%s", TEXT_WHICH);
    if (n > at + 1)
        return command_misused(USAGE, TEXT_EXTRA, args[at + 1]);
    if (arrete_trimestre(args[at], &w->trimestre, &e) < 0)
        return command_fail(&e);
    if (w->verb == RECTIFY && !*w->reason)
        return command_misused(USAGE, "%s", TEXT_REASON);
    return OPTIONS_GO;
}

int report_run(int argc, char **argv)
{
    const char *format = "table", *scope = NULL;
    struct wish w = {.out = ".", .reason = "", .as = operator_name()};
    const struct options_entry entries[] = {{"out", &w.out, NULL},
                                            {"reason", &w.reason, NULL},
                                            {"as", &w.as, NULL},
                                            {"verify", &w.verify, NULL},
                                            {"draft", NULL, &w.draft},
                                            {"prepared", NULL, &w.prepared},
                                            {"format", &format, NULL},
                                            {"scope", &scope, NULL},
                                            {"chantier", &w.chantier, NULL},
                                            {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (w.draft && w.prepared)
        return command_misused(USAGE, TEXT_EXTRA, "--prepared");
    if (n && strcmp(args[0], "list") == 0) {
        code = n > 1 ? command_misused(USAGE, TEXT_EXTRA, args[1]) : report_list(format);
        return code == COMMAND_USAGE && n == 1 ? command_misused(USAGE, TEXT_FORMAT, format) : code;
    }
    if (n && strcmp(args[0], "bridge") == 0) {
        code =
            n != 3 ? command_misused(USAGE, "%s", TEXT_TWO) : report_bridge(args[1], args[2], w.draft, scope, format);
        return code < 0 ? command_misused(USAGE, TEXT_FORMAT, format) : code;
    }
    if (w.chantier && n == 1)
        return report_dialogue(args[0], w.chantier, w.out);
    if (w.verify)
        return report_verify(w.verify, args, n);
    code = read_arguments(args, n, &w);
    return code == OPTIONS_GO ? carry_out(&w) : code;
}
