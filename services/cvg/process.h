/* Processes that are not our children any more: told apart from those that got their number later, found, ended. */
#ifndef CVG_CVG_PROCESS_H
#define CVG_CVG_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct process_id {
    pid_t pid;     /* 0: none */
    int64_t start; /* clock ticks since boot: with the pid it names one process for good */
};

struct process_list {
    struct process_id *items;
    size_t n, cap;
};

/* The living process with this number; pid 0 where there is none, or only one that waits to be reaped. */
struct process_id process_get(pid_t pid);
bool process_alive(struct process_id id);

/* Adds, once. Zero a list before its first use. */
void process_list_add(struct process_list *l, struct process_id id);
/* Every process that was started with exactly this "NAME=value" in its environment, but ourselves. */
void process_list_add_env(struct process_list *l, const char *assignment);
/* Every process of this user, with this program's base name, whose working directory is `dir`. */
void process_list_add_cwd(struct process_list *l, const char *dir, const char *program, uid_t uid, gid_t gid);
void process_list_deinit(struct process_list *l);

/* Sends the signal to those that live and waits until none does; false when some live after the time given. */
bool process_list_end(const struct process_list *l, int signal, unsigned wait_ms);

#endif
