/* What the files of the database layer share and nobody else sees. */
#ifndef CVG_IO_DB_PRIVATE_H
#define CVG_IO_DB_PRIVATE_H

#include <libpq-fe.h>

#include "io/db_value.h"

#define DB_EPOCH_DAYS 10957 /* 2000-01-01, where PostgreSQL counts from */
#define DB_EPOCH_US 946684800000000LL

struct db_param {
    uint32_t type;
    bool binary, null;
    size_t at; /* in bytes */
    int len;
};

/* The parallel arrays that libpq wants; they point into the parameters. */
struct db_params_view {
    void *block;
    int n;
    const char **values;
    int *lengths, *formats;
    unsigned *types;
};

void db_params_view(const struct db_params *p, struct db_params_view *v);
void db_params_view_deinit(struct db_params_view *v);

/* The keywords of a connection: conninfo, the password of its file, names and limits. Keeps the texts in `a`. */
struct arena;
struct db_keywords {
    const char *keys[8], *values[8];
};
int db_keywords(const char *conninfo, const char *password_file, const char *name, struct arena *a,
                struct db_keywords *out, struct err *e) CHECKED;

/* Fills *e from a refusal: ERR_AWAY for what passes by itself, else ERR_DATABASE; sqlstate_out gets 5 characters or "".
 */
int db_refused(const PGresult *r, const char *what, char sqlstate_out[6], struct err *e);
/* A refusal that says that a prepared statement no longer fits the schema or is not there: prepare it again. */
bool db_is_stale(const PGresult *r);
/* The text without its last line end. */
void db_one_line(const char *text, char *out, size_t size);

#endif
