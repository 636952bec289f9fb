/* Long options over getopt_long, with its English messages replaced. */
#include "cvg/options.h"

#include <getopt.h>
#include <stdio.h>

#include "cvg/command.h"

enum { OPTION_VALUE = 1000, OPTION_HELP = 2000 };

static const char TEXT_UNKNOWN[] = "l'option « %s » n'existe pas, ou ne prend pas de valeur";
static const char TEXT_VALUE[] = "l'option « %s » attend une valeur";

/* Ours are at most OPTIONS_MAX, then --help and the end. */
static void fill(struct option *out, const struct options_entry *entries)
{
    int n = 0;
    for (; entries[n].name; n++) {
        must(n < OPTIONS_MAX);
        out[n] = (struct option){entries[n].name, entries[n].value ? required_argument : no_argument, NULL,
                                 OPTION_VALUE + n};
    }
    out[n] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    out[n + 1] = (struct option){0};
}

int options_read(int argc, char **argv, const char *usage, const struct options_entry *entries, char ***args_out,
                 int *args_n_out)
{
    struct option options[OPTIONS_MAX + 2];
    fill(options, entries);
    opterr = 0;
    optind = 0;
    for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        if (o == OPTION_HELP) {
            fputs(usage, stdout);
            return COMMAND_DONE;
        }
        if (o == '?' || o == ':') {
            const char letter[] = {'-', (char)optopt, 0}; /* one that stands alone or in a bundle, as in -xf */
            bool is_short = optopt > 0 && optopt < OPTION_VALUE;
            return command_misused(usage, o == ':' ? TEXT_VALUE : TEXT_UNKNOWN, is_short ? letter : argv[optind - 1]);
        }
        const struct options_entry *x = &entries[o - OPTION_VALUE];
        if (x->value)
            *x->value = optarg;
        else
            *x->flag = true;
    }
    *args_out = argv + optind;
    *args_n_out = argc - optind;
    return OPTIONS_GO;
}
