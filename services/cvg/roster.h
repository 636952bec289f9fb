/* What the supervisor tells of itself and its children: CVG_HOME/run/state.json. */
#ifndef CVG_CVG_ROSTER_H
#define CVG_CVG_ROSTER_H

#include "cvg/home.h"
#include "cvg/process.h"

struct roster_entry {
    char name[32], state[16], address[272]; /* address: empty where none */
    char push[272];                         /* of intake: HOST:PORT of its native push door */
    struct process_id id;
    bool silent; /* lives, and was asked in vain; only answering.h says so */
};

struct roster {
    struct process_id supervisor;
    struct roster_entry *entries;
    size_t n, cap;
};

/* Zero a state before its first use. */
struct roster_entry *roster_add(struct roster *s, const char *name);
/* ERR_AWAY where a state may be there that we may not read. */
int roster_check(const struct home *h, struct err *e) CHECKED;
int roster_write(const struct roster *s, const struct home *h, struct err *e) CHECKED;
/* As written; nothing where nothing, or nothing whole, was written. */
void roster_read(struct roster *s, const struct home *h);
/* As it is now: who does not live has no pid and is "failed" under a living supervisor, "stopped" without one. */
void roster_settle(struct roster *s);
bool roster_all_ready(const struct roster *s);
void roster_deinit(struct roster *s);

/* The lock that a supervisor holds for life. A descriptor, −1 where it is held, −2 with *e where it cannot be had. */
int roster_lock(const struct home *h, struct err *e) CHECKED;

#endif
