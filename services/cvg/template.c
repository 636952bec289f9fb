/* `cvg template`: the workbook of this installation's definitions, into a file or through a pipe. */
#include "cvg/template.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cvg/command.h"
#include "cvg/options.h"
#include "io/template.h"

static const char USAGE[] =
    "Usage : cvg template [--out FICHIER] [--coordination]\n\n"
    "Le classeur à remplir (.xlsx) : une feuille par jeu de données, avec les listes de choix et\n"
    "l'explication de chaque colonne.\n\n"
    "  --out FICHIER    où l'écrire (sinon : modele-chantier.xlsx ou modele-coordination.xlsx ;\n"
    "                   « - » : la sortie standard)\n"
    "  --coordination   celui de la coordination d'un territoire, et non d'un chantier\n";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_TERMINAL[] =
    "un classeur n'est pas un texte : donnez un fichier (--out), ou redirigez la sortie";
static const char TEXT_DONE[] = "cvg : modèle écrit dans %s\n";

static int write_out(const struct buf *book, const char *path, struct err *e)
{
    if (strcmp(path, "-") == 0)
        return fwrite(book->data, 1, book->len, stdout) == book->len ? 0 : err_set(e, ERR_IO, "sortie standard");
    if (buf_write_file(book, path, 0644, e) < 0)
        return -1;
    fprintf(stderr, TEXT_DONE, path);
    return 0;
}

int template_run(int argc, char **argv)
{
    const char *out = NULL;
    bool coordination = false;
    const struct options_entry entries[] = {{"out", &out, NULL}, {"coordination", NULL, &coordination}, {0}};
    char **args;
    int args_n, code = options_read(argc, argv, USAGE, entries, &args, &args_n);
    if (code != OPTIONS_GO)
        return code;
    if (args_n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (!out)
        out = coordination ? "modele-coordination.xlsx" : "modele-chantier.xlsx";
    if (strcmp(out, "-") == 0 && isatty(STDOUT_FILENO))
        return command_misused(USAGE, TEXT_TERMINAL);
    struct definitions *d = NULL;
    struct buf book = {0};
    struct err e;
    int rc = definitions_load(definitions_folder(), &d, &e);
    if (rc == 0)
        rc = template_make(d, coordination ? REPORTER_TERRITOIRE : REPORTER_CHANTIER, &book, &e);
    if (rc == 0)
        rc = write_out(&book, out, &e);
    buf_deinit(&book);
    definitions_free(&d);
    return rc < 0 ? command_fail(&e) : COMMAND_DONE;
}
