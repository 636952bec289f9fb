/* The drills, a line a way. One that is asked for is made by alerting, by the ways of its settings: it is waited for a
 * while, and told as it stands then. */
#include "cvg/alerts_drill.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "programme/exercice.h"

#define LIMIT_MAX 1000
#define WAIT_MS 20000 /* for the messages of one that was asked for */
#define TURN_MS 200
#define BESIDE 3 /* the week's may come while it is waited for */

static const char USAGE[] =
    "Usage : cvg alerts drill [--now] [--limit N] [--format table|json|csv]\n\n"
    "L'exercice de chaque semaine : un message par chaque voie des alertes (courriel à l'exploitation, chat,\n"
    "Alertmanager), et ce qu'il est devenu. Ses jour, heure et délai sont dans alertes_seuils.csv.\n\n"
    "  --now    en fait un tout de suite, et attend un peu son résultat ; sort avec 75 s'il n'est pas encore passé\n"
    "           par toutes les voies configurées, avec 1 si l'une a échoué\n"
    "  --limit  les N derniers, 5 si rien n'est dit\n";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_LIMIT[] = "--limit attend un nombre de 1 à %d, pas « %s »";
static const char TEXT_NONE[] = "cvg : aucun exercice n'a encore été fait\n";
static const char TEXT_NOT_MADE[] = "pas encore fait";
static const char TEXT_NOBODY[] = "cvg : l'exercice est demandé ; le service alerting ne l'a pas encore fait\n";
static const char TEXT_NO_WAY[] = "cvg : aucune voie n'est configurée : rien n'a pu partir\n";
static const char TEXT_WAITS[] = "cvg : l'exercice n'est pas encore passé par toutes les voies\n";
static const char TEXT_FAILED[] = "cvg : l'exercice n'est pas passé par toutes les voies\n";

static const char ask_sql[] = "SELECT refus, n FROM cvg.exercice_demander($1)";
static const char list_sql[] =
    "SELECT n, semaine, auteur, demande_le, le, voie, configuree, servie, a, coalesce(etat, ''), stockee, partie, "
    "essais, erreur FROM cvg.exercice_recit($1::integer) WHERE $2::integer IN (0, n)";
enum {
    COL_N,
    COL_SEMAINE,
    COL_AUTEUR,
    COL_DEMANDE,
    COL_LE,
    COL_VOIE,
    COL_CONFIGUREE,
    COL_SERVIE,
    COL_A,
    COL_ETAT,
    COL_STOCKEE,
    COL_PARTIE,
    COL_ESSAIS,
    COL_ERREUR
};

static const char *by(const char *auteur)
{
    return *auteur ? auteur : "chaque semaine";
}

static const char *way(const char *name)
{
    enum exercice_voie v = exercice_voie_parse(name);
    return v == EXERCICE_VOIE_COUNT ? name : exercice_voie_mot(v);
}

static const struct listing_column columns[] = {{"n", "EXERCICE", true, NULL},
                                                {"le", "FAIT LE", false, listing_day},
                                                {"auteur", "DEMANDÉ PAR", false, by},
                                                {"voie", "VOIE", false, way},
                                                {"resultat", "RÉSULTAT", false, NULL},
                                                {"a", "À", false, NULL},
                                                {"erreur", "DERNIÈRE ERREUR", false, NULL},
                                                {"semaine", NULL, false, NULL},
                                                {"demande_le", NULL, false, NULL},
                                                {"etat", NULL, false, NULL},
                                                {"parti_le", NULL, false, NULL},
                                                {"secondes", NULL, false, NULL},
                                                {"essais", NULL, false, NULL},
                                                {0}};

/* ---- rows ---- */

static void read_row(const struct db_result *r, int i, struct exercice_resultat *out)
{
    *out = (struct exercice_resultat){
        .le_us = db_instant(r, i, COL_LE),
        .voie = exercice_voie_parse(db_text(r, i, COL_VOIE)),
        .etat = exercice_etat_of(db_bool(r, i, COL_CONFIGUREE), db_bool(r, i, COL_SERVIE), db_text(r, i, COL_ETAT)),
        .duree_us = db_is_null(r, i, COL_PARTIE) ? 0 : db_instant(r, i, COL_PARTIE) - db_instant(r, i, COL_STOCKEE),
        .essais = (int32_t)db_int64(r, i, COL_ESSAIS),
        .erreur = db_text(r, i, COL_ERREUR)};
}

static json_t *instant(const struct db_result *r, int i, int col)
{
    char text[CAL_INSTANT_LEN];
    if (db_is_null(r, i, col))
        return json_null();
    cal_format_instant(db_instant(r, i, col), text);
    return json_string(text);
}

static json_t *row_json(const struct db_result *r, int i)
{
    struct exercice_resultat x;
    struct buf said = {0};
    char week[CAL_DAY_LEN] = "";
    bool made = !db_is_null(r, i, COL_LE);
    read_row(r, i, &x);
    if (made)
        exercice_resultat_mot(&x, &said);
    else
        buf_adds(&said, TEXT_NOT_MADE);
    if (!db_is_null(r, i, COL_SEMAINE))
        cal_format_day(db_day(r, i, COL_SEMAINE), week);
    json_t *row =
        json_pack("{si ss? ss so so ss ss ss so so si ss ss}", "n", (int)db_int64(r, i, COL_N), "semaine",
                  *week ? week : NULL, "auteur", db_text(r, i, COL_AUTEUR), "demande_le", instant(r, i, COL_DEMANDE),
                  "le", instant(r, i, COL_LE), "voie", exercice_voie_name(x.voie), "a", db_text(r, i, COL_A), "etat",
                  made ? exercice_etat_name(x.etat) : "demande", "parti_le", instant(r, i, COL_PARTIE), "secondes",
                  x.etat == EXERCICE_PARTI ? json_real((double)x.duree_us / 1e6) : json_null(), "essais", (int)x.essais,
                  "erreur", x.erreur, "resultat", buf_text(&said));
    must(row);
    buf_deinit(&said);
    return row;
}

static int print(const struct db_result *r, enum listing_format format)
{
    struct buf out = {0};
    json_t *list = json_array();
    for (int i = 0; i < db_rows(r); i++)
        json_array_append_new(list, row_json(r, i));
    listing_print(&out, list, columns, format);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(list);
    return db_rows(r);
}

/* Of the newest `limit`: number n, or (0) all of them. */
static int read_rows(struct db_sync *db, long limit, int64_t n, struct db_result *out, struct err *e)
{
    struct db_params p = {0};
    db_add_int(&p, limit);
    db_add_int(&p, n);
    return db_sync_exec(db, list_sql, &p, DB_BINARY, out, e);
}

/* ---- one at once ---- */

/* How one that was asked for stands: an exit code, and the sentence that goes with it. */
static int judge(const struct db_result *r, const char **said_out)
{
    int ways = 0, waiting = 0, lost = 0;
    for (int i = 0; i < db_rows(r); i++) {
        struct exercice_resultat x;
        read_row(r, i, &x);
        ways += x.etat != EXERCICE_NON_CONFIGURE && x.etat != EXERCICE_SANS_SERVICE;
        waiting += x.etat == EXERCICE_EN_ATTENTE;
        lost += x.etat == EXERCICE_ABANDONNE;
    }
    bool made = db_rows(r) && !db_is_null(r, 0, COL_LE);
    *said_out = !made ? TEXT_NOBODY : waiting ? TEXT_WAITS : lost ? TEXT_FAILED : !ways ? TEXT_NO_WAY : "";
    return !made || waiting ? COMMAND_LATER : lost ? COMMAND_REFUSED : COMMAND_DONE;
}

static int ask(struct db_sync *db, int64_t *n_out, struct err *e)
{
    struct db_params p = {0};
    struct db_result r;
    db_add_text(&p, operator_name());
    if (db_sync_exec(db, ask_sql, &p, DB_BINARY, &r, e) < 0)
        return -1;
    int rc = db_is_null(&r, 0, 0) ? 0 : err_set(e, ERR_FORMAT, "%s", db_text(&r, 0, 0));
    *n_out = db_int64(&r, 0, 1);
    db_result_deinit(&r);
    return rc;
}

static int drill(struct db_sync *db, enum listing_format format, struct err *e)
{
    const struct timespec turn = {.tv_nsec = TURN_MS * 1000000L};
    int64_t n;
    if (ask(db, &n, e) < 0)
        return -1;
    for (int waited = 0;; waited += TURN_MS) {
        const char *said;
        struct db_result r;
        if (read_rows(db, BESIDE, n, &r, e) < 0)
            return -1;
        int code = judge(&r, &said);
        bool done = code != COMMAND_LATER || waited >= WAIT_MS;
        if (done) {
            print(&r, format);
            fputs(said, stderr);
        }
        db_result_deinit(&r);
        if (done)
            return code;
        nanosleep(&turn, NULL);
    }
}

/* ---- the action ---- */

int alerts_drill_run(int argc, char **argv)
{
    const char *format_text = "table", *limit_text = "5";
    bool now = false;
    const struct options_entry entries[] = {{.name = "format", .value = &format_text},
                                            {.name = "limit", .value = &limit_text},
                                            {.name = "now", .flag = &now},
                                            {0}};
    enum listing_format format;
    struct db_result r;
    struct err e;
    long limit;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (!command_number(limit_text, 1, LIMIT_MAX, &limit))
        return command_misused(USAGE, TEXT_LIMIT, LIMIT_MAX, limit_text);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    code = now ? drill(db, format, &e) : read_rows(db, limit, 0, &r, &e);
    db_sync_close(&db);
    if (code < 0)
        return command_fail(&e);
    if (!now) {
        if (!print(&r, format))
            fputs(TEXT_NONE, stderr);
        db_result_deinit(&r);
    }
    return code;
}
