/* A throw-away database with all migrations of sql/. */
#include "sql_bench.h"

#include <glob.h>
#include <stdio.h>

#include "base/buf.h"

static int with_server(const char *what, const char *database)
{
    struct err e = {0};
    struct buf sql = {0};
    buf_addf(&sql, "%s %s", what, database);
    struct db_sync *server = db_sync_open("", NULL, "tests", &e);
    int rc = server ? db_sync_script(server, buf_text(&sql), &e) : -1;
    if (rc < 0)
        fprintf(stderr, "%s: %s\n", buf_text(&sql), e.text);
    db_sync_close(&server);
    buf_deinit(&sql);
    return rc;
}

static int migrate(struct db_sync *db, struct err *e)
{
    glob_t found;
    struct buf sql = {0};
    int rc = 0;
    must(glob(CVG_SQL_DIR "/[0-9]*.sql", 0, NULL, &found) == 0);
    for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++) {
        buf_adds(&sql, "BEGIN;\n");
        rc = buf_read_file(&sql, found.gl_pathv[i], 0, e);
        buf_adds(&sql, "COMMIT;\n");
    }
    globfree(&found);
    if (rc == 0)
        rc = db_sync_script(db, buf_text(&sql), e);
    buf_deinit(&sql);
    return rc < 0 ? rc : db_sync_script(db, "SET search_path = cvg", e);
}

struct db_sync *sql_bench_open(const char *database)
{
    static const char role[] =
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dashboard') THEN CREATE ROLE dashboard; "
        "END IF; END $$";
    struct err e = {0};
    char conninfo[100];
    snprintf(conninfo, sizeof conninfo, "dbname=%.60s", database);
    if (with_server(role, "") < 0 || with_server("DROP DATABASE IF EXISTS", database) < 0 ||
        with_server("CREATE DATABASE", database) < 0)
        return NULL;
    struct db_sync *db = db_sync_open(conninfo, NULL, "tested", &e);
    if (db && migrate(db, &e) == 0)
        return db;
    fprintf(stderr, "%s\n", e.text);
    db_sync_close(&db);
    return NULL;
}

int sql_bench_close(struct db_sync **db, const char *database)
{
    db_sync_close(db);
    return with_server("DROP DATABASE IF EXISTS", database);
}
