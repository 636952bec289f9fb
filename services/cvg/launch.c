/* Starting a program with libuv, its output into its log. */
#include "cvg/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define LOG_MAX_BYTES (32 * 1024 * 1024)

static const char TEXT_LOG[] = "journal %s : %s";
static const char TEXT_MISSING[] = "le programme %s manque : compilez-le (deploy/build) ou réinstallez cvg";
static const char TEXT_START[] = "impossible de lancer %s : %s";

void launch_init(struct launch *l, const char *file, const char *cwd, const char *log)
{
    *l = (struct launch){.pass_fd = -1};
    l->file = arena_text(&l->arena, file, strlen(file));
    l->cwd = arena_text(&l->arena, cwd, strlen(cwd));
    l->log = arena_text(&l->arena, log, strlen(log));
    launch_arg(l, "%s", file); /* whole: PostgreSQL's programs find each other by the path of their first argument */
}

void launch_deinit(struct launch *l)
{
    arena_deinit(&l->arena);
    free(l->args);
    free(l->env);
    if (l->pass_fd >= 0)
        close(l->pass_fd);
    *l = (struct launch){.pass_fd = -1};
}

static void add(char ***list, size_t *n, size_t *cap, char *text)
{
    *list = mem_room(*list, *n + 1, cap, sizeof **list);
    (*list)[(*n)++] = text;
    (*list)[*n] = NULL;
}

void launch_arg(struct launch *l, const char *fmt, ...)
{
    char text[4096];
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    must(len >= 0 && (size_t)len < sizeof text);
    add(&l->args, &l->args_n, &l->args_cap, arena_text(&l->arena, text, (size_t)len));
}

void launch_inherit(struct launch *l)
{
    for (char **v = environ; v && *v; v++)
        add(&l->env, &l->env_n, &l->env_cap, arena_text(&l->arena, *v, strlen(*v)));
}

void launch_env(struct launch *l, const char *name, const char *value)
{
    size_t len = strlen(name), kept = 0;
    for (size_t i = 0; i < l->env_n; i++)
        if (strncmp(l->env[i], name, len) != 0 || l->env[i][len] != '=')
            l->env[kept++] = l->env[i];
    l->env_n = kept;
    if (l->env)
        l->env[kept] = NULL;
    if (!value)
        return;
    struct buf b = {0};
    buf_addf(&b, "%s=%s", name, value);
    add(&l->env, &l->env_n, &l->env_cap, arena_text(&l->arena, b.data, b.len));
    buf_deinit(&b);
}

/* A log that grew large is set aside once, at a start: two files at most, and the reader of a running one keeps it. */
static int open_log(const char *path, struct err *e)
{
    struct stat st;
    if (stat(path, &st) == 0 && st.st_size > LOG_MAX_BYTES) {
        struct buf old = {0};
        buf_addf(&old, "%s.1", path);
        rename(path, old.data);
        buf_deinit(&old);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    return fd < 0 ? err_set(e, ERR_IO, TEXT_LOG, path, strerror(errno)) : fd;
}

int launch_start(struct launch *l, uv_loop_t *loop, uv_process_t *process, uv_exit_cb on_exit, struct err *e)
{
    int log = open_log(l->log, e);
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = log},
        {.flags = UV_INHERIT_FD, .data.fd = log},
        {.flags = l->pass_fd >= 0 ? UV_INHERIT_FD : UV_IGNORE, .data.fd = l->pass_fd},
    };
    uv_process_options_t o = {
        .exit_cb = on_exit,
        .file = log < 0 ? "" : l->file,
        .args = l->args,
        .env = l->env,
        .cwd = l->cwd,
        .stdio = stdio,
        .stdio_count = l->pass_fd >= 0 ? 4 : 3,
        .flags = l->drop ? UV_PROCESS_SETUID | UV_PROCESS_SETGID : 0,
        .uid = l->uid,
        .gid = l->gid,
    };
    /* An empty name fails: so the handle is set up, and may be closed, in this case too. */
    int rc = uv_spawn(loop, process, &o);
    if (log < 0)
        return -1;
    close(log);
    if (rc == UV_ENOENT && access(l->file, F_OK) < 0)
        return err_set(e, ERR_SETTING, TEXT_MISSING, l->file);
    return rc < 0 ? err_set(e, ERR_IO, TEXT_START, l->file, uv_strerror(rc)) : 0;
}
