/* The program of a chantier: the commands of `cvg` that need no server, in one small file to copy. Installed as `cvg`.
 */
#include "cvg/check.h"
#include "cvg/commands.h"
#include "cvg/key_make.h"
#include "cvg/push.h"
#include "cvg/version.h"

static const struct command commands[] = {
    {"push", "envoie les fichiers d'un chantier", push_run},
    {"check", "contrôle des fichiers sans rien envoyer", check_run},
    {"key", "fait la clé de ce poste (« cvg key make »)", key_make_alone},
    {"version", "version du programme et empreinte des définitions", version_run},
};

int main(int argc, char **argv)
{
    return commands_main(commands, sizeof commands / sizeof *commands, argc, argv);
}
