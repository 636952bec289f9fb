/* The long options of a command: read, explained by --help, and refused in French. */
#ifndef CVG_CVG_OPTIONS_H
#define CVG_CVG_OPTIONS_H

#include <stdbool.h>

#define OPTIONS_MAX 16
#define OPTIONS_GO (-1)

/* One option: with a value, or a flag. The list ends with a NULL name. */
struct options_entry {
    const char *name; /* without "--" */
    const char **value;
    bool *flag;
};

/* Reads options wherever they stand; the arguments that remain are args[args_n]. Returns OPTIONS_GO, or the exit code
 * with which the command ends: --help was asked for, or the usage was wrong and has been told. */
int options_read(int argc, char **argv, const char *usage, const struct options_entry *entries, char ***args_out,
                 int *args_n_out);

#endif
