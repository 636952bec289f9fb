/* The blocking twin of io/db.h: one connection, one statement at a time. */
#include "io/db_sync.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/db_private.h"

struct db_sync {
    PGconn *c;
    char sqlstate[6];
    char warning[256]; /* of the statement that runs; class 01 aside */
    bool rows;         /* between db_sync_start and its end */
};

static void on_notice(void *arg, const PGresult *pg)
{
    struct db_sync *s = arg;
    const char *severity = PQresultErrorField(pg, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *state = PQresultErrorField(pg, PG_DIAG_SQLSTATE);
    if (severity && strcmp(severity, "WARNING") == 0 && state && strncmp(state, "01", 2) != 0)
        db_one_line(PQresultErrorField(pg, PG_DIAG_MESSAGE_PRIMARY), s->warning, sizeof s->warning);
}

struct db_sync *db_sync_open(const char *conninfo, const char *password_file, const char *name, struct err *e)
{
    struct db_keywords k;
    struct arena a = {0};
    char why[512];
    int n = 0;
    if (db_keywords(conninfo, password_file, name, &a, &k, e) < 0) {
        arena_deinit(&a);
        return NULL;
    }
    while (k.keys[n])
        n++;
    k.keys[n] = "connect_timeout";
    k.values[n] = "10";
    struct db_sync *s = mem_new(sizeof *s);
    s->c = PQconnectdbParams(k.keys, k.values, 1);
    must(s->c);
    arena_deinit(&a);
    if (PQstatus(s->c) != CONNECTION_OK) {
        db_one_line(PQerrorMessage(s->c), why, sizeof why);
        err_fill(e, ERR_AWAY, "database: %s", why);
        db_sync_close(&s);
        return NULL;
    }
    PQsetNoticeReceiver(s->c, on_notice, s);
    if (db_sync_script(s, "SET client_min_messages = warning", e) < 0) /* of a commit's warning we must hear */
        db_sync_close(&s);
    return s;
}

void db_sync_close(struct db_sync **sp)
{
    if (*sp)
        PQfinish((*sp)->c);
    mem_free(sp);
}

const char *db_sync_sqlstate(const struct db_sync *s)
{
    return s->sqlstate;
}

static int take_result(struct db_sync *s, PGresult *pg, struct db_result *out, struct err *e)
{
    ExecStatusType status = PQresultStatus(pg);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
    int rc = ok ? 0 : db_refused(pg, "database", s->sqlstate, e);
    if (ok && *s->warning)
        rc = err_set(e, ERR_AWAY, "database: done, but not surely kept: %s", s->warning);
    if (rc == 0 && out)
        out->pg = pg;
    else
        PQclear(pg);
    return rc;
}

static void reset(struct db_sync *s)
{
    must(!s->rows);
    *s->sqlstate = *s->warning = 0;
}

int db_sync_exec(struct db_sync *s, const char *sql, struct db_params *p, enum db_format format, struct db_result *out,
                 struct err *e)
{
    struct db_params_view v;
    reset(s);
    if (out)
        out->pg = NULL;
    db_params_view(p, &v);
    PGresult *pg = PQexecParams(s->c, sql, v.n, v.types, v.values, v.lengths, v.formats, format == DB_BINARY);
    db_params_view_deinit(&v);
    if (p)
        db_params_deinit(p);
    return take_result(s, pg, out, e);
}

int db_sync_script(struct db_sync *s, const char *sql, struct err *e)
{
    reset(s);
    return take_result(s, PQexec(s->c, sql), NULL, e);
}

int db_sync_begin(struct db_sync *s, struct err *e)
{
    return db_sync_script(s, "BEGIN", e);
}

int db_sync_commit(struct db_sync *s, struct err *e)
{
    reset(s);
    PGresult *pg = PQexec(s->c, "COMMIT");
    if (PQresultStatus(pg) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(pg), "COMMIT") != 0) {
        err_fill(e, ERR_DATABASE, "database: COMMIT was answered with %s", PQcmdStatus(pg));
        PQclear(pg);
        return -1;
    }
    return take_result(s, pg, NULL, e);
}

void db_sync_rollback(struct db_sync *s)
{
    db_sync_finish(s);
    if (PQtransactionStatus(s->c) != PQTRANS_IDLE)
        PQclear(PQexec(s->c, "ROLLBACK"));
}

int db_sync_start(struct db_sync *s, const char *sql, struct db_params *p, enum db_format format, struct err *e)
{
    struct db_params_view v;
    char why[512];
    reset(s);
    db_params_view(p, &v);
    int ok = PQsendQueryParams(s->c, sql, v.n, v.types, v.values, v.lengths, v.formats, format == DB_BINARY);
    db_params_view_deinit(&v);
    if (p)
        db_params_deinit(p);
    if (!ok || !PQsetSingleRowMode(s->c)) {
        db_one_line(PQerrorMessage(s->c), why, sizeof why);
        return err_set(e, ERR_AWAY, "database: %s", why);
    }
    s->rows = true;
    return 0;
}

int db_sync_next(struct db_sync *s, struct db_result *row, struct err *e)
{
    must(s->rows);
    db_result_deinit(row);
    PGresult *pg = PQgetResult(s->c);
    bool is_row = PQresultStatus(pg) == PGRES_SINGLE_TUPLE;
    int rc = pg ? take_result(s, pg, is_row ? row : NULL, e) : 0;
    if (rc == 0 && is_row)
        return 1;
    while ((pg = PQgetResult(s->c)))
        PQclear(pg);
    s->rows = false;
    return rc;
}

void db_sync_finish(struct db_sync *s)
{
    PGresult *pg;
    char why[256];
    if (!s->rows)
        return;
    PGcancel *cancel = PQgetCancel(s->c);
    (void)PQcancel(cancel, why, sizeof why);
    PQfreeCancel(cancel);
    while ((pg = PQgetResult(s->c)))
        PQclear(pg);
    s->rows = false;
}
