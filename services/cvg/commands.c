/* Finding the command that is meant, and its help. */
#include "cvg/commands.h"

#include <stdio.h>
#include <string.h>

static const char HELP[] = "help";
static const char TEXT_USAGE[] = "Usage : cvg COMMANDE [options]\n\n";
static const char TEXT_HELP[] = "cette aide";
static const char TEXT_EXPLAINS[] = "\n« cvg COMMANDE --help » explique une commande.\n";
static const char TEXT_UNKNOWN[] = "cvg : commande inconnue « %s »\n\n";
static const char TEXT_OUTPUT[] = "cvg : écriture impossible sur la sortie standard\n";

struct table {
    const struct command *list;
    size_t n;
};

static void print_help(const struct table *t, FILE *out)
{
    fputs(TEXT_USAGE, out);
    for (size_t i = 0; i < t->n; i++)
        fprintf(out, "  %-11s %s\n", t->list[i].name, t->list[i].help);
    fprintf(out, "  %-11s %s\n", HELP, TEXT_HELP);
    fputs(TEXT_EXPLAINS, out);
}

static const struct command *find_command(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->list[i].name, name))
            return &t->list[i];
    return NULL;
}

static int unknown(const struct table *t, const char *name)
{
    fprintf(stderr, TEXT_UNKNOWN, name);
    print_help(t, stderr);
    return COMMAND_USAGE;
}

/* `help`, alone or about a command. */
static int help(const struct table *t, const char *about)
{
    if (!about || about[0] == '-') {
        print_help(t, stdout);
        return COMMAND_DONE;
    }
    const struct command *c = find_command(t, about);
    if (!c)
        return strcmp(about, HELP) == 0 ? COMMAND_DONE : unknown(t, about);
    char option[] = "--help", name[64];
    snprintf(name, sizeof name, "%s", about);
    char *args[] = {name, option, NULL};
    return c->run(2, args);
}

int commands_main(const struct command *list, size_t n, int argc, char **argv)
{
    const struct table t = {list, n};
    char version[] = "version";
    if (argc < 2) {
        print_help(&t, stderr);
        return COMMAND_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], HELP))
        return help(&t, strcmp(argv[1], HELP) == 0 && argc > 2 ? argv[2] : NULL);
    if (!strcmp(argv[1], "--version"))
        return find_command(&t, version)->run(1, (char *[]){version, NULL});
    const struct command *c = find_command(&t, argv[1]);
    if (!c)
        return unknown(&t, argv[1]);
    int code = c->run(argc - 1, argv + 1);
    /* What could not be written was not done, for who reads us through a pipe or into a file. */
    if (fflush(stdout) || ferror(stdout)) {
        fputs(TEXT_OUTPUT, stderr);
        return code ? code : COMMAND_REFUSED;
    }
    return code;
}
