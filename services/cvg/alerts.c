/* `cvg alerts`: finds the action that is meant; without one, the list. */
#include "cvg/alerts.h"

#include <stdio.h>
#include <string.h>

#include "cvg/alerts_act.h"
#include "cvg/alerts_explain.h"
#include "cvg/alerts_list.h"
#include "cvg/command.h"

static const char USAGE[] =
    "Usage : cvg alerts [list] [RAPPORTEUR] [--rule RÈGLE] [--level NIVEAU] [--all] [--limit N] [--format …]\n"
    "        cvg alerts ack ALERTE --owner NOM [--note TEXTE] [--until DATE]\n"
    "        cvg alerts explain ALERTE [--format table|json]\n"
    "        cvg alerts silence PÉRIMÈTRE --until DATE --reason TEXTE [--rule RÈGLE] [--subject SUJET]\n"
    "        cvg alerts silences [--all] [--format …]\n"
    "        cvg alerts unsilence PÉRIMÈTRE NUMÉRO\n\n"
    "Les alertes ouvertes, et ce que l'on en fait.\n\n"
    "  list       montre les alertes ouvertes, les plus graves d'abord ; --all : les résolues aussi\n"
    "  ack        dit qui s'en occupe : rien n'est rappelé avant la date de --until (dans une semaine par défaut)\n"
    "  explain    raconte toute l'histoire d'une alerte : à qui chaque changement a été dit, sinon pourquoi\n"
    "  silence    ne fait plus rien dire d'un périmètre (nation, territoire:CODE, chantier:ID) jusqu'à une date\n"
    "  silences   montre les silences en vigueur\n"
    "  unsilence  met fin à un silence avant sa date\n\n"
    "Une date est AAAA-MM-JJ (le soir de ce jour) ou un instant, 2026-01-05T09:00:00+01:00.\n";
static const char TEXT_UNKNOWN[] = "« %s » n'est pas une action";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} actions[] = {
    {"list", alerts_list_run},       {"ack", alerts_ack_run},           {"explain", alerts_explain_run},
    {"silence", alerts_silence_run}, {"silences", alerts_silences_run}, {"unsilence", alerts_unsilence_run},
};

int alerts_run(int argc, char **argv)
{
    if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
        fputs(USAGE, stdout);
        return COMMAND_DONE;
    }
    if (argc < 2 || argv[1][0] == '-')
        return alerts_list_run(argc, argv);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (!strcmp(actions[i].name, argv[1]))
            return actions[i].run(argc - 1, argv + 1);
    return command_misused(USAGE, TEXT_UNKNOWN, argv[1]);
}
