/* The program of a chantier: the commands of `cvg` that need no server, in one small file to copy, with the folder of
 * the definitions beside it. Installed as `cvg`. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Where they are copied together, or installed: see docs/chantiers.md. */
static const char *const beside[] = {"programme", "../share/cvg/programme"};

/* The definitions are those of CVG_PROGRAMME, else those that came with the program. */
static void find_definitions(void)
{
    char exe[PATH_MAX], folder[PATH_MAX + 64];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *slash = len > 0 ? memrchr(exe, '/', (size_t)len) : NULL;
    if (!slash)
        return;
    *slash = 0;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        snprintf(folder, sizeof folder, "%s/%s", exe, beside[i]);
        if (access(folder, R_OK | X_OK) == 0 && setenv("CVG_PROGRAMME", folder, 0) == 0)
            return;
    }
}

int main(int argc, char **argv)
{
    find_definitions();
    return commands_main(commands, sizeof commands / sizeof *commands, argc, argv);
}
