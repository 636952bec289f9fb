/* `cvg migrate`: roles with their passwords, the database, the numbered migrations, the tables of facts as the
 * definitions want them, then the grants.
 *
 * Runs as a superuser. Each migration is one transaction, under the role cvg_owner, which owns all objects;
 * sql/roles.sql is one transaction under the superuser itself. An advisory lock lets one of several run at a time: the
 * others then find nothing to do. */
#include "cvg/migrate.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/command.h"
#include "cvg/french.h"
#include "cvg/home.h"
#include "cvg/migration.h"
#include "cvg/options.h"
#include "programme/facts_sql.h"

#define OWNER "cvg_owner"
#define LOCK_SQL "SELECT pg_advisory_lock(x'637667'::int)" /* "cvg" */

/* Each logs in with its own password; what it may do stands in sql/roles.sql. */
static const char *const login_roles[] = {"intake",   "validation", "aggregation", "reporting",
                                          "courrier", "alerting",   "dashboard",   "cvg"};

static const char USAGE[] =
    "Usage : cvg migrate\n\n"
    "Met la base de données au niveau de cette version : rôles, migrations de sql/, droits.\n"
    "Peut être répété. La base est celle de CVG_HOME, ou celle que désigne CVG_DB (en superutilisateur) ;\n"
    "les mots de passe sont dans CVG_HOME/secrets, ou dans le dossier CVG_SECRETS.\n";
static const char TEXT_ARGUMENT[] = "argument inattendu « %s »";
static const char TEXT_CONNECT[] = "la base de données ne répond pas";
static const char TEXT_LOST[] = "la base de données s'est arrêtée (%s)";
static const char TEXT_CHANGED[] = "la migration %s a changé depuis qu'elle a été appliquée : une migration appliquée "
                                   "ne se modifie pas, écrivez-en une nouvelle";
static const char TEXT_UNKNOWN[] =
    "la base connaît la migration %d (%s), que cette version de cvg n'a pas : elle est d'une version plus récente";
static const char TEXT_BEHIND[] = "la migration %s vient après coup : la base en est déjà au numéro %d";
static const char TEXT_TRANSACTION[] = "%s termine elle-même la transaction";
static const char TEXT_APPLIED[] = "appliquée : %s\n";
static const char TEXT_UP_TO_DATE[] = "La base est à jour (%s).\n";

static int fail(PGconn *c, const PGresult *r, const char *what, struct err *e)
{
    const char *text = r ? PQresultErrorMessage(r) : PQerrorMessage(c);
    struct buf b = {0};
    buf_add(&b, text, strcspn(text, "\n"));
    if (PQstatus(c) == CONNECTION_BAD)
        err_fill(e, ERR_AWAY, TEXT_LOST, buf_text(&b));
    else
        err_fill(e, ERR_DATABASE, "%s : %s", what, buf_text(&b));
    buf_deinit(&b);
    return -1;
}

static int run(PGconn *c, const char *sql, const char *what, struct err *e)
{
    PGresult *r = PQexec(c, sql);
    ExecStatusType st = PQresultStatus(r);
    int rc = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_EMPTY_QUERY ? 0 : fail(c, r, what, e);
    PQclear(r);
    return rc;
}

/* A statement of one text parameter whose first cell is wanted; NULL where there is no row. */
static int ask(PGconn *c, const char *sql, const char *param, char **out, struct err *e)
{
    const char *params[] = {param};
    PGresult *r = PQexecParams(c, sql, 1, NULL, params, NULL, NULL, 0);
    int rc = PQresultStatus(r) == PGRES_TUPLES_OK ? 0 : fail(c, r, param, e);
    *out = rc == 0 && PQntuples(r) ? mem_text(PQgetvalue(r, 0, 0)) : NULL;
    PQclear(r);
    return rc;
}

static PGconn *connect_to(const char *dbname, struct err *e)
{
    char *info = home_conninfo_of("postgres", dbname, e);
    if (!info)
        return NULL;
    PGconn *c = PQconnectdb(info);
    free(info);
    if (PQstatus(c) == CONNECTION_OK && run(c, "SET client_min_messages = warning", "SET", e) == 0 &&
        run(c, LOCK_SQL, "pg_advisory_lock", e) == 0)
        return c;
    if (PQstatus(c) != CONNECTION_OK) {
        err_fill(e, ERR_AWAY, "%s", PQerrorMessage(c));
        french_wrap(e, "%s", TEXT_CONNECT);
    }
    PQfinish(c);
    return NULL;
}

/* ---- roles and database, from the server's database `postgres` ---- */

/* Runs "before <name> after", the name quoted. */
static int run_named(PGconn *c, const char *before, const char *name, const char *after, struct err *e)
{
    char *quoted = PQescapeIdentifier(c, name, strlen(name));
    must(quoted);
    struct buf b = {0};
    buf_addf(&b, "%s %s %s", before, quoted, after);
    int rc = run(c, b.data, name, e);
    buf_deinit(&b);
    PQfreemem(quoted);
    return rc;
}

static int make_role(PGconn *c, const char *role, struct err *e)
{
    char *found;
    if (ask(c, "SELECT rolname FROM pg_roles WHERE rolname = $1", role, &found, e) < 0)
        return -1;
    bool there = found != NULL;
    free(found);
    return there ? 0 : run_named(c, "CREATE ROLE", role, "NOLOGIN", e);
}

/* The server gets the verifier only: the password itself crosses no wire and stands in no log. */
static int set_password(PGconn *c, const struct home *h, const char *role, struct err *e)
{
    char *secret = home_secret(h, role, true, e);
    if (!secret)
        return -1;
    char *verifier = PQencryptPasswordConn(c, secret, role, "scram-sha-256");
    free(secret);
    if (!verifier)
        return fail(c, NULL, role, e);
    char *literal = PQescapeLiteral(c, verifier, strlen(verifier));
    PQfreemem(verifier);
    must(literal);
    struct buf b = {0};
    buf_addf(&b, "LOGIN PASSWORD %s", literal);
    int rc = run_named(c, "ALTER ROLE", role, b.data, e);
    buf_deinit(&b);
    PQfreemem(literal);
    return rc;
}

static int make_roles(PGconn *c, const struct home *h, struct err *e)
{
    int rc = make_role(c, OWNER, e);
    for (size_t i = 0; rc == 0 && i < sizeof login_roles / sizeof *login_roles; i++) {
        rc = make_role(c, login_roles[i], e);
        rc = rc < 0 ? rc : set_password(c, h, login_roles[i], e);
    }
    return rc;
}

static int make_database(PGconn *c, const char *name, struct err *e)
{
    char *owner;
    if (ask(c, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", name, &owner, e) < 0)
        return -1;
    int rc = 0;
    if (!owner)
        rc = run_named(c, "CREATE DATABASE", name, "OWNER " OWNER, e);
    else if (strcmp(owner, OWNER) != 0)
        rc = run_named(c, "ALTER DATABASE", name, "OWNER TO " OWNER, e);
    free(owner);
    return rc;
}

static int prepare_server(const struct home *h, const char *dbname, struct err *e)
{
    PGconn *c = connect_to("postgres", e);
    if (!c)
        return -1;
    int rc = make_roles(c, h, e);
    rc = rc < 0 ? rc : make_database(c, dbname, e);
    PQfinish(c);
    return rc;
}

/* ---- migrations, in the database itself ---- */

/* What an SQL file did wrong, with its line; then the transaction is gone. */
static int fail_in_file(PGconn *c, PGresult *r, const char *name, const char *text, struct err *e)
{
    const char *at = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION);
    char what[300];
    long line = 1, characters = at ? strtol(at, NULL, 10) : 0;
    for (const char *p = text; *p && characters > 1; p++) {
        line += *p == '\n';
        characters -= ((unsigned char)p[1] & 0xC0) != 0x80;
    }
    snprintf(what, sizeof what, at ? "%s, ligne %ld" : "%s", name, line);
    fail(c, r, what, e);
    PQclear(r);
    PQclear(PQexec(c, "ROLLBACK"));
    return -1;
}

static int run_file(PGconn *c, const char *name, const char *text, struct err *e)
{
    PGresult *r = PQexec(c, text);
    ExecStatusType st = PQresultStatus(r);
    if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK && st != PGRES_EMPTY_QUERY)
        return fail_in_file(c, r, name, text, e);
    PQclear(r);
    if (PQtransactionStatus(c) != PQTRANS_INTRANS)
        return err_set(e, ERR_DATABASE, TEXT_TRANSACTION, name);
    return 0;
}

static int record(PGconn *c, const struct migration *x, struct err *e)
{
    char number[16];
    snprintf(number, sizeof number, "%d", x->number);
    const char *params[] = {number, x->name, x->digest};
    PGresult *r = PQexecParams(c, "INSERT INTO public.cvg_migration(number, name, sha256) VALUES ($1, $2, $3)", 3, NULL,
                               params, NULL, NULL, 0);
    int rc = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : fail(c, r, x->name, e);
    PQclear(r);
    return rc;
}

static int apply(PGconn *c, const struct migration *x, struct err *e)
{
    if (run(c, "BEGIN; SET LOCAL ROLE " OWNER, x->name, e) < 0 || run_file(c, x->name, x->text, e) < 0 ||
        /* The file may have changed its role or its path; the record is the owner's in any case. */
        run(c, "SET LOCAL ROLE " OWNER, x->name, e) < 0 || record(c, x, e) < 0 || run(c, "COMMIT", x->name, e) < 0)
        return -1;
    printf(TEXT_APPLIED, x->name);
    return 0;
}

static const struct migration *find_number(const struct migrations *m, int number)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->items[i].number == number)
            return &m->items[i];
    return NULL;
}

/* What was applied must be what we have; returns the highest number applied (0: none) or −1. */
static int check_applied(PGconn *c, const struct migrations *m, struct err *e)
{
    PGresult *r = PQexec(c, "SELECT number, name, sha256 FROM public.cvg_migration ORDER BY number");
    int last = PQresultStatus(r) == PGRES_TUPLES_OK ? 0 : fail(c, r, "cvg_migration", e);
    for (int i = 0; last >= 0 && i < PQntuples(r); i++) {
        int number = atoi(PQgetvalue(r, i, 0));
        const struct migration *x = find_number(m, number);
        last = number;
        if (!x)
            last = err_set(e, ERR_DATABASE, TEXT_UNKNOWN, number, PQgetvalue(r, i, 1));
        else if (strcmp(x->digest, PQgetvalue(r, i, 2)) != 0)
            last = err_set(e, ERR_DATABASE, TEXT_CHANGED, x->name);
    }
    /* Forward only: one that appears below the last would run in an order nobody has tried. */
    for (size_t i = 0; last > 0 && i < m->n && m->items[i].number < last; i++) {
        bool there = false;
        for (int k = 0; k < PQntuples(r); k++)
            there = there || atoi(PQgetvalue(r, k, 0)) == m->items[i].number;
        if (!there)
            last = err_set(e, ERR_DATABASE, TEXT_BEHIND, m->items[i].name, last);
    }
    PQclear(r);
    return last;
}

/* Tables and columns that the definitions name and the database lacks; nothing is ever dropped. */
static int apply_facts(PGconn *c, struct err *e)
{
    struct definitions *d = NULL;
    struct buf sql = {0};
    if (definitions_load(definitions_folder(), &d, e) < 0)
        return -1;
    facts_sql_tables(d, &sql);
    int rc = run(c, "BEGIN; SET LOCAL ROLE " OWNER, "faits", e) < 0 || run_file(c, "faits", buf_text(&sql), e) < 0
                 ? -1
                 : run(c, "COMMIT", "faits", e);
    buf_deinit(&sql);
    definitions_free(&d);
    return rc;
}

static int apply_roles(PGconn *c, const char *text, struct err *e)
{
    return run(c, "BEGIN", "roles.sql", e) < 0 || run_file(c, "roles.sql", text, e) < 0
               ? -1
               : run(c, "COMMIT", "roles.sql", e);
}

static int migrate_database(const char *dbname, const struct migrations *m, struct err *e)
{
    PGconn *c = connect_to(dbname, e);
    if (!c)
        return -1;
    int rc = run(c,
                 "BEGIN; SET LOCAL ROLE " OWNER "; "
                 "CREATE TABLE IF NOT EXISTS public.cvg_migration("
                 "number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, "
                 "applied_at timestamptz NOT NULL DEFAULT now()); "
                 "COMMIT",
                 "cvg_migration", e);
    int last = rc < 0 ? -1 : check_applied(c, m, e);
    rc = last < 0 ? -1 : 0;
    for (size_t i = 0; rc == 0 && i < m->n; i++)
        if (m->items[i].number > last)
            rc = apply(c, &m->items[i], e);
    if (rc == 0)
        rc = apply_facts(c, e);
    if (rc == 0 && m->roles)
        rc = apply_roles(c, m->roles, e);
    PQfinish(c);
    return rc;
}

static int migrate(struct err *e)
{
    struct home h;
    struct migrations m = {0};
    const char *secrets = getenv("CVG_SECRETS");
    if (home_open(&h, !secrets || !*secrets, e) < 0)
        return -1;
    char *dbname = home_dbname(e);
    int rc = dbname && migrations_read(&m, e) == 0 ? 0 : -1;
    rc = rc < 0 ? rc : prepare_server(&h, dbname, e);
    rc = rc < 0 ? rc : migrate_database(dbname, &m, e);
    if (rc == 0)
        printf(TEXT_UP_TO_DATE, m.items[m.n - 1].name);
    migrations_free(&m);
    free(dbname);
    home_close(&h);
    return rc;
}

int migrate_run(int argc, char **argv)
{
    static const struct options_entry entries[] = {{0}};
    struct err e = {0};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_ARGUMENT, args[0]);
    return migrate(&e) < 0 ? command_fail(&e) : COMMAND_DONE;
}
