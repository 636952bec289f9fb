/* `cvg version`: the program's number, and the digest of the definitions that it reads. */
#include "cvg/version.h"

#include <stdio.h>

#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/options.h"
#include "programme/definitions.h"

static const char USAGE[] = "Usage : cvg version [--format table|json|csv]\n\n"
                            "Version du programme, et empreinte des définitions (indicateurs, colonnes, codes).\n";
static const char TEXT_ARGUMENT[] = "argument inattendu « %s »";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";

int version_run(int argc, char **argv)
{
    const char *format_text = "table";
    const struct options_entry entries[] = {{.name = "format", .value = &format_text}, {0}};
    enum listing_format format;
    struct definitions *d = NULL;
    struct err e;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_ARGUMENT, args[0]);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    if (definitions_load(definitions_folder(), &d, &e) < 0)
        return command_fail(&e);
    if (format == LISTING_JSON)
        printf("{\"version\": \"%s\", \"definitions\": \"%s\"}\n", CVG_VERSION, d->digest);
    else if (format == LISTING_CSV)
        printf("version;definitions\n%s;%s\n", CVG_VERSION, d->digest);
    else
        printf("cvg %s\ndéfinitions %s\n", CVG_VERSION, d->digest);
    definitions_free(&d);
    return COMMAND_DONE;
}
