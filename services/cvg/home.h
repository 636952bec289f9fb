/* CVG_HOME: where one installation keeps its state, and how its database is reached. */
#ifndef CVG_CVG_HOME_H
#define CVG_CVG_HOME_H

#include <stdbool.h>

#include "base/err.h"

struct home {
    char *path; /* absolute: CVG_HOME, else the checkout's var/ */
    char *run;  /* lock and state of the supervisor */
    char *log;
    char *secrets;      /* one password a role: CVG_SECRETS, else below the home */
    bool secrets_given; /* CVG_SECRETS: somebody else's, nothing is drawn there */
    char *pg;           /* the private PostgreSQL */
    char *sockets;      /* short, because a socket's path must stay below 108 bytes: /tmp/cvg-<hash of path> */
    char *pg_sockets;   /* PostgreSQL's, and its user's own */
    char *bus;          /* the daemons' */
    char *bin;          /* where this program stands, and the daemons beside it */
};

/* Finds the paths; with `create`, makes the home and its run, log and secrets too. */
int home_open(struct home *h, bool create, struct err *e) CHECKED;
void home_close(struct home *h);

/* The directories of the sockets, private to us (and to PostgreSQL's user `pg_uid`). Refuses what others have put in
 * their place. */
int home_make_sockets(const struct home *h, unsigned pg_uid, unsigned pg_gid, struct err *e) CHECKED;
void home_remove_sockets(const struct home *h);

/* Where the daemons' ipc sockets are: CVG_RUN, else this home's. */
const char *home_bus(const struct home *h);

/* "dir/name", which the caller frees. */
char *home_join(const char *dir, const char *name);

/* A role's password, which the caller frees. With `create` a missing one is drawn and kept, but in CVG_SECRETS; else
 * NULL and ERR_SETTING. */
char *home_secret(const struct home *h, const char *role, bool create, struct err *e) CHECKED;

/* What libpq needs to connect as this role, which the caller frees; NULL where its password is not there. The database
 * is the private one of CVG_HOME, or what CVG_DB says (whose `user`, where it names one, wins); the password stands in
 * the secrets, or in the file CVG_DB_PASSWORD_FILE. */
char *home_conninfo(const char *role, struct err *e) CHECKED;
/* The same for another database of the same server. */
char *home_conninfo_of(const char *role, const char *dbname, struct err *e) CHECKED;
/* The database's name by the same rules, which the caller frees. */
char *home_dbname(struct err *e) CHECKED;

#endif
