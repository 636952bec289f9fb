/* `cvg check`: the same engine as the daemons', on one's own machine, so that a file is right before it is sent. */
#include "cvg/check.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/check_document.h"
#include "cvg/command.h"
#include "cvg/options.h"
#include "cvg/outcome_print.h"
#include "cvg/outcome_table.h"
#include "cvg/progress.h"
#include "cvg/todo.h"
#include "programme/contribution.h"
#include "programme/correspondances.h"

static const char USAGE[] =
    "Usage : cvg check [--date D] [--figures PÉRIODE] [--programme P] [--profil NOM] [--todo]\n"
    "                  [--format table|json|csv] FICHIER…\n\n"
    "Lit et contrôle les fichiers d'un chantier ou d'une coordination (CSV, XLSX, ou ZIP des deux), sans rien "
    "envoyer.\n\n"
    "  --date D           date de situation AAAA-MM-JJ ; sinon hier avant midi, aujourd'hui à partir de midi\n"
    "  --figures PÉRIODE  calcule aussi les chiffres des fichiers : 2026-11, 2026-T4, 2026-C3, 2026-S1, 2026,\n"
    "                     ou AAAA-MM-JJ..AAAA-MM-JJ\n"
    "  --programme P      CVG (par défaut), PHC ou TOUS : pour les chiffres\n"
    "  --profil NOM       lit l'export d'un autre logiciel par cette correspondance\n"
    "  --todo             liste aussi ce que les lignes prises laissent à compléter, par accompagnant\n"
    "  --format           en CSV : les constats seuls (avec --todo : cette liste seule)\n\n"
    "Code de retour : 0 un envoi serait pris, 1 il serait refusé, 3 il serait retenu, 2 mauvais usage.\n";
static const char TEXT_DATE[] = "--date attend une date qui existe, AAAA-MM-JJ, pas « %s »";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_PERIOD[] =
    "--figures attend une période (2026-T4, 2026-11, 2026, AAAA-MM-JJ..AAAA-MM-JJ), pas « %s »";
static const char TEXT_PROGRAMME[] = "--programme attend CVG, PHC ou TOUS, pas « %s »";
static const char TEXT_PROFILE[] = "--profil attend une correspondance (%s), pas « %s »";
static const char TEXT_FILES[] = "au moins un fichier est attendu";
static const char TEXT_FIGURES[] = "\nChiffres des lignes prises, période %s, programme %s\n";
static const char TEXT_READING[] = "Lecture des fichiers";
static const char TEXT_CHECKING[] = "Contrôle des fichiers";

static int read_slowly(struct files *files, char **paths, int n, struct err *e)
{
    struct progress progress;
    progress_start(&progress, TEXT_READING);
    int rc = files_read(files, paths, (size_t)n, 0, e);
    progress_stop(&progress);
    return rc;
}

static json_t *judge_slowly(const struct check_request *c, const struct files *files, struct buf *figures_out)
{
    struct progress progress;
    struct buf text = {0};
    progress_start(&progress, TEXT_CHECKING);
    check_document(c, files, &text, figures_out);
    progress_stop(&progress);
    json_t *doc = json_loadb(buf_text(&text), text.len, 0, NULL);
    must(doc);
    buf_deinit(&text);
    return doc;
}

static int check(const struct check_request *c, enum listing_format format, char **paths, int n)
{
    struct files files = {0};
    struct err e;
    if (read_slowly(&files, paths, n, &e) < 0) {
        files_deinit(&files);
        return command_fail(&e);
    }
    struct buf figures = {0};
    json_t *doc = judge_slowly(c, &files, &figures), *todo = c->todo_out ? *c->todo_out : NULL;
    files_deinit(&files);
    if (todo && format == LISTING_JSON)
        json_object_set(doc, "a_completer", todo);
    if (!todo || format != LISTING_CSV)
        outcome_print(doc, format);
    if (c->period && format == LISTING_TABLE) {
        printf(TEXT_FIGURES, c->period->name, programme_name(c->definitions, c->programme));
        fputs(buf_text(&figures), stdout);
    }
    buf_deinit(&figures);
    if (todo && format == LISTING_TABLE)
        putchar('\n');
    if (todo && format != LISTING_JSON)
        todo_print(todo, NULL, c->situation, format);
    json_decref(todo);
    int code = outcome_exit(json_string_value(json_object_get(doc, "state")));
    json_decref(doc);
    return code;
}

static int misuse_profile(const struct correspondances *known, const char *name)
{
    struct buf names = {0};
    for (size_t i = 0; i < known->n; i++)
        buf_addf(&names, "%s%s", i ? ", " : "", known->list[i]->name);
    int code = command_misused(USAGE, TEXT_PROFILE, buf_text(&names), name);
    buf_deinit(&names);
    return code;
}

int check_run(int argc, char **argv)
{
    const char *date = NULL, *figures = NULL, *programme = "CVG", *profile = NULL, *format_text = "table";
    bool todo = false;
    json_t *list = NULL;
    const struct options_entry entries[] = {{.name = "date", .value = &date},
                                            {.name = "figures", .value = &figures},
                                            {.name = "programme", .value = &programme},
                                            {.name = "profil", .value = &profile},
                                            {.name = "format", .value = &format_text},
                                            {.name = "todo", .flag = &todo},
                                            {0}};
    struct check_request c = {.situation = files_situation(cal_now_us()), .today = cal_today()};
    struct definitions *d = NULL;
    struct period period;
    enum listing_format format;
    struct err e;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (date && !cal_parse_iso(date, strlen(date), &c.situation))
        return command_misused(USAGE, TEXT_DATE, date);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    if (figures && period_parse(figures, &period, &e) < 0)
        return command_misused(USAGE, TEXT_PERIOD, figures);
    if (!n)
        return command_misused(USAGE, "%s", TEXT_FILES);
    if (definitions_load(definitions_folder(), &d, &e) < 0)
        return command_fail(&e);
    int p = programme_find(d, programme);
    c.profile = profile ? correspondances_find(d->correspondances, profile) : NULL;
    if (profile && !c.profile) {
        code = misuse_profile(d->correspondances, profile);
    } else if (p < 0) {
        code = command_misused(USAGE, TEXT_PROGRAMME, programme);
    } else {
        c.definitions = d;
        c.period = figures ? &period : NULL;
        c.programme = (size_t)p;
        c.todo_out = todo ? &list : NULL;
        code = check(&c, format, args, n);
    }
    definitions_free(&d);
    return code;
}
