/* The command `cvg simulate`: options, folders, files. */
#include "cvg/simulate.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_dialect.h"
#include "cvg/simulate_faults.h"
#include "cvg/simulate_lives.h"
#include "cvg/simulate_reference.h"
#include "cvg/simulate_tidy.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char help[] = "Usage : cvg simulate --out DOSSIER [options]\n"
                           "\n"
                           "Écrit les exports simulés de tout un programme : territoires, chantiers et,\n"
                           "pour chaque nuit, les fichiers que chaque chantier enverrait. Les personnes\n"
                           "sont inventées. Une même graine donne toujours les mêmes fichiers.\n"
                           "\n"
                           "  --out DOSSIER    où écrire : DOSSIER/reference et DOSSIER/nights/DATE/CHANTIER\n"
                           "  --seed N         graine du tirage (1 par défaut)\n"
                           "  --chantiers N    nombre de chantiers, de 1 à 4000 (68 par défaut)\n"
                           "  --nights N       nombre de nuits consécutives, de 1 à 1000 (3 par défaut)\n"
                           "  --date DATE      date de situation de la dernière nuit, AAAA-MM-JJ\n"
                           "                   (hier par défaut, heure de Paris)\n"
                           "  --faults         plante des anomalies dans certaines nuits (fichiers coupés,\n"
                           "                   numéros changés, colonnes échangées, silences...), environ une\n"
                           "                   par mois et par chantier ; DOSSIER/fautes.csv les énumère, avec\n"
                           "                   ce qui doit être répondu. Toute autre nuit est sans remarque.\n"
                           "  --help           affiche cette aide\n"
                           "\n"
                           "Un chantier qui n'a pas encore rejoint le programme à une date n'y envoie rien.\n";

#define COMMAND "cvg simulate : "
#define SEE_HELP " (voir --help).\n"
#define TEXT_MISSING_OUT COMMAND "indiquez le dossier où écrire, avec --out DOSSIER" SEE_HELP
#define TEXT_EXTRA COMMAND "« %s » n'est pas attendu ici" SEE_HELP
#define TEXT_UNKNOWN COMMAND "l'option « %s » n'existe pas, ou ne prend pas de valeur" SEE_HELP
#define TEXT_ARGUMENT COMMAND "l'option « %s » demande une valeur" SEE_HELP
#define TEXT_CHANTIERS COMMAND "--chantiers attend un nombre de 1 à 4000, pas « %s ».\n"
#define TEXT_NIGHTS COMMAND "--nights attend un nombre de 1 à 1000, pas « %s ».\n"
#define TEXT_SEED COMMAND "--seed attend un nombre entier positif, pas « %s ».\n"
#define TEXT_DATE COMMAND "--date attend une date comme 2026-11-20, pas « %s ».\n"
#define TEXT_PERIOD                                                                                                       \
    COMMAND "de la première à la dernière nuit, les dates doivent être comprises entre le 1er janvier 2020 et le 31 " \
            "décembre 2099.\n"
#define TEXT_FAILED COMMAND "l'écriture a échoué : %s\n"

/* The folder and those above it. */
static int make_folder(const char *path, struct err *e)
{
    char *p = mem_text(path);
    int bad = 0;
    for (char *s = p + 1; !bad; s++) {
        char c = *s;
        if (c != '/' && c != 0)
            continue;
        *s = 0;
        bad = mkdir(p, 0755) != 0 && errno != EEXIST;
        *s = c;
        if (c == 0)
            break;
    }
    if (bad)
        err_fill(e, ERR_IO, "%s : %s", path, strerror(errno));
    mem_free(&p);
    return bad ? -1 : 0;
}

/* One write and no sync: a simulation that a power cut takes away is run again. */
static int write_file(const struct buf *b, const char *path, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_set(e, ERR_IO, "%s : %s", path, strerror(errno));
    const char *p = buf_text(b);
    size_t left = b->len;
    while (left > 0) {
        ssize_t n = write(fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            err_fill(e, ERR_IO, "%s : %s", path, strerror(errno));
            close(fd);
            return -1;
        }
        p += n;
        left -= (size_t)n;
    }
    if (close(fd) != 0)
        return err_set(e, ERR_IO, "%s : %s", path, strerror(errno));
    return 0;
}

static int write_reference(const struct simulate_options *o, const struct simulate_chantier *list, struct err *e)
{
    struct buf path = {0}, text = {0};
    buf_addf(&path, "%s/reference", o->out);
    int bad = make_folder(buf_text(&path), e);
    if (!bad) {
        size_t folder_len = path.len;
        simulate_reference_territoires(&text);
        buf_adds(&path, "/territoires.csv");
        bad = write_file(&text, buf_text(&path), e);
        if (!bad) {
            buf_reset(&text);
            simulate_reference_chantiers(list, o->chantiers, &text);
            path.len = folder_len;
            buf_adds(&path, "/chantiers.csv");
            bad = write_file(&text, buf_text(&path), e);
        }
    }
    buf_deinit(&path);
    buf_deinit(&text);
    return bad;
}

static void night_folder(const struct simulate_options *o, int night, struct buf *path)
{
    char date[CAL_DAY_LEN];
    cal_format_day(o->date - o->nights + 1 + night, date);
    buf_reset(path);
    buf_addf(path, "%s/nights/%s", o->out, date);
}

static const char *const names[SIMULATE_FILE_COUNT] = {"/salaries.csv", "/accompagnants.csv"};

/* The files of one chantier and night, and none that an earlier simulation left there; `path` holds the night's folder.
 */
static int write_sent(const struct simulate_sent *sent, const char *chantier, struct buf *path, struct err *e)
{
    bool any = false;
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++)
        any = any || sent->given[file];
    buf_addf(path, "/%s", chantier);
    if (any && mkdir(buf_text(path), 0755) != 0 && errno != EEXIST)
        return err_set(e, ERR_IO, "%s : %s", buf_text(path), strerror(errno));
    size_t folder_len = path->len;
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++) {
        path->len = folder_len;
        buf_adds(path, names[file]);
        if (sent->given[file] && write_file(sent->text[file], buf_text(path), e))
            return -1;
        if (!sent->given[file] && unlink(buf_text(path)) != 0 && errno != ENOENT)
            return err_set(e, ERR_IO, "%s : %s", buf_text(path), strerror(errno));
    }
    path->len = folder_len;
    path->data[folder_len] = 0;
    if (!any && rmdir(buf_text(path)) != 0 && errno != ENOENT)
        return err_set(e, ERR_IO, "%s : %s", buf_text(path), strerror(errno));
    return 0;
}

/* What the chantier means to send. */
static struct simulate_sent write_clean(const struct simulate_lives *l, int32_t date,
                                        struct buf text[SIMULATE_FILE_COUNT])
{
    int dialect = l->chantier->dialecte;
    buf_reset(&text[SIMULATE_FILE_SALARIES]);
    simulate_dialect_salaries(dialect, l, date, &text[SIMULATE_FILE_SALARIES]);
    buf_reset(&text[SIMULATE_FILE_ACCOMPAGNANTS]);
    simulate_dialect_accompagnants(dialect, l, date, &text[SIMULATE_FILE_ACCOMPAGNANTS]);
    return (struct simulate_sent){.given = {true, true},
                                  .text = {&text[SIMULATE_FILE_SALARIES], &text[SIMULATE_FILE_ACCOMPAGNANTS]}};
}

/* The nights from `night` on; `f` is NULL where no faults are asked for. */
static int write_nights(const struct simulate_options *o, const struct simulate_lives *l, int night,
                        struct simulate_faults *f, struct err *e)
{
    struct buf path = {0}, text[SIMULATE_FILE_COUNT] = {{0}};
    int32_t first = o->date - o->nights + 1;
    int bad = 0;
    for (; night < o->nights && !bad; night++) {
        struct simulate_sent sent = f ? simulate_faults_night(f) : write_clean(l, first + night, text);
        night_folder(o, night, &path);
        bad = write_sent(&sent, l->chantier->id, &path, e);
    }
    buf_deinit(&path);
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++)
        buf_deinit(&text[file]);
    return bad;
}

static int write_chantier(const struct simulate_options *o, const struct simulate_chantier *c,
                          struct simulate_list *list, struct err *e)
{
    int32_t first = o->date - o->nights + 1;
    if (c->depuis > o->date)
        return 0;
    int night = c->depuis > first ? c->depuis - first : 0;
    struct simulate_lives *l = simulate_lives_new(c, first, o->date);
    struct simulate_faults *f = NULL;
    if (o->faults) {
        simulate_tidy(l);
        f = simulate_faults_new(l, first + night, list);
    }
    int bad = write_nights(o, l, night, f, e);
    simulate_faults_free(&f);
    simulate_lives_free(&l);
    return bad;
}

/* The list of faults; none stays where none were asked for. */
static int write_list(const struct simulate_options *o, struct simulate_list *list, struct err *e)
{
    struct buf path = {0}, text = {0};
    int bad = 0;
    buf_addf(&path, "%s/fautes.csv", o->out);
    if (o->faults) {
        simulate_list_write(list, &text);
        bad = write_file(&text, buf_text(&path), e);
    } else if (unlink(buf_text(&path)) != 0 && errno != ENOENT) {
        bad = err_set(e, ERR_IO, "%s : %s", buf_text(&path), strerror(errno));
    }
    buf_deinit(&path);
    buf_deinit(&text);
    return bad;
}

static void tell_progress(const struct simulate_options *o, int done)
{
    if (!o->progress || (done % 64 != 0 && done != o->chantiers))
        return;
    fprintf(stderr, "\r%d chantiers sur %d, %d nuit%s%s", done, o->chantiers, o->nights, o->nights > 1 ? "s" : "",
            done == o->chantiers ? "\n" : "");
}

int simulate_run(const struct simulate_options *o, struct err *e)
{
    struct simulate_chantier *list = simulate_chantiers_new(o->seed, o->chantiers);
    struct simulate_list faults = {0};
    struct buf path = {0};
    int bad = write_reference(o, list, e);
    for (int night = 0; night < o->nights && !bad; night++) {
        night_folder(o, night, &path);
        bad = make_folder(buf_text(&path), e);
    }
    for (int i = 0; i < o->chantiers && !bad; i++) {
        bad = write_chantier(o, &list[i], &faults, e);
        tell_progress(o, i + 1);
    }
    if (!bad)
        bad = write_list(o, &faults, e);
    simulate_list_deinit(&faults);
    buf_deinit(&path);
    mem_free(&list);
    return bad;
}

static int usage(const char *format, ...) PRINTF(1, 2);
static int usage(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    return EXIT_USAGE;
}

static bool read_number(const char *s, uint64_t max, uint64_t *out)
{
    if (*s < '0' || *s > '9')
        return false;
    char *end;
    errno = 0;
    unsigned long long v = strtoull(s, &end, 10);
    *out = v;
    return errno == 0 && *end == 0 && v <= max;
}

/* A number from 1 to max. */
static bool read_count(const char *s, int max, int *out)
{
    uint64_t v;
    if (!read_number(s, (uint64_t)max, &v) || v == 0)
        return false;
    *out = (int)v;
    return true;
}

enum {
    OPTION_OUT = 256,
    OPTION_SEED,
    OPTION_CHANTIERS,
    OPTION_NIGHTS,
    OPTION_DATE,
    OPTION_FORMAT,
    OPTION_FAULTS,
    OPTION_HELP
};

/* Reads argv into o; −1 to go on, else the exit code. */
static int read_options(int argc, char **argv, struct simulate_options *o)
{
    static const struct option options[] = {
        {"out", required_argument, NULL, OPTION_OUT},
        {"seed", required_argument, NULL, OPTION_SEED},
        {"chantiers", required_argument, NULL, OPTION_CHANTIERS},
        {"nights", required_argument, NULL, OPTION_NIGHTS},
        {"date", required_argument, NULL, OPTION_DATE},
        {"format", required_argument, NULL, OPTION_FORMAT},
        {"faults", no_argument, NULL, OPTION_FAULTS},
        {"help", no_argument, NULL, OPTION_HELP},
        {NULL, 0, NULL, 0},
    };
    opterr = 0;
    optind = 0; /* GNU: start over, since the command before this one may have read options too */
    for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        switch (c) {
        case OPTION_OUT:
            o->out = optarg;
            break;
        case OPTION_SEED:
            if (!read_number(optarg, UINT64_MAX, &o->seed))
                return usage(TEXT_SEED, optarg);
            break;
        case OPTION_CHANTIERS:
            if (!read_count(optarg, SIMULATE_CHANTIERS_MAX, &o->chantiers))
                return usage(TEXT_CHANTIERS, optarg);
            break;
        case OPTION_NIGHTS:
            if (!read_count(optarg, SIMULATE_NIGHTS_MAX, &o->nights))
                return usage(TEXT_NIGHTS, optarg);
            break;
        case OPTION_DATE:
            if (!cal_parse_day(optarg, strlen(optarg), &o->date))
                return usage(TEXT_DATE, optarg);
            break;
        case OPTION_FORMAT: /* every command takes it; there is nothing to format here */
            break;
        case OPTION_FAULTS:
            o->faults = true;
            break;
        case OPTION_HELP:
            fputs(help, stdout);
            return EXIT_DONE;
        case ':':
            return usage(TEXT_ARGUMENT, argv[optind - 1]);
        default:
            return usage(TEXT_UNKNOWN, argv[optind - 1]);
        }
    }
    if (optind < argc)
        return usage(TEXT_EXTRA, argv[optind]);
    if (!o->out || !*o->out)
        return usage(TEXT_MISSING_OUT);
    if (o->date - o->nights + 1 < cal_day(SIMULATE_FIRST_YEAR, 1, 1) || o->date > cal_day(SIMULATE_LAST_YEAR, 12, 31))
        return usage(TEXT_PERIOD);
    return -1;
}

int simulate_main(int argc, char **argv)
{
    struct simulate_options o = {
        .seed = 1, .chantiers = 68, .nights = 3, .date = cal_today() - 1, .progress = isatty(STDERR_FILENO)};
    int code = read_options(argc, argv, &o);
    if (code >= 0)
        return code;
    struct err e = {0};
    if (simulate_run(&o, &e)) {
        fprintf(stderr, TEXT_FAILED, e.text);
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}
