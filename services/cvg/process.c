/* Processes seen through /proc: a number alone may have been given to another process since. */
#include "cvg/process.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define ENVIRON_MAX (4u << 20)

struct process_id process_get(pid_t pid)
{
    const struct process_id none = {0};
    char path[64], text[1024], state;
    long long start;
    if (pid <= 0)
        return none;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return none;
    ssize_t len = read(fd, text, sizeof text - 1);
    close(fd);
    if (len <= 0)
        return none;
    text[len] = 0;
    /* The name in parentheses may hold anything, parentheses too: count fields after the last one. */
    const char *p = strrchr(text, ')');
    if (!p || sscanf(p + 1, " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lld", &state,
                     &start) != 2)
        return none;
    if (state == 'Z' || state == 'X')
        return none;
    return (struct process_id){.pid = pid, .start = start};
}

bool process_alive(struct process_id id)
{
    struct process_id now = process_get(id.pid);
    return now.pid > 0 && now.start == id.start;
}

void process_list_add(struct process_list *l, struct process_id id)
{
    if (id.pid <= 0)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].pid == id.pid && l->items[i].start == id.start)
            return;
    l->items = mem_room(l->items, l->n, &l->cap, sizeof *l->items);
    l->items[l->n++] = id;
}

void process_list_deinit(struct process_list *l)
{
    free(l->items);
    *l = (struct process_list){0};
}

static bool has_env(pid_t pid, const char *assignment)
{
    char path[64];
    struct buf b = {0};
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    if (buf_read_file(&b, path, ENVIRON_MAX, NULL) == 0)
        for (size_t i = 0; i < b.len && !found; i += strlen(b.data + i) + 1)
            found = !strcmp(b.data + i, assignment);
    buf_deinit(&b);
    return found;
}

static bool has_cwd(pid_t pid, const struct stat *dir, const char *program)
{
    char path[64], exe[4096];
    struct stat st;
    snprintf(path, sizeof path, "/proc/%d/cwd", (int)pid);
    if (stat(path, &st) < 0 || st.st_dev != dir->st_dev || st.st_ino != dir->st_ino)
        return false;
    snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
    ssize_t len = readlink(path, exe, sizeof exe - 1);
    if (len <= 0)
        return false;
    exe[len] = 0;
    const char *base = strrchr(exe, '/');
    base = base ? base + 1 : exe;
    size_t n = strlen(program);
    /* After an upgrade of the package the running program's name ends in " (deleted)". */
    return !strncmp(base, program, n) && (!base[n] || base[n] == ' ');
}

static void add_all(struct process_list *l, const char *assignment, const struct stat *dir, const char *program)
{
    DIR *d = opendir("/proc");
    if (!d)
        return;
    for (struct dirent *de; (de = readdir(d));) {
        pid_t pid = (pid_t)atoi(de->d_name);
        if (!isdigit((unsigned char)de->d_name[0]) || pid == getpid())
            continue;
        /* Its identity first: were the number given to another process meanwhile, that one would not be hit. */
        struct process_id id = process_get(pid);
        if (id.pid && (assignment ? has_env(pid, assignment) : has_cwd(pid, dir, program)))
            process_list_add(l, id);
    }
    closedir(d);
}

void process_list_add_env(struct process_list *l, const char *assignment)
{
    add_all(l, assignment, NULL, NULL);
}

/* Looks as the user whose processes they are: in a container root may not read where another user's process stands. */
static void find_as(int out, const struct stat *dir, const char *program, uid_t uid, gid_t gid)
{
    struct process_list found = {0};
    if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
        return;
    add_all(&found, NULL, dir, program);
    for (size_t i = 0; i < found.n; i++)
        if (write(out, &found.items[i], sizeof found.items[i]) < 0)
            break;
    process_list_deinit(&found);
}

void process_list_add_cwd(struct process_list *l, const char *dir, const char *program, uid_t uid, gid_t gid)
{
    struct stat st;
    struct process_id id;
    int ends[2];
    if (stat(dir, &st) < 0)
        return;
    if (uid == geteuid() || pipe2(ends, O_CLOEXEC) < 0) {
        add_all(l, NULL, &st, program);
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        find_as(ends[1], &st, program, uid, gid);
        _exit(0);
    }
    close(ends[1]);
    while (read(ends[0], &id, sizeof id) == sizeof id)
        process_list_add(l, id);
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
}

bool process_list_end(const struct process_list *l, int signal, unsigned wait_ms)
{
    const struct timespec turn = {.tv_nsec = 20 * 1000 * 1000};
    for (size_t i = 0; i < l->n; i++)
        if (process_alive(l->items[i]))
            kill(l->items[i].pid, signal);
    for (unsigned waited = 0;; waited += 20) {
        size_t living = 0;
        for (size_t i = 0; i < l->n; i++)
            living += process_alive(l->items[i]);
        if (!living)
            return true;
        if (waited >= wait_ms)
            return false;
        nanosleep(&turn, NULL);
    }
}
