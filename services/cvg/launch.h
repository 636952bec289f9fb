/* A program about to be started: its arguments, environment, directory, user and log. */
#ifndef CVG_CVG_LAUNCH_H
#define CVG_CVG_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/err.h"
#include "base/mem.h"

struct launch {
    struct arena arena; /* owns every text below */
    const char *file;   /* absolute */
    char **args, **env; /* NULL at the end */
    size_t args_n, env_n, args_cap, env_cap;
    const char *cwd, *log;
    bool drop; /* become uid and gid, without further groups */
    unsigned uid, gid;
    int pass_fd; /* handed on as descriptor 3; -1: none */
};

void launch_init(struct launch *l, const char *file, const char *cwd, const char *log);
void launch_deinit(struct launch *l); /* closes pass_fd too */
void launch_arg(struct launch *l, const char *fmt, ...) PRINTF(2, 3);
/* Our own environment; launch_env after it replaces, and with a NULL value removes. */
void launch_inherit(struct launch *l);
void launch_env(struct launch *l, const char *name, const char *value);

/* Starts it, with nothing of ours open but the log (appended to) as stdout and stderr. The handle must be closed in
 * either case. */
int launch_start(struct launch *l, uv_loop_t *loop, uv_process_t *process, uv_exit_cb on_exit, struct err *e) CHECKED;

#endif
