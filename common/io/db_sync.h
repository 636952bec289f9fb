/* The blocking twin of io/db.h for the command line: connect, execute, read; same parameters and readers. */
#ifndef CVG_IO_DB_SYNC_H
#define CVG_IO_DB_SYNC_H

#include "io/db.h"

struct db_sync;

/* conninfo and password_file as in struct db_config. ERR_AWAY when the database is not there. */
struct db_sync *db_sync_open(const char *conninfo, const char *password_file, const char *name, struct err *e) CHECKED;
void db_sync_close(struct db_sync **s);

/* One statement; `p` may be NULL, and is emptied, done or not. `out` may be NULL; else the caller calls
 * db_result_deinit(). */
int db_sync_exec(struct db_sync *s, const char *sql, struct db_params *p, enum db_format format, struct db_result *out,
                 struct err *e) CHECKED;
/* A text of several statements without parameters, as in a migration; what they return is dropped. */
int db_sync_script(struct db_sync *s, const char *sql, struct err *e) CHECKED;
const char *db_sync_sqlstate(const struct db_sync *s); /* of the last refusal, else "" */

/* The commit fails (ERR_AWAY) when it returned with a warning: then nothing may be called stored. */
int db_sync_begin(struct db_sync *s, struct err *e) CHECKED;
int db_sync_commit(struct db_sync *s, struct err *e) CHECKED;
void db_sync_rollback(struct db_sync *s);

/* Rows one by one, for results larger than memory: each row is a result of one row, freed by the next step.
 * 1: a row, 0: the end, -1: an error. After the end or an error the connection is free again; db_sync_finish() ends
 * early. */
int db_sync_start(struct db_sync *s, const char *sql, struct db_params *p, enum db_format format,
                  struct err *e) CHECKED;
int db_sync_next(struct db_sync *s, struct db_result *row, struct err *e) CHECKED;
void db_sync_finish(struct db_sync *s);

#endif
