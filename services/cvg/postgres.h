/* The private PostgreSQL of a home: made once, set up at each start, run as a child, never as root, never on a network
 * address. */
#ifndef CVG_CVG_POSTGRES_H
#define CVG_CVG_POSTGRES_H

#include "cvg/home.h"
#include "cvg/launch.h"
#include "cvg/process.h"

struct postgres {
    const struct home *home;
    char *programs;        /* directory of initdb and postgres */
    char *data, *data_new; /* the cluster; where it is made before it gets its name */
    bool drop;             /* we are root: run as uid, gid */
    unsigned uid, gid;
    bool detour; /* its user cannot pass the directories above the home: it gets the cluster as an open directory */
};

/* Finds programs and user; ERR_SETTING says what is wrong with this machine or this home. */
int postgres_open(struct postgres *pg, const struct home *h, struct err *e) CHECKED;
void postgres_close(struct postgres *pg);

bool postgres_made(const struct postgres *pg);
/* How to make the cluster; after the program ended well, postgres_adopt puts it in its place. */
int postgres_launch_initdb(struct postgres *pg, struct launch *l, struct err *e) CHECKED;
int postgres_adopt(struct postgres *pg, struct err *e) CHECKED;

/* Writes the settings and says how to run the server. */
int postgres_launch(struct postgres *pg, struct launch *l, struct err *e) CHECKED;
/* Whether the server with this pid takes connections. */
bool postgres_ready(const struct postgres *pg, pid_t pid);

/* What a server that died, or was left behind, still runs; while there is any no other may start. */
void postgres_find_left(const struct postgres *pg, struct process_list *l);
/* Ends it, in good order where its master still lives; waits. */
void postgres_end_left(const struct postgres *pg);

#endif
