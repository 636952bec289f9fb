/* The command `cvg alerts`: one line of the table below is one word after it; without one, the list. */
#include "cvg/alerts.h"

#include <stdio.h>
#include <string.h>

#include "cvg/alerts_act.h"
#include "cvg/alerts_drill.h"
#include "cvg/alerts_explain.h"
#include "cvg/alerts_list.h"
#include "cvg/alerts_simulate.h"
#include "cvg/command.h"

static const struct command actions[] = {
    {"list", "les alertes ouvertes, les plus graves d'abord ; va de soi sans autre mot", alerts_list_run},
    {"ack", "dit qui s'occupe d'une alerte, et jusqu'à quand", alerts_ack_run},
    {"explain", "raconte une alerte : ce qui a changé, à qui cela a été dit, sinon pourquoi", alerts_explain_run},
    {"silence", "ne fait plus rien dire d'un périmètre jusqu'à une date", alerts_silence_run},
    {"silences", "montre les silences en vigueur", alerts_silences_run},
    {"unsilence", "met fin à un silence avant sa date", alerts_unsilence_run},
    {"drill", "l'exercice de chaque semaine : ce qu'il est devenu par chaque voie ; --now en fait un",
     alerts_drill_run},
    {"simulate", "rejoue un passé sur une horloge virtuelle, sans rien envoyer ni rien conserver", alerts_simulate_run},
};
#define ACTIONS_N (sizeof actions / sizeof *actions)

static const char TEXT_USAGE[] = "Usage : cvg alerts COMMANDE [options]\n\n";
static const char TEXT_MORE[] = "\n« cvg alerts COMMANDE --help » dit les options de chacune.\n";
static const char TEXT_UNKNOWN[] = "cvg : « alerts » ne connaît pas « %s »\n\n";

static void usage(FILE *out)
{
    fputs(TEXT_USAGE, out);
    for (size_t i = 0; i < ACTIONS_N; i++)
        fprintf(out, "  %-9s %s\n", actions[i].name, actions[i].help);
    fputs(TEXT_MORE, out);
}

int alerts_run(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < ACTIONS_N; i++)
        if (strcmp(argv[1], actions[i].name) == 0)
            return actions[i].run(argc - 1, argv + 1);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        usage(stdout);
        return COMMAND_DONE;
    }
    if (argc < 2 || argv[1][0] == '-')
        return alerts_list_run(argc, argv);
    fprintf(stderr, TEXT_UNKNOWN, argv[1]);
    usage(stderr);
    return COMMAND_USAGE;
}
