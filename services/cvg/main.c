/* The command `cvg`: what an operator and a chantier type.
 *
 * In: a command's name and its options (English names). Out: one document on stdout (a table, or JSON with --format
 * json), everything else on stderr, in French, and an exit code of command.h. A command is one line of the table below
 * and one module. */
#include <stdio.h>
#include <string.h>

#include "cvg/check.h"
#include "cvg/command.h"
#include "cvg/courrier.h"
#include "cvg/figures.h"
#include "cvg/decide.h"
#include "cvg/key.h"
#include "cvg/migrate.h"
#include "cvg/ps.h"
#include "cvg/push.h"
#include "cvg/ready.h"
#include "cvg/reference.h"
#include "cvg/simulate.h"
#include "cvg/submissions.h"
#include "cvg/template.h"
#include "cvg/up.h"
#include "cvg/verify.h"
#include "cvg/version.h"

static int help_run(int argc, char **argv);

static const struct command commands[] = {
    {"up", "démarre PostgreSQL et les services de CVG_HOME", up_run},
    {"down", "arrête ce que « cvg up » a démarré", up_down_run},
    {"ps", "montre PostgreSQL et les services : état, processus, adresse", ps_run},
    {"ready", "dit si un service est prêt, d'après son adresse HTTP", ready_run},
    {"migrate", "met la base de données au niveau de cette version", migrate_run},
    {"reference", "met en vigueur les territoires et les chantiers", reference_run},
    {"key", "clés d'accès d'un chantier : créer, lister, révoquer", key_run},
    {"courrier", "courriels : qui reçoit les résultats d'un chantier, ce qui est parti", courrier_run},
    {"check", "contrôle des fichiers sans rien envoyer", check_run},
    {"template", "écrit le classeur à remplir", template_run},
    {"push", "envoie les fichiers d'un chantier", push_run},
    {"show", "montre ce qu'il est advenu d'un envoi", submissions_show_run},
    {"submissions", "liste les envois", submissions_run},
    {"release", "applique un envoi retenu", decide_release_run},
    {"discard", "écarte un envoi retenu", decide_discard_run},
    {"figures", "donne les chiffres d'un périmètre et d'une période", figures_run},
    {"verify", "recompte tous les chiffres depuis les données", verify_run},
    {"simulate", "écrit des exports simulés de tout un programme", simulate_main},
    {"version", "version du programme et empreinte des définitions", version_run},
    {"help", "cette aide", help_run},
};

#define COMMANDS_N (sizeof commands / sizeof *commands)

static void print_help(FILE *out)
{
    fputs("Usage : cvg COMMANDE [options]\n\n", out);
    for (size_t i = 0; i < COMMANDS_N; i++)
        fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].help);
    fputs("\n« cvg COMMANDE --help » explique une commande.\n", out);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS_N; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    fprintf(stderr, "cvg : commande inconnue « %s »\n\n", name);
    print_help(stderr);
    return COMMAND_USAGE;
}

static int help_run(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-') {
        print_help(stdout);
        return COMMAND_DONE;
    }
    const struct command *c = find_command(argv[1]);
    if (!c || c->run == help_run)
        return c ? COMMAND_DONE : unknown(argv[1]);
    char option[] = "--help";
    char *args[] = {argv[1], option, NULL};
    return c->run(2, args);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return COMMAND_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
        return help_run(1, argv);
    if (!strcmp(argv[1], "--version"))
        return version_run(1, argv);
    const struct command *c = find_command(argv[1]);
    if (!c)
        return unknown(argv[1]);
    int code = c->run(argc - 1, argv + 1);
    /* What could not be written was not done, for who reads us through a pipe or into a file. */
    if (fflush(stdout) || ferror(stdout)) {
        fputs("cvg : écriture impossible sur la sortie standard\n", stderr);
        return code ? code : COMMAND_REFUSED;
    }
    return code;
}
