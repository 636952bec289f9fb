/* A throw-away database with all migrations of sql/, in the server that the environment names (PGHOST …). */
#ifndef CVG_TESTS_SQL_BENCH_H
#define CVG_TESTS_SQL_BENCH_H

#include "io/db_sync.h"

/* A superuser's connection, search_path cvg; a role dashboard is there, without rights. NULL, and said why. */
struct db_sync *sql_bench_open(const char *database);
int sql_bench_close(struct db_sync **db, const char *database);

#endif
