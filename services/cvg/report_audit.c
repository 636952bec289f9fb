/* The auditor is another program because it reckons with another solver, and believes nothing that we did. */
#include "cvg/report_audit.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cvg/french.h"
#include "cvg/home.h"

static const char TEXT_START[] = "impossible de lancer %s : %s";
static const char TEXT_FOUND[] = "l'auditeur a trouvé des cellules secrètes serrées de trop près";
static const char TEXT_FAILED[] = "l'auditeur n'a pas pu conclure (code %d)";

static int wait_for(pid_t pid, struct err *e)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        must(errno == EINTR);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (code == 0)
        return 0;
    return code == 1 ? err_set(e, ERR_FORMAT, "%s", TEXT_FOUND) : err_set(e, ERR_SETTING, TEXT_FAILED, code);
}

int report_audit(const char *folder, char *const *earlier, int earlier_n, struct err *e)
{
    struct home h;
    pid_t pid;
    if (home_open(&h, false, e) < 0)
        return -1;
    char *program = home_join(h.bin, "auditeur");
    char **args = mem_new_n((size_t)earlier_n + 3, sizeof *args);
    args[0] = program;
    for (int i = 0; i < earlier_n; i++)
        args[i + 1] = earlier[i];
    args[earlier_n + 1] = mem_unconst(folder);
    fflush(stdout);
    int failed = posix_spawn(&pid, program, NULL, NULL, args, environ);
    int rc = failed ? err_set(e, ERR_SETTING, TEXT_START, program, french_errno(failed)) : wait_for(pid, e);
    free(args);
    free(program);
    home_close(&h);
    return rc;
}
