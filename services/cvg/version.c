/* `cvg version`: the program's number, and the digest of the definitions that it reads. */
#include "cvg/version.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "programme/definitions.h"

static const char USAGE[] = "Usage : cvg version [--format table|json]\n\n"
                            "Version du programme, et empreinte des définitions (indicateurs, colonnes, codes).\n";
static const char TEXT_ARGUMENT[] = "argument inattendu « %s »";
static const char TEXT_FORMAT[] = "format inconnu « %s »";

int version_run(int argc, char **argv)
{
    static const struct option options[] = {
        {"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    const char *format = "table";
    struct definitions *d = NULL;
    struct err e;
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (o == 'h')
            return fputs(USAGE, stdout), COMMAND_DONE;
        if (o != 'f')
            return fprintf(stderr, "\n%s", USAGE), COMMAND_USAGE;
        format = optarg;
    }
    if (optind < argc)
        return command_misused(USAGE, TEXT_ARGUMENT, argv[optind]);
    if (strcmp(format, "table") != 0 && strcmp(format, "json") != 0)
        return command_misused(USAGE, TEXT_FORMAT, format);
    if (definitions_load(definitions_folder(), &d, &e) < 0)
        return command_fail(&e);
    if (!strcmp(format, "json"))
        printf("{\"version\": \"%s\", \"definitions\": \"%s\"}\n", CVG_VERSION, d->digest);
    else
        printf("cvg %s\ndéfinitions %s\n", CVG_VERSION, d->digest);
    definitions_free(&d);
    return COMMAND_DONE;
}
